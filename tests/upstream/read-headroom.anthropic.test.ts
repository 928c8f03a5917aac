import { describe, expect, it } from 'vitest'
import { readHeadroom } from '@/lib/upstream/read-headroom'

const now = Date.UTC(2026, 10, 2, 12)

function of(said: Readonly<Record<string, string>>) {
  const headers = new Headers()
  for (const [name, value] of Object.entries(said)) headers.set(`anthropic-ratelimit-${name}`, value)
  return readHeadroom(headers, now)
}

const half = { 'requests-limit': '4000', 'requests-remaining': '2000' }

describe('what Anthropic says is left', () => {
  it('is a share, until the moment that it names', () => {
    expect(of({ ...half, 'requests-reset': '2026-11-02T12:00:07Z' })).toEqual({ share: 0.5, resetMs: 7000 })
  })

  it('is that of the scarcer of requests and tokens', () => {
    const tokens = {
      'tokens-limit': '480000',
      'tokens-remaining': '48000',
      'tokens-reset': '2026-11-02T12:00:02Z',
    }
    expect(of({ ...half, 'requests-reset': '2026-11-02T12:00:07Z', ...tokens })).toEqual({
      share: 0.1,
      resetMs: 2000,
    })
  })

  it.each([
    ['in an hour', '2026-11-02T13:00:00Z', 60_000],
    ['a minute ago', '2026-11-02T11:59:00Z', 0],
    ['never', undefined, 60_000],
    ['in words', 'soon', 60_000],
  ])('holds for a minute at most: %s', (_, reset, resetMs) => {
    expect(of({ ...half, ...(reset !== undefined && { 'requests-reset': reset }) })?.resetMs).toBe(resetMs)
  })

  it.each([
    { 'requests-limit': '4000' },
    { 'requests-remaining': '2000' },
    { 'requests-limit': '0', 'requests-remaining': '0' },
    { 'requests-limit': 'many', 'requests-remaining': '2000' },
    { ...half, 'requests-remaining': '-1' },
  ])('is not known by %j', said => {
    expect(of(said)).toBeUndefined()
  })

  it('is never more than all', () => {
    expect(of({ ...half, 'requests-remaining': '9000' })?.share).toBe(1)
  })
})

it('an endpoint that says it in both ways is believed in OpenAI’s', () => {
  const headers = new Headers({
    'x-ratelimit-limit-requests': '10',
    'x-ratelimit-remaining-requests': '1',
    'x-ratelimit-reset-requests': '1s',
    'anthropic-ratelimit-requests-limit': '10',
    'anthropic-ratelimit-requests-remaining': '9',
  })
  expect(readHeadroom(headers, now)).toEqual({ share: 0.1, resetMs: 1000 })
})
