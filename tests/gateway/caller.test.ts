import { describe, expect, it } from 'vitest'
import { keptRequestId, readCaller } from '@/lib/gateway/caller'
import { buildDependencies } from '../support/build-dependencies'
import { buildRequest } from '../support/build-request'
import { start } from '../support/fake-effects'

describe('a request id', () => {
  it.each(['12345678', 'caller_id-1', 'a'.repeat(64)])('is kept: %s', id => {
    expect(keptRequestId(new Headers({ 'x-request-id': id }))).toBe(id)
  })

  it.each(['', '1234567', 'a'.repeat(65), 'has a blank', 'semi;colon', 'é2345678', '../../etc/passwd'])(
    'is not kept: %j',
    id => {
      expect(keptRequestId(new Headers({ 'x-request-id': id }))).toBeUndefined()
    },
  )

  it('is not kept where there is none', () => {
    expect(keptRequestId(new Headers())).toBeUndefined()
  })
})

describe('a caller', () => {
  it('is what its request says', () => {
    const { dependencies } = buildDependencies()
    const headers = {
      origin: 'https://app.example',
      'x-vercel-id': 'fra1::iad1::x',
      'x-real-ip': '203.0.113.7',
    }
    const caller = readCaller(buildRequest({ headers }), dependencies)
    expect(caller).toMatchObject({
      requestId: 'made-id-0001',
      receivedAt: start,
      place: { country: 'VN', edge: 'iad1', ip: '203.0.113.7' },
      origin: 'https://app.example',
    })
    expect(caller.signal).toBeInstanceOf(AbortSignal)
  })

  it('is not believed where it comes from off the platform', () => {
    const { dependencies } = buildDependencies({ variables: { TRUST_GEO_HEADERS: '0' } })
    const caller = readCaller(buildRequest({ headers: { 'x-real-ip': '203.0.113.7' } }), dependencies)
    expect(caller.place).toEqual({ country: undefined, coordinates: undefined, edge: 'sin1', ip: undefined })
    expect(caller.origin).toBeUndefined()
  })
})
