import { describe, expect, it } from 'vitest'
import { type CanaryTally, countTry, isClearlyWorse, noTries } from '@/lib/health/canary-tally'
import { seededRandom } from '../support/seeded-random'

const now = 1_800_000_000_000
const tally = (tries: number, failed: number): CanaryTally => ({ tries, failed, at: now })

describe('a canary', () => {
  it.each<[string, CanaryTally, CanaryTally, boolean]>([
    ['that fails a third of its tries, while the others hardly fail', tally(60, 20), tally(600, 6), true],
    ['that fails as the others do', tally(60, 20), tally(600, 200), false],
    ['that fails less', tally(60, 5), tally(600, 200), false],
    ['that has had too few tries', tally(20, 20), tally(600, 0), false],
    ['that nobody is there to be compared with', tally(60, 60), tally(10, 0), false],
    ['that fails a little more', tally(1000, 60), tally(10_000, 100), false],
    ['that failed four times', tally(31, 4), tally(600, 0), false],
  ])('%s', (_, canary, control, isWorse) => {
    expect(isClearlyWorse(canary, control, now)).toBe(isWorse)
  })

  it('that is as good as the others is hardly ever taken for worse, however long it is looked at', () => {
    const random = seededRandom(7)
    let wrong = 0
    for (let trial = 0; trial < 200; trial++) {
      let canary = noTries
      let control = noTries
      let isWorse = false
      for (let call = 0; call < 2000; call++) {
        const succeeded = random() > 0.05
        if (random() < 0.1) canary = countTry(canary, succeeded, now + call * 100)
        else control = countTry(control, succeeded, now + call * 100)
        isWorse ||= isClearlyWorse(canary, control, now + call * 100)
      }
      if (isWorse) wrong++
    }
    expect(wrong).toBeLessThanOrEqual(2)
  })

  it('has what was long ago forgotten', () => {
    expect(isClearlyWorse(tally(60, 30), tally(600, 0), now)).toBe(true)
    expect(isClearlyWorse(tally(60, 30), tally(600, 0), now + 3_600_000)).toBe(false)
  })
})
