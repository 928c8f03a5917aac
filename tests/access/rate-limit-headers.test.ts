import { describe, expect, it } from 'vitest'
import { goDuration, rateLimitHeaders } from '@/lib/access/rate-limit-headers'
import { buildPlan } from '../support/build-plan'
import { moment } from '../support/moment'

const use = { requests: { used: 3, resetSeconds: 61 }, tokens: { used: 250, resetSeconds: 12 } }
const headersOf = (limits: Parameters<typeof buildPlan>[0], uses = use) =>
  Object.fromEntries(rateLimitHeaders({ limits: buildPlan(limits), ...uses, now: moment }))

describe('the headers', () => {
  it('tell what is left of both limits', () => {
    expect(headersOf({ requestsPerMinute: 10, tokensPerMinute: 1000 })).toEqual({
      'x-ratelimit-limit-requests': '10',
      'x-ratelimit-remaining-requests': '7',
      'x-ratelimit-reset-requests': '1m1s',
      'x-ratelimit-limit-tokens': '1000',
      'x-ratelimit-remaining-tokens': '750',
      'x-ratelimit-reset-tokens': '12s',
      'x-ratelimit-limit': '10',
      'x-ratelimit-remaining': '7',
      'x-ratelimit-reset': String(moment / 1000 + 61),
    })
  })

  it('tell nothing of a limit that does not apply', () => {
    expect(headersOf({ concurrency: 4 })).toEqual({})
    const names = Object.keys(headersOf({ tokensPerMinute: 1000 }))
    expect(names.filter(name => name.includes('requests') || name === 'x-ratelimit-limit')).toEqual([])
  })

  it('never tell less than nothing', () => {
    const uses = { ...use, tokens: { used: 5000, resetSeconds: 1 } }
    expect(headersOf({ tokensPerMinute: 1000 }, uses)).toMatchObject({ 'x-ratelimit-remaining-tokens': '0' })
  })

  it('tell a limit of nothing', () => {
    expect(headersOf({ requestsPerMinute: 0 })).toMatchObject({
      'x-ratelimit-limit-requests': '0',
      'x-ratelimit-remaining-requests': '0',
    })
  })
})

it.each([
  [0, '0s'],
  [1, '1s'],
  [59, '59s'],
  [60, '1m0s'],
  [61, '1m1s'],
  [360, '6m0s'],
])('%i seconds are written as %s', (seconds, text) => {
  expect(goDuration(seconds)).toBe(text)
})
