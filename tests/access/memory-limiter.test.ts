import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createMemoryLimiter, type MemoryLimiter } from '@/lib/access/memory-limiter'
import { buildAsk } from '../support/build-ask'
import { moment } from '../support/moment'
import { used } from '../support/used'

type Asked = Parameters<typeof buildAsk>[0] & { readonly at?: number }

function build(limiter = createMemoryLimiter()) {
  let calls = 0
  const admit = ({ at = 0, ...ask }: Asked = {}) => {
    calls += 1
    return limiter.admit({ ...buildAsk({ slot: `request-${calls}`, ...ask }), now: moment + at })
  }
  const admitted = (asked: Asked = {}) => {
    const verdict = admit(asked)
    if (verdict.kind !== 'admitted') throw new Error(`It was ${verdict.kind}.`)
    return verdict.reservation
  }
  return { limiter, admit, admitted }
}

const second = 1000

describe('the limit of requests', () => {
  const limits = { requestsPerMinute: 2 }

  it('lets as many through as it says, and tells what is used', () => {
    const { admit } = build()
    expect(admit({ limits })).toMatchObject({ kind: 'admitted', requests: { used: 1, resetSeconds: 61 } })
    expect(admit({ limits })).toMatchObject({ kind: 'admitted', requests: { used: 2 } })
    expect(admit({ limits })).toMatchObject({ kind: 'limited', by: 'requests', requests: { used: 2 } })
  })

  it('holds nobody for what was counted before the clock was set back, but what a minute back would hold', () => {
    const { admit } = build()
    admit({ limits, at: 3600 * second })
    admit({ limits, at: 3600 * second })
    expect(admit({ limits, at: 3550 * second })).toMatchObject({ kind: 'limited', by: 'requests' })
    expect(admit({ limits })).toMatchObject({ kind: 'admitted', requests: { used: 1, resetSeconds: 61 } })
  })

  it('frees what is 61 s old, and not what is 60 s old', () => {
    const { admit } = build()
    admit({ limits })
    admit({ limits, at: 10 * second })
    expect(admit({ limits, at: 60 * second })).toMatchObject({ kind: 'limited', retryAfterSeconds: 1 })
    expect(admit({ limits, at: 61 * second })).toMatchObject({ kind: 'admitted' })
    expect(admit({ limits, at: 61 * second })).toMatchObject({ kind: 'limited', retryAfterSeconds: 10 })
  })

  it('does not count who was refused', () => {
    const { admit } = build()
    admit({ limits })
    admit({ limits })
    for (let at = 1; at < 60; at++) admit({ limits, at: at * second })
    expect(admit({ limits, at: 61 * second }).kind).toBe('admitted')
  })

  it('is each caller’s own', () => {
    const { admit } = build()
    admit({ limits: { requestsPerMinute: 1 }, caller: 'a' })
    expect(admit({ limits: { requestsPerMinute: 1 }, caller: 'b' }).kind).toBe('admitted')
  })

  it('of nothing lets nothing through', () => {
    const { admit } = build()
    expect(admit({ limits: { requestsPerMinute: 0 } })).toMatchObject({
      kind: 'limited',
      retryAfterSeconds: 61,
    })
  })

  it('that does not apply lets everything through', () => {
    const { admit } = build()
    for (let call = 0; call < 5000; call++) expect(admit().kind).toBe('admitted')
  })
})

describe('a call that was begun before', () => {
  const limits = { requestsPerMinute: 2, tokensPerMinute: 10, concurrency: 1 }
  const asked = { caller: buildAsk().caller, known: 'answer', limits }

  it('counts as a request, and holds nothing', () => {
    const { limiter, admit } = build()
    admit({ limits, tokens: 10 })
    const repeated = limiter.repeat({ ...asked, now: moment + second })
    expect(repeated).toEqual({
      kind: 'repeated',
      known: 'answer',
      requests: { used: 2, resetSeconds: 61 },
      tokens: { used: 10, resetSeconds: 60 },
    })
    expect(admit({ limits: { requestsPerMinute: 3 } }).kind).toBe('admitted')
  })

  it('is refused beyond the limit of requests, and then not counted', () => {
    const { limiter, admit } = build()
    for (let call = 0; call < 2; call++) admit({ limits: { requestsPerMinute: 2 } })
    for (let at = 0; at < 3; at++)
      expect(limiter.repeat({ ...asked, now: moment + at * second })).toMatchObject({
        kind: 'limited',
        by: 'requests',
        retryAfterSeconds: 61 - at,
        requests: { used: 2 },
      })
  })
})

