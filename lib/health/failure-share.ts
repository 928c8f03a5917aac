/** How many of the last half minute's tries failed, fading. */
export type FailureShare = { readonly failed: number; readonly total: number; readonly at: number }

const fadeMs = 30_000

// One failure may be chance: it changes nothing, and what is more than one is weighed against as many successes.
const forgiven = 1
const benefitOfDoubt = 5

export const noFailures: FailureShare = { failed: 0, total: 0, at: 0 }

/** The share with one more outcome. */
export function countOutcome(share: FailureShare, succeeded: boolean, now: number): FailureShare {
  const { failed, total } = fade(share, now)
  return { failed: failed + (succeeded ? 0 : 1), total: total + 1, at: now }
}

/** The likelihood, 0 to 1, that the next try fails. */
export function failureLikelihood(share: FailureShare, now: number): number {
  const { failed, total } = fade(share, now)
  return Math.max(0, failed - forgiven) / (total + benefitOfDoubt)
}

function fade({ failed, total, at }: FailureShare, now: number): FailureShare {
  const left = Math.exp(-Math.max(0, now - at) / fadeMs)
  return { failed: failed * left, total: total * left, at: now }
}
