import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Reservation } from '@/lib/access/limits'
import { createMemoryLimiter } from '@/lib/access/memory-limiter'
import { buildAsk } from '../support/build-ask'
import { moment } from '../support/moment'
import { used } from '../support/used'

const budget = (limit: number, name = 'tenant-a:2026-11-20') => ({ name, limit, seconds: 86_400 })

function build() {
  const limiter = createMemoryLimiter()
  let calls = 0
  const admit = (asked: Parameters<typeof buildAsk>[0], at = 0) => {
    calls += 1
    return limiter.admit({ ...buildAsk({ slot: `request-${calls}`, ...asked }), now: moment + at })
  }
  const admitted = (asked: Parameters<typeof buildAsk>[0]): Reservation => {
    const verdict = admit(asked)
    if (verdict.kind !== 'admitted') throw new Error(`It was ${verdict.kind}.`)
    return verdict.reservation
  }
  const settle = (reservation: Reservation, nanoUsd: number) =>
    limiter.settle(reservation, used(0, nanoUsd), moment)
  return { limiter, admit, admitted, settle }
}

describe('a budget', () => {
  it('is held by what calls may cost until they are settled', () => {
    const { admit, admitted, settle } = build()
    const reservation = admitted({ budgets: [budget(100)], nanoUsd: 100 })
    expect(admit({ budgets: [budget(100)], nanoUsd: 1 })).toMatchObject({
      kind: 'limited',
      by: 'budget',
      retryAfterSeconds: 0,
    })
    settle(reservation, 10)
    expect(admit({ budgets: [budget(100)], nanoUsd: 1 }).kind).toBe('admitted')
  })

  it('lets one call more through while something is left, whatever it costs', () => {
    const { admit } = build()
    expect(admit({ budgets: [budget(100)], nanoUsd: 99 }).kind).toBe('admitted')
    expect(admit({ budgets: [budget(100)], nanoUsd: 5000 }).kind).toBe('admitted')
    expect(admit({ budgets: [budget(100)], nanoUsd: 0 }).kind).toBe('limited')
  })

  it('is charged what a call really cost, also where that is more', () => {
    const { admit, admitted, settle } = build()
    settle(admitted({ budgets: [budget(100)], nanoUsd: 1 }), 100)
    expect(admit({ budgets: [budget(100)] }).kind).toBe('limited')
    expect(admit({ budgets: [budget(101)] }).kind).toBe('admitted')
  })

  it('is settled once', () => {
    const { admit, admitted, settle } = build()
    const reservation = admitted({ budgets: [budget(100)], nanoUsd: 60 })
    for (const cost of [50, 0, 1000]) settle(reservation, cost)
    expect(admit({ budgets: [budget(50)] }).kind).toBe('limited')
    expect(admit({ budgets: [budget(51)] }).kind).toBe('admitted')
  })

  it('of nothing lets nothing through', () => {
    expect(build().admit({ budgets: [budget(0)] })).toMatchObject({ kind: 'limited', by: 'budget' })
  })

  it('is not charged to whoever is refused by another limit', () => {
    const { admit } = build()
    const asked = { budgets: [budget(100)], nanoUsd: 60, limits: { requestsPerMinute: 1 } }
    expect(admit(asked).kind).toBe('admitted')
    for (let call = 0; call < 5; call++) expect(admit(asked)).toMatchObject({ by: 'requests' })
    expect(admit({ ...asked, limits: {} }).kind).toBe('admitted')
  })

  it('that is spent is told before a limit that passes', () => {
    const { admit } = build()
    const limits = { requestsPerMinute: 0 }
    expect(admit({ budgets: [budget(0)], limits })).toMatchObject({ by: 'budget' })
  })

  it('is not the minute’s: it is still spent an hour later', () => {
    const { admit } = build()
    admit({ budgets: [budget(100)], nanoUsd: 100 })
    expect(admit({ budgets: [budget(100)] }, 3_600_000).kind).toBe('limited')
  })
})

