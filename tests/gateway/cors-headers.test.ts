import { describe, expect, it } from 'vitest'
import { corsHeaders, preflightHeaders } from '@/lib/gateway/cors-headers'

const page = 'https://app.example'
const listOf = (value: string | undefined) => (value ?? '').split(', ')

describe('a page', () => {
  it('that is allowed may read a response and our headers on it', () => {
    const headers = corsHeaders(page, ['https://other.example', page])
    expect(headers['access-control-allow-origin']).toBe(page)
    expect(listOf(headers['access-control-expose-headers'])).toEqual(
      expect.arrayContaining(['x-request-id', 'x-endpoint-used', 'x-route-attempts', 'retry-after']),
    )
  })

  it.each([
    ['another', 'https://evil.example'],
    ['one below', 'https://app.example.evil.example'],
    ['the same over http', 'http://app.example'],
    ['the same on another port', 'https://app.example:8443'],
    ['none', 'null'],
    ['one that is not named', undefined],
  ])('that is %s may not', (_, origin) => {
    expect(corsHeaders(origin, [page])).toEqual({})
    expect(preflightHeaders(origin, [page])).toEqual({})
  })

  it('that sends * is no page', () => {
    expect(corsHeaders(page, ['*'])).toEqual({})
  })

  it('never sends cookies', () => {
    expect(preflightHeaders(page, [page])['access-control-allow-credentials']).toBeUndefined()
  })

  it('may send what callers and their clients send', () => {
    const allowed = listOf(preflightHeaders(page, [page])['access-control-allow-headers'])
    expect(allowed).toEqual(
      expect.arrayContaining([
        'authorization',
        'content-type',
        'traceparent',
        'x-route-to',
        'x-stainless-retry-count',
      ]),
    )
    expect(new Set(allowed).size).toBe(allowed.length)
  })
})
