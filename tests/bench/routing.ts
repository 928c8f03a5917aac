import { setup as requireBuild } from '../wire/build'
import { checkResults } from './check-results'
import { formatAdded } from './format-added'
import { formatChecks } from './format-checks'
import { formatEdges } from './format-edges'
import { formatFailures } from './format-failures'
import { formatGain } from './format-gain'
import { formatTable } from './format-table'
import { makeCalls } from './make-calls'
import { measureLag } from './measure-lag'
import type { PolicyResult } from './outcome'
import { readOptions } from './read-options'
import { roundsOf } from './rounds-of'
import { runScenario } from './run-scenario'
import type { Scenario } from './scenario'

// `npm run bench:routing`: how well the production build routes, beside other ways to do it and one that knows all.

const warmUpSeconds = 10
const mostLagMs = 20

type Options = ReturnType<typeof readOptions>

async function run(): Promise<void> {
  const options = readOptions(process.argv.slice(2))
  requireBuild()
  console.log(introduction(options))
  const failed: string[] = []
  for (const scenario of options.scenarios) failed.push(...(await measure(scenario, options)))
  console.log(failed.length === 0 ? '\nEvery check holds.' : `\nFailed: ${failed.join('; ')}.`)
  process.exit(failed.length === 0 ? 0 : 1)
}

/** Runs a scenario, prints what came of it and gives the checks that failed. */
async function measure(scenario: Scenario, options: Options): Promise<readonly string[]> {
  const { seconds, policies, atOnce } = options
  const calls = makeCalls({ ...options, warmUpSeconds })
  const lag = measureLag()
  const done: PolicyResult[] = []
  for (const round of roundsOf(policies, atOnce))
    done.push(...(await runScenario(scenario, { policies: round, calls, seconds })))
  const results = policies.flatMap(({ name }) => done.find(({ policy }) => policy === name) ?? [])
  const lagMs = lag()
  const checks = checkResults(scenario, { results, seconds })
  const lines = [
    `\n${scenario.name}: ${scenario.what}`,
    formatTable(results),
    ...(options.edges ? formatEdges(results) : []),
    ...formatFailures(results),
    ...formatGain(scenario, results),
    ...formatAdded(scenario, { results, seconds }),
    formatChecks(checks),
    ...(lagMs > mostLagMs ? [`WARNING: this process lagged by ${lagMs.toFixed(0)} ms at p99`] : []),
  ]
  console.log(lines.join('\n'))
  return checks.filter(({ holds }) => !holds).map(({ name }) => `${scenario.name}: ${name}`)
}

function introduction({ seed, seconds, rate, policies, atOnce }: Options): string {
  return [
    `Seed ${seed}; ${rate} calls a second for each of ${policies.length} policies; ${warmUpSeconds} s of warm-up that are not counted, then`,
    `${seconds} s that are, in each scenario, with gateways that have learned nothing. ${atOnce} policies run at the same time, and`,
    'each round has the same calls and the same troubles at the same moments. Times are to the first content event,',
    'of the calls that were answered. Answers are cut to one word. Regret is what a percentile has above the oracle’s,',
    'which knows every round trip, mean time and error rate of the moment, but not the dice of a call.',
  ].join('\n')
}

// Gateways and Redis servers each end with this process.
process.setMaxListeners(100)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130))

run().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
})
