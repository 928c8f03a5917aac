import { describe, expect, it } from 'vitest'
import { spendRetries } from '@/lib/gateway/spend-retries'
import { hasBudget } from '@/lib/health/retry-budget'
import type { SharedModel } from '@/lib/health/shared-health'
import type { Failure } from '@/lib/upstream/failure'
import { buildAttempt, buildFailedAttempt } from '../support/build-attempt'
import { buildDependencies } from '../support/build-dependencies'
import { start } from '../support/fake-effects'

const unprocessed: Failure = { label: '503', code: 'overloaded', isUnprocessed: true }
const processed: Failure = { label: '500', code: 'upstream_invalid_response', isUnprocessed: false }
const failed = buildFailedAttempt('nrt')

function build() {
  const { dependencies, effects } = buildDependencies()
  const memory = dependencies.health.of('sin1')
  return { effects, memory, begin: () => spendRetries('sin1', dependencies) }
}

/** How many calls, each of which fails at two endpoints, may go on to the second. */
function mayFail(begin: ReturnType<typeof build>['begin'], failure = unprocessed, calls = 10_000): number {
  let allowed = 0
  for (let call = 0; call < calls; call += 1) {
    const retries = begin()
    retries.onAttempt(failed)
    if (!retries.mayFailOver(failure)) continue
    allowed += 1
    retries.onAttempt(failed)
  }
  return allowed
}

describe('failing over', () => {
  it('to endpoints that answer costs nothing, however often', () => {
    const { begin } = build()
    for (let call = 0; call < 10_000; call += 1) {
      const retries = begin()
      retries.onAttempt(failed)
      expect(retries.mayFailOver(processed)).toBe(true)
      retries.onAttempt(buildAttempt('nrt'))
    }
  })

  it('to endpoints that fail as well is soon given up: for a tenth of many calls', () => {
    expect(mayFail(build().begin)).toBeLessThanOrEqual(1000)
  })

  it('costs nothing where nothing was sent, even when the budget is spent', () => {
    const { begin } = build()
    mayFail(begin)
    const unsent = { ...unprocessed, label: 'unsupported', isUnsent: true }
    expect(begin().mayFailOver(unsent)).toBe(true)
    expect(begin().mayFailOver(unprocessed)).toBe(false)
  })

  it('after work that may be paid for counts twice', () => {
    const { begin } = build()
    const fewer = mayFail(build().begin, processed)
    expect(fewer).toBeLessThanOrEqual(mayFail(begin) / 2 + 1)
  })

  it('is possible again some time later', async () => {
    const { begin, effects } = build()
    mayFail(begin)
    expect(begin().mayFailOver(unprocessed)).toBe(false)
    await effects.advance(60_000)
    expect(begin().mayFailOver(unprocessed)).toBe(true)
  })

  it('of a call with one failure after the other is counted try by try', () => {
    const { begin, memory } = build()
    const retries = begin()
    retries.onAttempt(failed)
    retries.mayFailOver(unprocessed)
    retries.onAttempt(failed)
    retries.mayFailOver(unprocessed)
    retries.onAttempt(buildAttempt('fra'))
    expect(memory.notes.retries).toEqual({ calls: 1, failed: 1 })
    expect(memory.budget.spent).toBeCloseTo(1)
  })

  it('that the caller ends is given back', () => {
    const { begin, memory } = build()
    const retries = begin()
    retries.mayFailOver(processed)
    retries.onAttempt(buildAttempt('nrt', { outcome: 'ignored' }))
    expect(memory.budget.spent).toBe(0)
    expect(memory.notes.retries.failed).toBe(0)
  })
})

describe('a first try', () => {
  it('costs nothing, also where it fails', () => {
    const { begin, memory } = build()
    for (let call = 0; call < 1000; call += 1) begin().onAttempt(failed)
    expect(memory.budget.spent).toBe(0)
    expect(memory.notes.retries).toEqual({ calls: 1000, failed: 0 })
    expect(hasBudget(memory.budget, 1, start)).toBe(true)
  })
})

describe('what all instances see together', () => {
  const together = (row: Partial<SharedModel>): SharedModel => ({
    at: start,
    succeeded: 0,
    failed: 0,
    coolUntil: 0,
    openUntil: 0,
    isClosedAgain: false,
    ...row,
  })

  it.each([
    ['a fifth of fifty failed', { succeeded: 40, failed: 10 }, true],
    ['more than a fifth of fifty failed', { succeeded: 39, failed: 11 }, false],
    ['all of 49 failed', { succeeded: 0, failed: 49 }, true],
    ['more than a fifth failed a minute ago', { at: start - 60_001, failed: 100 }, true],
  ])('lets a call fail over where %s: %j', (_, row, expected) => {
    const { begin, memory } = build()
    memory.retriesTogether = together(row)
    memory.triedAnywayAt = start - 1
    expect(begin().mayFailOver(unprocessed)).toBe(expected)
  })

  it('is tried anyway once in ten seconds, lest nobody find out that it is over', async () => {
    const { begin, memory, effects } = build()
    memory.retriesTogether = together({ failed: 100 })
    const ask = () => begin().mayFailOver(unprocessed)
    expect([ask(), ask(), ask()]).toEqual([true, false, false])
    await effects.advance(10_000)
    memory.retriesTogether = together({ failed: 100, at: start + 10_000 })
    expect([ask(), ask()]).toEqual([true, false])
  })

  it('forbids nothing for longer because the clock was set back by ten minutes', () => {
    const { begin, memory } = build()
    memory.triedAnywayAt = start + 600_000
    memory.retriesTogether = together({ failed: 100 })
    expect(begin().mayFailOver(unprocessed)).toBe(true)
    memory.retriesTogether = together({ failed: 100, at: start + 600_000 })
    expect(begin().mayFailOver(unprocessed)).toBe(true)
  })
})

it('each edge has its own budget', () => {
  const { dependencies } = buildDependencies()
  mayFail(() => spendRetries('sin1', dependencies))
  expect(spendRetries('sin1', dependencies).mayFailOver(unprocessed)).toBe(false)
  expect(spendRetries('fra1', dependencies).mayFailOver(unprocessed)).toBe(true)
})
