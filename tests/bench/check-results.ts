import type { Outcome, PolicyResult } from './outcome'
import { regret } from './regret'
import type { Scenario } from './scenario'
import { summarize } from './summarize'

/** One demand on how well the product routes. */
export type Check = {
  readonly name: string
  readonly value: number
  readonly limit: number
  readonly unit: '%' | ''
  readonly holds: boolean
}

type Results = { readonly results: readonly PolicyResult[]; readonly seconds: number }

const settleMs = 5000

/** What is demanded of the product in a scenario, as far as the policies that it is compared with have run. */
export function checkResults(scenario: Scenario, { results, seconds }: Results): readonly Check[] {
  const of = (policy: string) => results.find(result => result.policy === policy)
  const isochrone = of('isochrone')
  if (isochrone === undefined) return []
  const summary = summarize(isochrone)
  const oracle = of('oracle')
  const one = of('one-endpoint')
  return [
    ...(oracle === undefined ? [] : regretChecks(scenario, { summary, than: summarize(oracle) })),
    ...errorChecks(scenario, { outcomes: isochrone.outcomes, runMs: seconds * 1000 }),
    ...(one === undefined || scenario.name !== 'congested'
      ? []
      : gainChecks({ summary, than: summarize(one) })),
    atMost('attempts per call', { value: summary.attemptsPerCall, limit: 1.1 }),
    atMost('probes per call', { value: summary.probesPerCall, limit: 0.02 }),
  ]
}

type Pair = {
  readonly summary: ReturnType<typeof summarize>
  readonly than: ReturnType<typeof summarize>
}

function regretChecks({ name }: Scenario, { summary, than }: Pair): readonly Check[] {
  const limit = name === 'calm' ? 5 : 15
  return (['p50', 'p95'] as const).map(at =>
    atMost(`regret at ${at}`, { value: 100 * regret(summary, { than, at }), limit, unit: '%' }),
  )
}

// As the field report measured the near endpoint against the far and congested one.
const leastGains = { p50: -94.7, p95: -96.3, p99: -96.7 } as const

function gainChecks({ summary, than }: Pair): readonly Check[] {
  return (['p50', 'p95', 'p99'] as const).map(at =>
    atMost(`against one-endpoint at ${at}`, {
      value: 100 * regret(summary, { than, at }),
      limit: leastGains[at],
      unit: '%',
    }),
  )
}

type Calls = { readonly outcomes: readonly Outcome[]; readonly runMs: number }

function errorChecks({ name, faulty, period }: Scenario, { outcomes, runMs }: Calls): readonly Check[] {
  const overall =
    faulty.length > 1 ? [] : [atMost('errors', { value: 100 * errorShare(outcomes), limit: 0.1, unit: '%' })]
  if (name !== 'region-lost') return overall
  const from = period[0] * runMs + settleMs
  const later = errorShare(outcomes.filter(({ call }) => call.at >= from))
  return [
    ...overall,
    atMost('errors after the first 5 s of the outage', { value: 100 * later, limit: 0, unit: '%' }),
  ]
}

function errorShare(outcomes: readonly Outcome[]): number {
  return outcomes.filter(({ failure }) => failure !== undefined).length / outcomes.length
}

function atMost(
  name: string,
  { value, limit, unit = '' }: { value: number; limit: number; unit?: Check['unit'] },
): Check {
  return { name, value, limit, unit, holds: value <= limit }
}