describe('in no 60 s more than the limit comes through', () => {
  const gaps = fc.array(
    fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 1500 }), fc.integer({ min: 0, max: 70_000 })),
    {
      minLength: 1,
      maxLength: 150,
    },
  )

  it('whenever the calls come', () => {
    fc.assert(
      fc.property(
        gaps,
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 0, max: 999 }),
        (waits, limit, offset) => {
          const { admit } = build()
          let at = offset
          const passed = waits.flatMap(wait => {
            at += wait
            return admit({ at, limits: { requestsPerMinute: limit } }).kind === 'admitted' ? [at] : []
          })
          for (const [index, from] of passed.entries()) {
            const within = passed.slice(index).filter(each => each < from + 60_000)
            expect(within.length).toBeLessThanOrEqual(limit)
          }
        },
      ),
    )
  })

  it('nor more tokens than the limit, where calls use what they were estimated to', () => {
    fc.assert(
      fc.property(
        gaps,
        fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 150, maxLength: 150 }),
        (waits, sizes) => {
          const { admit } = build()
          let at = 0
          const passed = waits.flatMap((wait, index) => {
            at += wait
            const tokens = sizes[index] ?? 0
            return admit({ at, tokens, limits: { tokensPerMinute: 100 } }).kind === 'admitted'
              ? [{ at, tokens }]
              : []
          })
          for (const { at: from } of passed) {
            const within = passed.filter(each => each.at >= from && each.at < from + 60_000)
            expect(within.reduce((sum, { tokens }) => sum + tokens, 0)).toBeLessThanOrEqual(100)
          }
        },
      ),
    )
  })

  it('and who waits as long as it was told comes through', () => {
    fc.assert(
      fc.property(gaps, fc.integer({ min: 1, max: 5 }), (waits, limit) => {
        const { admit } = build()
        const limits = { requestsPerMinute: limit }
        let at = 0
        for (const wait of waits) {
          at += wait
          const verdict = admit({ at, limits })
          if (verdict.kind !== 'limited') continue
          at += verdict.retryAfterSeconds * second
          expect(admit({ at, limits }).kind).toBe('admitted')
        }
      }),
    )
  })
})

describe('the limit of tokens', () => {
  const limits = { tokensPerMinute: 100 }

  it('is held by estimates until they are settled', () => {
    const { admit, admitted, limiter } = build()
    const reservation = admitted({ limits, tokens: 80 })
    expect(admit({ limits, tokens: 30 })).toMatchObject({
      kind: 'limited',
      by: 'tokens',
      tokens: { used: 80 },
    })
    limiter.settle(reservation, used(10), moment)
    expect(admit({ limits, tokens: 30 })).toMatchObject({ kind: 'admitted', tokens: { used: 40 } })
  })

  it('is settled once', () => {
    const { admit, admitted, limiter } = build()
    const reservation = admitted({ limits, tokens: 80 })
    for (const tokens of [50, 0, 1000]) limiter.settle(reservation, used(tokens), moment)
    expect(admit({ limits })).toMatchObject({ tokens: { used: 50 } })
  })

  it('may be passed by what was in flight', () => {
    const { admit, admitted, limiter } = build()
    limiter.settle(admitted({ limits, tokens: 10 }), used(500), moment)
    expect(admit({ limits, tokens: 1 })).toMatchObject({ kind: 'limited', retryAfterSeconds: 61 })
  })

  it('is not lowered by a refund for a second that has left the window', () => {
    const { admit, admitted, limiter } = build()
    const reservation = admitted({ limits, tokens: 80 })
    admitted({ limits, tokens: 50, at: 61 * second })
    limiter.settle(reservation, used(0), moment)
    expect(admit({ limits, at: 62 * second })).toMatchObject({ tokens: { used: 50 } })
  })
})

describe('the limit of calls in flight', () => {
  const limits = { concurrency: 1 }

  it('is free again when a call is settled', () => {
    const { admit, admitted, limiter } = build()
    const reservation = admitted({ limits })
    expect(admit({ limits })).toMatchObject({ kind: 'limited', by: 'concurrency', retryAfterSeconds: 1 })
    limiter.settle(reservation, used(0), moment)
    expect(admit({ limits }).kind).toBe('admitted')
  })

  it('gives up a call for lost that was never settled', () => {
    const { admit } = build()
    admit({ limits })
    expect(admit({ limits, at: 309 * second }).kind).toBe('limited')
    expect(admit({ limits, at: 310 * second }).kind).toBe('admitted')
  })
})

describe('its memory', () => {
  it('forgets the callers that were longest away, and takes settlements for them', () => {
    const { admit, admitted, limiter } = build()
    const limits = { requestsPerMinute: 1 }
    const reservation = admitted({ limits, caller: 'first' })
    for (let caller = 0; caller < 10_000; caller++) admit({ limits, caller: `caller-${caller}` })
    expect(admit({ limits, caller: 'caller-9999' }).kind).toBe('limited')
    limiter.settle(reservation, used(5), moment)
    expect(admit({ limits, caller: 'first' }).kind).toBe('admitted')
  })

  it('takes a settlement for nobody', () => {
    const limiter: MemoryLimiter = createMemoryLimiter()
    limiter.settle({ caller: 'a', slot: 'b', second: 1, tokens: 1, budgets: [], nanoUsd: 0 }, used(1), moment)
  })
})
