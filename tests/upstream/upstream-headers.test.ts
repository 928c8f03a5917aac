import { describe, expect, it } from 'vitest'
import { upstreamHeaders } from '@/lib/upstream/upstream-headers'
import { sender } from '../support/sender'
import { upstreamEndpoint } from '../support/upstream-endpoint'

const ours = {
  accept: 'application/json, text/event-stream',
  'accept-encoding': 'identity',
  'user-agent': 'isochrone (+edge sin1)',
  'x-request-id': 'request-0001',
}

function headersOf(row: Readonly<Record<string, unknown>> = {}, options: Partial<typeof sender> = {}) {
  const whole = { key: 'upstream-key', sender: { ...sender, ...options } }
  return Object.fromEntries(upstreamHeaders(upstreamEndpoint('sin', row), whole))
}

describe('the key is sent', () => {
  it('as a bearer token', () => {
    expect(headersOf()).toEqual({ ...ours, authorization: 'Bearer upstream-key' })
  })

  it('as api-key', () => {
    expect(headersOf({ auth: 'api-key' })).toEqual({ ...ours, 'api-key': 'upstream-key' })
  })

  it('not at all where none is wanted', () => {
    expect(headersOf({ auth: 'none' })).toEqual(ours)
  })

  it('not at all where there is none', () => {
    const headers = upstreamHeaders(upstreamEndpoint('sin'), { key: undefined, sender })
    expect(Object.fromEntries(headers)).toEqual(ours)
  })
})

describe('of the caller is sent', () => {
  const bearer = { ...ours, authorization: 'Bearer upstream-key' }

  it('its country and address where the operator asks for them', () => {
    expect(headersOf({ forward: ['country', 'ip'] })).toEqual({
      ...bearer,
      'x-client-region': 'VN',
      'x-client-ip': '203.0.113.7',
    })
  })

  it('only what is asked for', () => {
    expect(headersOf({ forward: ['country'] })).toEqual({ ...bearer, 'x-client-region': 'VN' })
    expect(headersOf({ forward: ['ip'] })).toEqual({ ...bearer, 'x-client-ip': '203.0.113.7' })
  })

  it('that its country is unknown, and no address that is', () => {
    const headers = headersOf({ forward: ['country', 'ip'] }, { country: undefined, ip: undefined })
    expect(headers).toEqual({ ...bearer, 'x-client-region': 'unknown' })
  })
})
