import { checkOverhead, uncheckedOverhead } from './overhead/check-overhead'
import { formatOverheadChecks } from './overhead/format-overhead-checks'
import { formatOverheadTable } from './overhead/format-overhead-table'
import { measureColdStart } from './overhead/measure-cold-start'
import type { Measured } from './overhead/measured'
import { type OverheadOptions, readOverheadOptions } from './overhead/read-overhead-options'
import { runRounds } from './overhead/run-rounds'
import type { SetUp } from './overhead/set-up'
import { setUps } from './overhead/set-ups'
import { type Overhead, type Running, startOverhead } from './overhead/start-overhead'
import { turnCalls } from './overhead/turn-calls'
import { canPin, moveToGateways } from './parts/cores'

// `npm run bench:overhead`: what stands between a caller and an upstream adds to a call, and what it takes to serve it.

// Each process that is started is ended with this one.
const mostProcesses = 50

async function run(): Promise<void> {
  process.setMaxListeners(mostProcesses)
  const options = readOverheadOptions(process.argv.slice(2))
  const wanted = setUps.filter(({ name }) => isWanted(name, options))
  const ready: SetUp[] = []
  for (const setUp of wanted) if (await isReady(setUp)) ready.push(setUp)
  moveToGateways()
  console.log(introduction(options))
  const overhead = await startOverhead(options)
  try {
    const measured = await measure(overhead, { ready, options })
    const [direct, ...others] = measured
    if (direct === undefined) throw new Error('Nothing was measured.')
    process.exitCode = report(others, { direct, options }) ? 0 : 1
  } finally {
    await overhead.close()
  }
}

function isWanted(name: string, { only }: OverheadOptions): boolean {
  return only.length === 0 || only.some(part => name.toLowerCase().includes(part.toLowerCase()))
}

async function isReady({ name, prepare }: SetUp): Promise<boolean> {
  try {
    await prepare()
    return true
  } catch (error) {
    console.log(`left out: ${name}: ${error instanceof Error ? error.message : error}`)
    return false
  }
}

/** What comes of a set-up, or nothing where it fails, which must not end what the others are measured by. */
async function orTell<T>({ name }: SetUp, run: () => Promise<T>): Promise<readonly T[]> {
  try {
    return [await run()]
  } catch (error) {
    console.log(`left out: ${name}: ${error instanceof Error ? error.message : error}`)
    return []
  }
}

type Plan = { readonly ready: readonly SetUp[]; readonly options: OverheadOptions }

async function measure(overhead: Overhead, { ready, options }: Plan): Promise<readonly Measured[]> {
  const running: Running[] = []
  try {
    for (const setUp of ready) running.push(...(await orTell(setUp, () => overhead.start(setUp))))
    const own = running.find(({ setUp }) => setUp.isOurs)
    if (own !== undefined) await overhead.makeKey(own)
    const measured = await runRounds(overhead, running, options)
    const coldStarts = new Map<string, number>()
    for (const { setUp, server } of running) {
      await server.close()
      const [coldStartMs] = await orTell(setUp, () => measureColdStart(overhead, setUp))
      if (coldStartMs !== undefined) coldStarts.set(setUp.name, coldStartMs)
    }
    return measured.map(each => ({ ...each, coldStartMs: coldStarts.get(each.name) }))
  } finally {
    await Promise.all(running.map(({ server }) => server.close()))
  }
}

type Told = { readonly direct: Measured; readonly options: OverheadOptions }

/** Prints what was measured; whether every check holds. */
function report(measured: readonly Measured[], { direct, options }: Told): boolean {
  console.log(`\n${formatOverheadTable({ measured, direct })}\n`)
  for (const { name, samples } of [direct, ...measured])
    for (const { kind, connections, failures } of samples)
      for (const [failure, count] of Object.entries(failures))
        console.log(`${name}, ${kind} at ${connections}: ${count} × ${failure}`)
  const checks = checkOverhead({ measured, direct, redisMs: options['redis-ms'] })
  console.log(formatOverheadChecks(checks))
  const missing = uncheckedOverhead(measured)
  if (missing.length > 0) console.log(`not checked, since these did not run: ${missing.join(', ')}`)
  const holds = checks.every(each => each.holds)
  console.log(holds ? '\nEvery check holds.' : '\nSome checks failed.')
  return holds
}

function introduction({ rounds, requests, 'redis-ms': redisMs, plan }: OverheadOptions): string {
  const cores = canPin
    ? 'one core for the gateways, one for the upstream, the generator and Redis'
    : 'WARNING: processes cannot be kept on cores of their own here'
  const { length } = Object.keys(plan)
  return [
    `${rounds} rounds of ${requests} calls at 1 connection and ${turnCalls(32, requests)} at 32, plain and streamed; ${cores}.`,
    `Isochrone with everything on: key, limits and budget in Redis ${redisMs} ms away, three endpoints, recording, receipts${length > 0 ? `; its plan has ${JSON.stringify(plan)}` : ''}.`,
    `Milliseconds are those added to the direct call over one connection. Node ${process.version}.`,
  ].join('\n')
}

await run()
process.exit()