describe('a budget of which no call was let in for as long as it is remembered', () => {
  const session = { name: 'tenant-a:session', limit: 100, seconds: 60 }

  it('is whole again, however often it was asked for meanwhile', () => {
    const { admit } = build()
    admit({ budgets: [session], nanoUsd: 100 })
    for (const at of [1000, 30_000, 59_000]) expect(admit({ budgets: [session] }, at).kind).toBe('limited')
    expect(admit({ budgets: [session], nanoUsd: 99 }, 60_000).kind).toBe('admitted')
    expect(admit({ budgets: [session], nanoUsd: 1 }, 60_000).kind).toBe('admitted')
    expect(admit({ budgets: [session] }, 60_000).kind).toBe('limited')
  })

  it('is remembered as long again after each call that was let in', () => {
    const { admit } = build()
    for (const at of [0, 40_000]) expect(admit({ budgets: [session], nanoUsd: 50 }, at).kind).toBe('admitted')
    expect(admit({ budgets: [session] }, 99_000).kind).toBe('limited')
    expect(admit({ budgets: [session] }, 100_000).kind).toBe('admitted')
  })
})

describe('of several budgets', () => {
  const day = budget(100, 'tenant-a:2026-11-20')
  const month = budget(1000, 'tenant-a:2026-11')

  it('each is charged, and the reservation names them', () => {
    const { admit, admitted } = build()
    expect(admitted({ budgets: [day, month], nanoUsd: 70 })).toMatchObject({
      budgets: [day.name, month.name],
      nanoUsd: 70,
    })
    expect(admit({ budgets: [{ ...month, limit: 70 }] }).kind).toBe('limited')
  })

  it('any that is spent refuses the call, and then none is charged', () => {
    const { admit } = build()
    admit({ budgets: [day], nanoUsd: 100 })
    expect(admit({ budgets: [month, day], nanoUsd: 500 }).kind).toBe('limited')
    expect(admit({ budgets: [{ ...month, limit: 1 }] }).kind).toBe('admitted')
  })

  it('one name is one budget, whoever calls', () => {
    const { admit } = build()
    admit({ caller: 'key-a', budgets: [day], nanoUsd: 100 })
    expect(admit({ caller: 'key-b', budgets: [day] }).kind).toBe('limited')
  })
})

it('whatever calls cost and in which order they end, a budget is charged exactly that', () => {
  const calls = fc.array(fc.record({ reserved: fc.nat(1000), cost: fc.nat(1000) }), {
    minLength: 1,
    maxLength: 30,
  })
  fc.assert(
    fc.property(calls, fc.nat(), (each, seed) => {
      const { admit, admitted, settle } = build()
      const generous = budget(Number.MAX_SAFE_INTEGER)
      const begun = each.map(({ reserved, cost }) => ({
        reservation: admitted({ budgets: [generous], nanoUsd: reserved }),
        cost,
      }))
      const turned = [...begun.slice(seed % begun.length), ...begun.slice(0, seed % begun.length)]
      for (const { reservation, cost } of turned) settle(reservation, cost)
      const total = each.reduce((sum, { cost }) => sum + cost, 0)
      expect(admit({ budgets: [budget(total + 1)] }).kind).toBe('admitted')
      expect(admit({ budgets: [budget(total)] }).kind).toBe('limited')
    }),
  )
})

it('a budget that was forgotten is not paid back what it no longer holds', () => {
  const { admit, admitted, settle } = build()
  const reservation = admitted({ caller: 'kept', budgets: [budget(100, 'old')], nanoUsd: 90 })
  // Ten callers are enough to push budgets out, and too few to push callers out.
  for (let at = 0; at < 50_000; at++)
    settle(admitted({ caller: `caller-${at % 10}`, budgets: [budget(1, `b-${at}`)] }), 0)
  settle(reservation, 5)
  admit({ budgets: [budget(100, 'old')], nanoUsd: 100 })
  expect(admit({ budgets: [budget(100, 'old')] }).kind).toBe('limited')
})
