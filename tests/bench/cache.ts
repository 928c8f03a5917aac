import { setup as requireBuild } from '../wire/build'
import { gatewayHostName } from '../world/gateway-host'
import { bestHitRate } from './best-hit-rate'
import type { CacheResult } from './cache-outcome'
import { type CacheSetUp, cacheSetUps, distances } from './cache-set-ups'
import { checkCache } from './check-cache'
import { formatCacheChecks } from './format-cache-checks'
import { formatCacheTable } from './format-cache-table'
import { measureLag } from './measure-lag'
import { type CacheOptions, readCacheOptions } from './read-cache-options'
import { runCacheSetUp } from './run-cache-set-up'
import { summarizeCache } from './summarize-cache'
import { zipfSequence } from './zipf-sequence'

// `npm run bench:cache`: what each tier of the response cache gains, on the same calls, and what a hit costs. On the server of
// Node, which of all hosts adds least of its own, unless `GATEWAY_HOST` names another (`next`, `worker`, `artefact`).

process.env.GATEWAY_HOST ||= 'node'

const mostLagMs = 20
// What a twentieth of the calls may take beyond all distances; above it they queue.
const mostAddedMs = 75

type Measured = { readonly setUp: CacheSetUp; readonly result: CacheResult }

async function run(): Promise<void> {
  const options = readCacheOptions(process.argv.slice(2))
  const { seed, calls, prompts, skew, rate, warm } = options
  requireBuild()
  const sequence = zipfSequence({ seed, length: warm + calls, prompts, skew })
  console.log(introduction(options, bestHitRate(sequence, warm)))
  const measured: Measured[] = []
  const lag = measureLag()
  for (const setUp of cacheSetUps) {
    const result = await runCacheSetUp(setUp, { sequence, uncounted: warm, rate, prompts })
    measured.push({ setUp, result })
  }
  const holds = report(measured)
  for (const warning of warnings(measured, lag())) console.log(`WARNING: ${warning}`)
  process.exit(holds ? 0 : 1)
}

function warnings(measured: readonly Measured[], lagMs: number): readonly string[] {
  const queued = measured.flatMap(({ setUp, result }) => {
    const { p95 } = summarizeCache(result)
    return p95 > furthestMs(setUp) + mostAddedMs ? [`${setUp.name} (p95 ${p95.toFixed(0)} ms)`] : []
  })
  return [
    ...(lagMs > mostLagMs ? [`this process lagged by ${lagMs.toFixed(0)} ms at p99`] : []),
    ...(queued.length > 0
      ? [`calls waited for each other or for this machine, try a lower --rate: ${queued.join(', ')}`]
      : []),
  ]
}

function furthestMs({ hasRedis, hasObjects }: CacheSetUp): number {
  const { endpointMs, redisMs, objectsMs } = distances
  return endpointMs + (hasRedis ? redisMs : 0) + (hasObjects ? objectsMs : 0)
}

/** Prints what was measured; whether every check holds. */
function report(measured: readonly Measured[]): boolean {
  const rows = measured.map(({ setUp, result }) => ({ setUp, summary: summarizeCache(result) }))
  console.log(`\n${formatCacheTable(rows)}\n`)
  for (const { setUp, result } of measured) console.log(details(setUp, result).join('\n'))
  const checks = measured.map(({ setUp, result }) => ({ setUp, checks: checkCache(setUp, result) }))
  console.log(`\n${checks.map(each => formatCacheChecks(each.setUp.name, each.checks)).join('\n')}`)
  const holds = checks.every(each => each.checks.every(check => check.holds))
  console.log(holds ? '\nEvery check holds.' : '\nSome checks failed.')
  return holds
}

function details({ name }: CacheSetUp, { memoryHit, objects, outcomes }: CacheResult): readonly string[] {
  const failures = [...new Set(outcomes.flatMap(({ failure }) => failure ?? []))]
  return [
    ...(memoryHit === undefined
      ? []
      : [
          `${name}: a memory hit takes ${memoryHit.hitMs.toFixed(2)} ms and the same request to a path that is refused at once ${memoryHit.floorMs.toFixed(2)} ms at p50, over one connection: ${(memoryHit.hitMs - memoryHit.floorMs).toFixed(2)} ms over the floor`,
        ]),
    ...(objects === undefined ? [] : [`${name}: ${objects.written} objects written, ${objects.read} read`]),
    ...(failures.length === 0 ? [] : [`${name}: calls failed with ${failures.join(', ')}`]),
  ]
}

function introduction({ seed, calls, prompts, skew, rate, warm }: CacheOptions, best: number): string {
  const { endpointMs, redisMs, objectsMs } = distances
  return [
    `Seed ${seed}; ${calls} calls at ${rate} a second in each set-up, after ${warm} that are not counted, of ${prompts} prompts by Zipf with`,
    `exponent ${skew}, to two gateways in turn (host: ${gatewayHostName()}). The endpoints are ${endpointMs} ms away, Redis ${redisMs} ms and object storage ${objectsMs} ms.`,
    'Answers are good for 24 hours; one prompt in twenty has an answer of about 90 KB. Times are until the end of an answer.',
    `At most ${(100 * best).toFixed(1)} % of the counted calls can be hits of a cache that began empty, and since each other one waits for an`,
    `endpoint no mean can be under ${((1 - best) * endpointMs).toFixed(1)} ms.`,
  ].join('\n')
}

// Gateways and Redis servers each end with this process.
process.setMaxListeners(100)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130))

run().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
})
