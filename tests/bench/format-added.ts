import { roundTrip } from '../world/round-trip'
import type { Outcome, PolicyResult } from './outcome'
import { timeToFirstToken } from './pace'
import { quantile } from './quantile'
import { conditionAt, type Scenario } from './scenario'
import { sites } from './sites'

type Run = { readonly results: readonly PolicyResult[]; readonly seconds: number }

// Beyond this, what is measured is how busy the machine is.
const mostAddedMs = 75

/** What gateway and machine added to the oracle's calls, whose times in the simulated world are known exactly. */
export function formatAdded(scenario: Scenario, { results, seconds }: Run): readonly string[] {
  const outcomes = results.find(({ policy }) => policy === 'oracle')?.outcomes ?? []
  const added = outcomes
    .flatMap(outcome => addedTo(outcome, { scenario, runMs: seconds * 1000 }) ?? [])
    .sort((one, other) => one - other)
  if (added.length === 0) return []
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map(level => quantile(added, level))
  const told = `added by gateway and machine: p50 ${round(p50)}, p95 ${round(p95)}, p99 ${round(p99)} ms`
  const isBusy = p95 !== undefined && p95 > mostAddedMs
  return [told, ...(isBusy ? ['WARNING: this machine is too busy for these figures to count'] : [])]
}

function addedTo(
  { call, endpoint, firstContentMs }: Outcome,
  { scenario, runMs }: { scenario: Scenario; runMs: number },
): number | undefined {
  const travelMs = roundTrip(call.edge, sites.find(({ id }) => id === endpoint)?.region ?? '')
  if (endpoint === undefined || travelMs === undefined || firstContentMs === undefined) return undefined
  const { pace } = conditionAt(scenario, endpoint, { atMs: call.at, runMs })
  return firstContentMs - travelMs - timeToFirstToken(call, pace)
}

function round(milliseconds: number | undefined): string {
  return milliseconds === undefined ? '-' : milliseconds.toFixed(0)
}
