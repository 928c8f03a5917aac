import { describe, expect, it } from 'vitest'
import {
  countBudgetCall,
  hasBudget,
  type RetryBudget,
  retryCost,
  spendBudget,
  unspentBudget,
} from '@/lib/health/retry-budget'
import { moment } from '../support/moment'

const afterCalls = (count: number): RetryBudget =>
  Array.from({ length: count }).reduce<RetryBudget>(budget => countBudgetCall(budget, moment), unspentBudget)

/** How many tries of that cost a budget has room for at a moment. */
function roomFor(budget: RetryBudget, cost: number, now: number): number {
  let tries = 0
  let left = budget
  while (hasBudget(left, cost, now)) {
    left = spendBudget(left, cost, now)
    tries += 1
  }
  return tries
}

describe('one more try', () => {
  it('costs twice as much where the failed one may have been worked on', () => {
    expect(retryCost(true)).toBe(1)
    expect(retryCost(false)).toBe(2)
  })
})

describe('there is room', () => {
  it.each([
    [0, 1, 80],
    [0, 2, 40],
    [1, 1, 80],
    [100, 1, 87],
    [1000, 1, 150],
    [1000, 2, 75],
    [10_000, 1, 780],
  ])('after %i calls for tries of cost %i: %i', (calls, cost, tries) => {
    expect(roomFor(afterCalls(calls), cost, moment)).toBe(tries)
  })

  it('again as soon as what was spent is given back', () => {
    const spent = spendBudget(unspentBudget, 80, moment)
    expect(hasBudget(spent, 1, moment)).toBe(false)
    expect(hasBudget(spendBudget(spent, -1, moment), 1, moment)).toBe(true)
  })

  it('for no more than that where more is given back than was spent', () => {
    expect(roomFor(spendBudget(unspentBudget, -1000, moment), 1, moment)).toBe(80)
  })

  it('again by and by', () => {
    const spent = spendBudget(unspentBudget, 80, moment)
    expect(roomFor(spent, 1, moment + 10_000)).toBe(50)
    expect(roomFor(spent, 1, moment + 120_000)).toBe(79)
  })

  it('for no more than before where the clock was set back', () => {
    const spent = spendBudget(afterCalls(100), 87, moment)
    expect(hasBudget(spent, 1, moment - 600_000)).toBe(false)
  })
})

it('where everything fails and calls are many, what is tried again stays below a tenth of them', () => {
  let budget = unspentBudget
  let late = 0
  const perSecond = 1000
  for (let call = 0; call < 60 * perSecond; call++) {
    const now = moment + (call * 1000) / perSecond
    budget = countBudgetCall(budget, now)
    if (!hasBudget(budget, retryCost(true), now)) continue
    budget = spendBudget(budget, retryCost(true), now)
    if (call >= 5 * perSecond) late += 1
  }
  const share = late / (55 * perSecond)
  expect(share).toBeLessThanOrEqual(0.1)
  expect(share).toBeGreaterThan(0.07)
})
