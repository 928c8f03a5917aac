import { describe, expect, it } from 'vitest'
import { platformHeaders } from './platform-headers'

const claimed = {
  'x-vercel-ip-country': 'VN',
  'x-vercel-ip-latitude': '1',
  'x-vercel-id': 'sin1::id',
  'x-real-ip': '198.51.100.1',
  'x-vercel-proxy': 'kept',
}
const from = (isBelieved: boolean, headers: Record<string, string>) =>
  Object.fromEntries(platformHeaders(new Headers(headers), { isBelieved }))

describe('what a caller says of its place', () => {
  it('is overwritten by what the platform knows', () => {
    expect(from(false, claimed)).toEqual({
      'x-vercel-proxy': 'kept',
      'x-real-ip': '127.0.0.1',
      'x-forwarded-for': '127.0.0.1',
    })
  })

  it('is let through where a test is believed, and its address is told where it names none', () => {
    expect(from(true, claimed)).toEqual({ ...claimed, 'x-forwarded-for': '127.0.0.1' })
  })
})
