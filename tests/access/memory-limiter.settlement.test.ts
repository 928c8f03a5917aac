import { expect, it } from 'vitest'
import type { Reservation } from '@/lib/access/limits'
import { createMemoryLimiter } from '@/lib/access/memory-limiter'
import { buildAsk } from '../support/build-ask'
import { moment } from '../support/moment'
import { used } from '../support/used'

const limits = { tokensPerMinute: 50_000 }

/** Asks for a hundred calls of a thousand tokens at once, and gives back a limiter and what it admitted. */
function burst() {
  const limiter = createMemoryLimiter()
  const admit = (slot: string, { tokens = 1000, at = 0 } = {}) =>
    limiter.admit({ ...buildAsk({ slot, limits, tokens }), now: moment + at })
  const reservations = Array.from({ length: 100 }, (_, at) => admit(`request-${at}`)).flatMap(
    (verdict): Reservation[] => (verdict.kind === 'admitted' ? [verdict.reservation] : []),
  )
  return { limiter, admit, reservations }
}

it('of a hundred calls at once no more are let in than their estimates leave room for', () => {
  expect(burst().reservations).toHaveLength(50)
})

it('calls that use ten times their estimate pass the limit by what was in flight, and the next waits', () => {
  const { limiter, admit, reservations } = burst()
  for (const reservation of reservations) limiter.settle(reservation, used(10_000), moment)
  expect(admit('next', { tokens: 1 })).toMatchObject({
    kind: 'limited',
    by: 'tokens',
    retryAfterSeconds: 61,
    tokens: { used: 500_000 },
  })
  expect(admit('later', { tokens: 50_000, at: 61_000 }).kind).toBe('admitted')
})

it('calls that fail are given back exactly once, however often that is tried', () => {
  const { limiter, admit, reservations } = burst()
  for (const reservation of [...reservations, ...reservations]) limiter.settle(reservation, used(0), moment)
  for (const reservation of reservations) limiter.settle(reservation, used(10_000), moment)
  expect(admit('whole', { tokens: 50_000 })).toMatchObject({ kind: 'admitted', tokens: { used: 50_000 } })
})
