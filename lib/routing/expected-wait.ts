import { type EdgeHealth, healthKey } from '@/lib/health/edge-health'
import { observe, roundTripOf } from '@/lib/health/endpoint-health'
import { type FadingMean, observeMean, standardError, typicalMs } from '@/lib/health/fading-mean'
import { failureLikelihood } from '@/lib/health/failure-share'
import { presentProcessing, quickestProcessing } from '@/lib/health/processing'
import type { Endpoint } from '@/lib/regions/region-map'

/** How long a call would likely wait for an endpoint's first content, in milliseconds, as far as that is known. */
export type ExpectedWait = {
  /** By what was measured; undefined where nothing was. */
  readonly measuredMs: number | undefined
  /** The least that it could be, were the endpoint as quick as the quickest, or quicker where nobody has used it; undefined where not even the way is known. */
  readonly leastMs: number | undefined
  /** What the likelihood of a failure adds. */
  readonly penaltyMs: number
  readonly isReachable: boolean
  /** Whether more tells of the way than one probe, which may have been slow by accident: another, or calls that took as long. */
  readonly isSettled: boolean
}

type Known = { readonly health: EdgeHealth; readonly model: string | undefined; readonly now: number }

type Options = Known & {
  readonly quickest: FadingMean | undefined
  /** What the distance lets expect of the round trip. */
  readonly priorMs: number | undefined
}

// A failure is a slow sample, never a fast one. Source: https://linkerd.io/docs/reference/load-balancing/
const failureMs = 5000

/** Estimates the wait for an endpoint: the way to it, and how long it takes itself. */
export function expectedWait(endpoint: Endpoint, options: Options): ExpectedWait {
  const { health, model, now, quickest, priorMs } = options
  const key = healthKey(endpoint, model)
  const known = observe(health.endpoints.get(endpoint.id), now)
  const ofModel = health.models.get(key)
  const roundTripMs = roundTripOf(known)
  const wayMs = roundTripMs ?? priorMs
  const likelihood = ofModel === undefined ? 0 : failureLikelihood(ofModel.failures, now)
  const quickestMs = quickest === undefined ? 0 : typicalMs(quickest)
  const isReachable = known?.reachable !== false
  // One that nobody has used may be quicker than any.
  const isUsed = quickestProcessing(health.processing.get(key), now) !== undefined
  return {
    measuredMs: roundTripMs === undefined ? undefined : measuredWait(roundTripMs, { ...options, key }),
    leastMs: wayMs === undefined ? undefined : wayMs + (isUsed ? quickestMs : quickestMs / 2),
    penaltyMs: isReachable ? likelihood * failureMs : failureMs,
    isReachable,
    isSettled:
      known?.roundTrips.length !== 1 || isConfirmed(roundTripMs, observeMean(ofModel?.firstContent, { now })),
  }
}

/** How long the endpoint takes that is quickest at a model, as seen from all edges; undefined where nobody has measured any. */
export function quickestOf(
  endpoints: readonly Endpoint[],
  { health, model, now }: Known,
): FadingMean | undefined {
  const means = endpoints.flatMap(
    endpoint => quickestProcessing(health.processing.get(healthKey(endpoint, model)), now) ?? [],
  )
  return means.reduce<FadingMean | undefined>(
    (best, mean) => (best === undefined || mean.meanLog < best.meanLog ? mean : best),
    undefined,
  )
}

// Prompts differ, and with them the times: as far as it may be chance, an endpoint is as quick as the quickest, and the
// way to it as long as a probe shows.
function measuredWait(
  roundTripMs: number,
  { health, key, now, quickest }: Options & { readonly key: string },
): number {
  const quickestMs = quickest === undefined ? 0 : typicalMs(quickest)
  const processing = presentProcessing(health.processing.get(key), now)
  const commonMs = roundTripMs + Math.max(quickestMs, atLeast(processing))
  const own = observeMean(health.models.get(key)?.firstContent, { now })
  return Math.max(commonMs, atLeast(own))
}

// That all of so many calls were slow by accident as well is unlikely.
const fewCalls = 3

function isConfirmed(roundTripMs: number | undefined, own: FadingMean | undefined): boolean {
  return own !== undefined && own.weight >= fewCalls && typicalMs(own) >= (roundTripMs ?? 0)
}

// A difference of three standard errors is chance in one case of 700; it is looked at every second.
const standardErrors = 3

function atLeast(mean: FadingMean | undefined): number {
  return mean === undefined ? 0 : Math.exp(mean.meanLog - standardErrors * standardError(mean))
}
