import { describe, expect, it } from 'vitest'
import { countOutcome, failureLikelihood, noFailures } from '@/lib/health/failure-share'
import { moment } from '../support/moment'

function shareOf(outcomes: string, everyMs = 0) {
  return [...outcomes].reduce(
    (share, outcome, at) => countOutcome(share, outcome === '+', moment + at * everyMs),
    noFailures,
  )
}

describe('the likelihood that the next try fails', () => {
  it.each([
    ['', 0],
    ['+', 0],
    ['++++++++++', 0],
    ['-', 0],
    ['+-', 0],
    ['--', 1 / 7],
    ['-+-', 1 / 8],
    ['-----', 4 / 10],
  ])('after %j is %d', (outcomes, likelihood) => {
    expect(failureLikelihood(shareOf(outcomes), moment)).toBeCloseTo(likelihood)
  })

  it('is nothing after one failure, which may be chance, however few the tries', () => {
    const once = shareOf('-')
    expect(failureLikelihood(once, moment)).toBe(0)
    expect(failureLikelihood(countOutcome(once, false, moment + 60_000), moment + 60_000)).toBeLessThan(0.03)
  })

  it('nears certainty and never reaches it', () => {
    const likelihood = failureLikelihood(shareOf('-'.repeat(1000)), moment)
    expect(likelihood).toBeGreaterThan(0.99)
    expect(likelihood).toBeLessThan(1)
  })

  it('nears the share of failures where tries are many', () => {
    expect(failureLikelihood(shareOf('-+++'.repeat(250)), moment)).toBeCloseTo(0.25, 2)
  })
})

describe('with time', () => {
  it('failures fade to a third in half a minute', () => {
    const share = countOutcome(shareOf('-'.repeat(100)), false, moment + 30_000)
    expect(share.failed).toBeCloseTo(1 + 100 / Math.E)
    expect(share.total).toBeCloseTo(1 + 100 / Math.E)
  })

  it('failures are forgotten', () => {
    const share = shareOf('-'.repeat(20))
    expect(failureLikelihood(share, moment + 60_000)).toBeLessThan(failureLikelihood(share, moment))
    expect(failureLikelihood(share, moment + 300_000)).toBe(0)
  })

  it('a failure counts more the later it came', () => {
    const late = failureLikelihood(shareOf('++++---', 10_000), moment + 60_000)
    const early = failureLikelihood(shareOf('---++++', 10_000), moment + 60_000)
    expect(late).toBeGreaterThan(early)
  })

  it('nothing grows where the clock was set back', () => {
    const share = shareOf('--')
    expect(failureLikelihood(share, moment - 600_000)).toBeCloseTo(1 / 7)
    expect(countOutcome(share, true, moment - 600_000)).toMatchObject({ failed: 2, total: 3 })
  })
})
