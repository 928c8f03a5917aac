import { setTimeout as sleep } from 'node:timers/promises'
import { setup as requireBuild } from '../wire/build'
import { type Gateway, startGateway } from '../world/start-gateway'
import { startWorld, type World } from '../world/start-world'
import type { BenchCall } from './bench-call'
import { type Answer, sendCall } from './send-call'
import { waitForMap } from './wait-for-map'

// `npm run bench:failover`: two instances before one Redis lose an endpoint under load; no caller may see it who need not.

const rate = 50
const warmUpMs = 6000
const afterMs = 12_000
const killed = 'sin'

type Sent = {
  readonly gateway: number
  readonly answer: Answer
  /** From the kill until it was sent; the killed endpoint is the first that is tried. */
  readonly sentMs: number
}

const plans = { anonymous: { requestsPerMinute: 1_000_000, whenUncounted: 'allowance' } }

/** Starts the world with a stream of a third of a second after a tenth, so that the kill meets calls in every state. */
async function startAll(): Promise<{ world: World; gateways: readonly Gateway[] }> {
  const world = await startWorld({ redis: 'real', roundTrip: true })
  world.edgeConfig.set('plans', plans)
  for (const endpoint of world.endpoints)
    endpoint.set({ roundTrip: true, timeToFirstTokenMs: 100, tokensPerSecond: 40, words: 12 })
  const { environment } = world
  const gateways = await Promise.all([startGateway({ environment }), startGateway({ environment })])
  await Promise.all(gateways.map(waitForMap))
  return { world, gateways }
}

// Viet Nam's list begins with Singapore; the gateways get the calls in turn.
function callAt(index: number): BenchCall {
  const place = { edge: 'sin1', country: 'VN' }
  return { ...place, index, at: 0, contextTokens: 20, generatedTokens: 100, luck: 0.5, seed: index }
}

async function run(): Promise<void> {
  requireBuild()
  const { world, gateways } = await startAll()
  const begun = performance.now()
  const killAt = begun + warmUpMs
  const killing = sleep(warmUpMs).then(() => world.endpoint(killed).refuse())
  const pending: Promise<Sent>[] = []
  for (let index = 0; begun + (index * 1000) / rate < killAt + afterMs; index++) {
    await sleep(Math.max(0, begun + (index * 1000) / rate - performance.now()))
    const gateway = index % gateways.length
    const call = callAt(index)
    const sentMs = performance.now() - killAt
    const sending = sendCall(gateways[gateway]?.url ?? '', { call, pin: undefined, model: 'gpt-4.1' })
    pending.push(sending.then(answer => ({ gateway, answer, sentMs })))
  }
  const sent = await Promise.all(pending)
  await killing
  await Promise.all(gateways.map(gateway => gateway.close()))
  await world.close()
  process.exit(report(sent, gateways.length) ? 0 : 1)
}

/** Prints what came of the calls; whether no caller saw an error that a second endpoint could have avoided. */
function report(sent: readonly Sent[], gateways: number): boolean {
  const failed = sent.filter(({ answer }) => answer.failure !== undefined)
  // Whoever has had a part of an answer is owed an event that says why the rest is missing.
  const begun = failed.filter(({ answer }) => answer.firstContentAt !== undefined && !answer.isUnexplained)
  console.log(
    `${sent.length} calls, ${rate} a second over ${gateways} gateways; ${killed} was killed after ${warmUpMs / 1000} s.`,
  )
  for (let gateway = 0; gateway < gateways; gateway++) {
    const lost = sent.filter(each => each.gateway === gateway && isLostAttempt(each))
    const later = lost.filter(({ sentMs }) => sentMs >= 0)
    const last = Math.max(0, ...later.map(({ sentMs }) => sentMs))
    console.log(
      `gateway ${gateway + 1}: ${lost.length} attempts on ${killed} failed, ${later.length} of them sent after the kill, the last ${last.toFixed(0)} ms after it`,
    )
  }
  console.log(`${begun.length} streams that had begun were cut and said so`)
  const unnecessary = failed.length - begun.length
  console.log(`${unnecessary} callers saw an error that a second endpoint could have avoided`)
  for (const { answer, sentMs } of failed.filter(each => !begun.includes(each)))
    console.log(`  sent ${sentMs.toFixed(0)} ms after the kill: ${answer.failure}`)
  return unnecessary === 0
}

function isLostAttempt({ answer: { headers } }: Sent): boolean {
  const wasTried = String(headers['x-route-attempts']).includes(`${killed};`)
  return wasTried && headers['x-endpoint-used'] !== killed
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130))

run().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
})
