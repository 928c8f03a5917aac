import { setup as requireBuild } from '../wire/build'
import { checkLoad } from './load/check-load'
import { formatLoadChecks, formatLoadTable } from './load/format-load'
import { type LoadOptions, readLoadOptions } from './load/read-load-options'
import { runSoak } from './load/run-soak'
import type { Soak } from './load/soak'
import { canPin, moveToGateways } from './parts/cores'

// `npm run bench:load`: many streams at once for minutes: no byte is lost or out of place, nothing grows, and how late it is.

// Above this, the times tell how busy the callers' own core is.
const mostLagMs = 20

async function run(): Promise<void> {
  const options = readLoadOptions(process.argv.slice(2))
  requireBuild()
  console.log(introduction(options))
  moveToGateways()
  const soaks: Soak[] = []
  for (const streams of options.streams) {
    process.stderr.write(`${streams} streams for ${options.seconds} s\n`)
    soaks.push(await runSoak(streams, options))
  }
  process.exit(report(soaks) ? 0 : 1)
}

/** Prints what was measured; whether every check holds. */
function report(soaks: readonly Soak[]): boolean {
  console.log(`\n${formatLoadTable(soaks)}\n`)
  const checked = soaks.map(soak => ({ ...soak, checks: checkLoad(soak) }))
  for (const { streams, checks } of checked) console.log(formatLoadChecks(streams, checks))
  for (const { streams, result } of soaks) {
    for (const [fault, count] of Object.entries(result.faults))
      console.log(`${streams} streams: ${count} × ${fault}`)
    if (result.lagMs > mostLagMs)
      console.log(
        `WARNING: with ${streams} streams the callers themselves lagged by ${result.lagMs.toFixed(0)} ms at p99`,
      )
  }
  const holds = checked.every(({ checks }) => checks.every(check => check.holds))
  console.log(holds ? '\nEvery check holds.' : '\nSome checks failed.')
  return holds
}

function introduction({ streams, seconds, 'pause-ms': pauseMs, redis }: LoadOptions): string {
  const cores = canPin
    ? 'one core for the gateway, one for the upstream, the callers and Redis'
    : 'WARNING: processes cannot be kept on cores of their own here'
  return [
    `${streams.join(', ')} streams at once, ${seconds} s each, an event each ${pauseMs} ms; a tenth hang up, a tenth read slowly; ${cores}.`,
    `With everything on: key, limits and budget in Redis (${redis}), three endpoints, recording, receipts.`,
    'Milliseconds are those from a call to its first byte, and those that an event is on its way to who reads at once.',
  ].join('\n')
}

await run()
