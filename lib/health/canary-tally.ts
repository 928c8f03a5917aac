/** How many tries there were of late and how many failed, by a canary's calls or by those that it is compared with; fading. */
export type CanaryTally = { readonly tries: number; readonly failed: number; readonly at: number }

export const noTries: CanaryTally = { tries: 0, failed: 0, at: 0 }

// Long enough for a small share of the calls to say something, and short enough for what has changed to be seen.
const fadeMs = 10 * 60_000

/** The tally with one more try. */
export function countTry(tally: CanaryTally, succeeded: boolean, now: number): CanaryTally {
  const { tries, failed } = fade(tally, now)
  return { tries: tries + 1, failed: failed + (succeeded ? 0 : 1), at: now }
}

const fewestTries = 30
const fewestFailures = 5
const leastDifference = 0.1

// It is looked at after each failure, and by chance alone a difference of three is seen sooner or later.
const standardErrors = 4

/**
 * Whether a canary's tries fail clearly more often than the others of the same time: by more than chance explains, and by as
 * much as matters. Where there are too few of either nothing can be said.
 */
export function isClearlyWorse(canary: CanaryTally, control: CanaryTally, now: number): boolean {
  const one = fade(canary, now)
  const other = fade(control, now)
  if (one.tries < fewestTries || other.tries < fewestTries || one.failed < fewestFailures) return false
  const difference = one.failed / one.tries - other.failed / other.tries
  const together = (one.failed + other.failed) / (one.tries + other.tries)
  const error = Math.sqrt(together * (1 - together) * (1 / one.tries + 1 / other.tries))
  return difference >= leastDifference && difference > standardErrors * error
}

function fade({ tries, failed, at }: CanaryTally, now: number): CanaryTally {
  const left = Math.exp(-Math.max(0, now - at) / fadeMs)
  return { tries: tries * left, failed: failed * left, at: now }
}
