import type { BenchCall } from './bench-call'
import { countryTable } from './country-table'
import { oracleChoice } from './oracle-choice'
import { probeAll } from './probe-all'
import type { Moment, Scenario } from './scenario'
import { sites } from './sites'

/** What a policy may look at. */
export type View = {
  readonly scenario: Scenario
  readonly moment: Moment
  /** The addresses of its own endpoints. */
  readonly urls: ReadonlyMap<string, string>
}

/** A way to decide where a call goes. */
export type Policy = {
  readonly name: string
  /** How many probes it sends before each call. */
  readonly probesBefore: number
  /** The endpoint to which a call is pinned; undefined leaves it to the gateway. */
  choose(call: BenchCall, view: View): Promise<string | undefined>
}

/** The policies, side by side. */
export const policies: readonly Policy[] = [
  { name: 'one-endpoint', probesBefore: 0, choose: async () => 'iad' },
  {
    name: 'country-table',
    probesBefore: 0,
    choose: async ({ country }) => listed(country),
  },
  {
    name: 'probe-first',
    probesBefore: sites.length,
    choose: async ({ edge, country }, { urls }) => (await probeAll(urls, edge)) ?? listed(country),
  },
  { name: 'isochrone', probesBefore: 0, choose: async () => undefined },
  {
    name: 'oracle',
    probesBefore: 0,
    choose: async ({ edge }, { scenario, moment }) => oracleChoice(edge, scenario, moment),
  },
]

function listed(country: string): string | undefined {
  return countryTable[country]?.[0]
}
