import { Agent, type IncomingMessage, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { measureLag } from '../measure-lag'
import { servePart } from '../parts/serve-part'
import { createRandom } from '../random'
import { addTo, type Histogram } from './histogram'
import { machineMicroseconds } from './machine-clock'
import { type Manner, mannerAt } from './manners'
import { receiveEvents } from './numbered-events'
import { orderText } from './order'

// Keeps so many streams open at once and checks every byte of them.

export type Load = {
  readonly port: number
  readonly headers: Readonly<Record<string, string>>
  readonly model: string
  readonly streams: number
  readonly seconds: number
  readonly pauseMs: number
  readonly seed: number
}

/** What came of all streams. */
export type LoadResult = {
  /** How many ended as their callers wanted, by how these behave. */
  readonly ended: Readonly<Record<Manner['name'], number>>
  /** How many did not, by what was wrong. */
  readonly faults: Readonly<Record<string, number>>
  readonly events: number
  readonly bytes: number
  readonly seconds: number
  /** From each call to the first byte of its answer, in ms: the counts of a histogram. */
  readonly firstMs: readonly (readonly [number, number])[]
  /** How long events were on their way to callers that read at once. */
  readonly eventMs: readonly (readonly [number, number])[]
  /** How late this process's own timers are at the 99th percentile, in ms. */
  readonly lagMs: number
}

// Between the first calls of two callers: not all come at the same moment, which no crowd does.
const rampMs = 20

async function runLoad(load: Load): Promise<LoadResult> {
  const { streams, seconds, seed } = load
  const lag = measureLag()
  const random = createRandom(seed)
  const agent = new Agent({ keepAlive: true, timeout: 2500 })
  const result = {
    ended: { reads: 0, leaves: 0, lags: 0 },
    faults: {} as Record<string, number>,
    events: 0,
    bytes: 0,
  }
  const firstMs: Histogram = new Map()
  const eventMs: Histogram = new Map()
  const begun = performance.now()
  const isOver = () => performance.now() - begun > seconds * 1000
  const callAgain = async (caller: number) => {
    await sleep(rampMs * caller)
    while (!isOver()) {
      const manner = mannerAt([random(), random()], load)
      const { fault, ...got } = await openStream(manner, { load, agent })
      if (fault === undefined) result.ended[manner.name] += 1
      else result.faults[fault] = (result.faults[fault] ?? 0) + 1
      result.events += got.events
      result.bytes += got.bytes
      if (got.firstMs !== undefined) addTo(firstMs, got.firstMs)
      if (manner.name === 'reads') for (const age of got.ages) addTo(eventMs, age)
    }
  }
  await Promise.all(Array.from({ length: streams }, (_, caller) => callAgain(caller)))
  agent.destroy()
  const took = (performance.now() - begun) / 1000
  return { ...result, firstMs: [...firstMs], eventMs: [...eventMs], seconds: took, lagMs: lag() }
}

type Stream = {
  readonly fault: string | undefined
  readonly events: number
  readonly bytes: number
  readonly firstMs: number | undefined
  readonly ages: readonly number[]
}

type Surroundings = { readonly load: Load; readonly agent: Agent }

const nothing = { events: 0, bytes: 0, firstMs: undefined, ages: [] }

function openStream(manner: Manner, { load, agent }: Surroundings): Promise<Stream> {
  const { port, headers, model } = load
  const body = JSON.stringify({
    model,
    stream: true,
    stream_options: { include_usage: true },
    messages: [{ role: 'user', content: orderText(manner.order) }],
  })
  const begun = performance.now()
  return new Promise(resolve => {
    const sent = request(
      {
        host: '127.0.0.1',
        port,
        path: '/v1/chat/completions',
        method: 'POST',
        agent,
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          ...headers,
        },
      },
      response => {
        readStream(response, { manner, begun }).then(resolve)
      },
    )
    sent.once('error', error => resolve({ ...nothing, fault: error.message }))
    sent.end(body)
  })
}

async function readStream(
  response: IncomingMessage,
  { manner, begun }: { readonly manner: Manner; readonly begun: number },
): Promise<Stream> {
  const received = receiveEvents()
  const ages: number[] = []
  let firstMs: number | undefined
  let hasLeft = false
  let head = ''
  response.on('data', (piece: Buffer) => {
    firstMs ??= performance.now() - begun
    if (response.statusCode !== 200) head += piece.toString()
    ages.push(...received.take(piece, machineMicroseconds()))
    if (manner.leavesAfter !== undefined && received.events >= manner.leavesAfter) {
      hasLeft = true
      response.destroy()
    }
    if (manner.restMs !== undefined) rest(response, manner.restMs)
  })
  response.on('error', () => undefined)
  await new Promise(resolve => response.once('close', resolve))
  const { events, bytes } = received
  const code = /"code": ?"(\w+)"/.exec(head)?.[1] ?? ''
  const refusal = response.statusCode === 200 ? undefined : `${response.statusCode} ${code}`
  const fault = refusal ?? (hasLeft ? undefined : received.fault())
  return { fault, events, bytes, firstMs, ages }
}

function rest(response: IncomingMessage, milliseconds: number): void {
  response.pause()
  setTimeout(() => response.resume(), milliseconds)
}

servePart(undefined, { answer: runLoad })
