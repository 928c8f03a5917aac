import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { gatewayHost } from '../../world/gateway-host'
import { callerHeaders, model, startBenchWorld } from '../parts/bench-world'
import { makeKey } from '../parts/make-key'
import { startPart } from '../parts/start-part'
import { type Server, startServer } from '../parts/start-server'
import type { Load, LoadResult } from './callers'
import type { LoadOptions } from './read-load-options'
import type { Soak } from './soak'
import { readHeap, watchMemory } from './watch-memory'

// What a gateway has done some times already takes no new memory.
const warmSeconds = 5
const warmStreams = 20
// Until what follows the last calls is done.
const settleMs = 4000

/** Puts a fresh gateway with everything on under so many streams. */
export async function runSoak(streams: number, options: LoadOptions): Promise<Soak> {
  const { seconds, seed, redis, plan } = options
  const upstream = await startPart<object, { open: number }, { port: number }>(partAt('upstream.ts'))
  const store = await startPart<never, never, { environment: Record<string, string> }>(
    partAt('../parts/store.ts'),
    { settings: { redisMs: 0, kind: redis } },
  )
  const callers = await startPart<Load, LoadResult, undefined>(partAt('callers.ts'))
  const world = await startBenchWorld({
    upstreamUrl: `http://127.0.0.1:${upstream.ready.port}/v1`,
    storeEnvironment: store.ready.environment,
    plan,
  })
  const server = await startGateway(world.environment)
  try {
    const headers = { ...callerHeaders, authorization: `Bearer ${await makeKey(server.port)}` }
    const load = { port: server.port, headers, model, pauseMs: options['pause-ms'], seed }
    await callers.ask({ ...load, streams: warmStreams, seconds: warmSeconds })
    await sleep(settleMs)
    const before = await readHeap(server)
    const [result, memory] = await Promise.all([
      callers.ask({ ...load, streams, seconds }),
      watchMemory(server, seconds),
    ])
    await sleep(settleMs)
    const after = await readHeap(server)
    const { open } = await upstream.ask({})
    const restingHeap = before === undefined || after === undefined ? undefined : { before, after }
    return { streams, result, memory, restingHeap, leftOpen: open }
  } finally {
    await server.close()
    await world.edgeConfig.close()
    await Promise.all([upstream, store, callers].map(each => each.close()))
  }
}

function startGateway(environment: Readonly<Record<string, string>>): Promise<Server> {
  return startServer({
    programAt: port => ({
      command: [process.execPath, ...gatewayHost().command(port)],
      environment: { ...environment, NODE_OPTIONS: `--import=${fileURLToPath(partAt('report-heap.mjs'))}` },
    }),
    answers: async port => (await fetch(`http://127.0.0.1:${port}/api/health`)).ok,
  })
}

function partAt(file: string): URL {
  return new URL(file, import.meta.url)
}
