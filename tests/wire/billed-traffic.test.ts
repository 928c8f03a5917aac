import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { UsageRecord } from '@/lib/usage/usage-record'
import { quantile } from '../bench/quantile'
import { createRandom } from '../bench/random'
import { strata } from '../bench/strata'
import { traceQuantiles } from '../bench/trace-quantiles'
import { gatewayHost } from '../world/gateway-host'
import { changeRow } from './support/change-map'
import { countBy } from './support/count-by'
import { forgetFirstCalls } from './support/forget-first-calls'
import { readCosts } from './support/read-report'
import { readUsageRecords } from './support/read-usage-records'
import { runReplay } from './support/run-replay'
import { beginAt, chatBody } from './support/send-to'
import { type Access, operatorToken, startAccess } from './support/start-access'
import { type Books, type Order, startBillingEndpoint, writeOrder } from './support/start-billing-endpoint'

// What passes through is what was charged, to the token: two thousand calls as long as real ones, and everything that can
// become of them.

const calls = 2000
const atOnce = 12
const ids = ['sin', 'fra'] as const
const hearsHangUps = gatewayHost().untold?.['silent-hang-ups'] === undefined

const books: Books = { bills: [], seen: new Set() }
const replies: Ended[] = []
let access: Access
let records: UsageRecord[]
let endpoints: { readonly url: string; close(): Promise<void> }[]

beforeAll(async () => {
  endpoints = await Promise.all(ids.map(id => startBillingEndpoint(id, books)))
  access = await startAccess({
    endpoints: ids,
    gateways: 2,
    prepare: world => {
      for (const [at, id] of ids.entries()) changeRow(world, id, { baseUrl: endpoints[at]?.url })
    },
  })
  await forgetFirstCalls(access)
  books.bills.length = 0
  const { key } = await access.makeKey('warm')
  const traffic = makeTraffic()
  const sendOn = async () => {
    for (let next = traffic.shift(); next !== undefined; next = traffic.shift())
      replies.push(await send(key, next))
  }
  await Promise.all(Array.from({ length: atOnce }, sendOn))
  records = await readAll()
}, 240_000)
afterAll(async () => {
  await access.close()
  await Promise.all(endpoints.map(endpoint => endpoint.close()))
})

/** The records of all calls; what Redis did not take of a busy machine is added from the log, as operators do. */
async function readAll(): Promise<UsageRecord[]> {
  const directory = await mkdtemp(join(tmpdir(), 'billed-'))
  const { all, close } = readUsageRecords(access.world.redis)
  let added = 1
  const found = await vi.waitFor(
    async () => {
      const log = access.gateways.map(gateway => gateway.log()).join('\n')
      const lost = log.split('"usage-lost"').length
      if (lost > added) await replay(log, join(directory, `${lost}.log`))
      added = lost
      const found = await all()
      expect(found.length).toBeGreaterThanOrEqual(calls)
      return found
    },
    { timeout: 30_000, interval: 250 },
  )
  close()
  await rm(directory, { recursive: true, force: true })
  return found
}

async function replay(log: string, file: string): Promise<void> {
  await writeFile(file, log)
  const settings = { ISOCHRONE_URL: access.gateways[0]?.url ?? '', OPERATOR_TOKEN: operatorToken }
  expect((await runReplay([file], settings)).code).toBe(0)
}

type Traffic = { readonly at: number; readonly body: object; readonly order: Order }

/** Calls with the lengths of the Azure trace; of five, one is a question that others have as well. */
function makeTraffic(): Traffic[] {
  const random = createRandom(8)
  const [prompts, answers, lucks] = [strata(calls, random), strata(calls, random), strata(calls, random)]
  return lucks.map((luck, at) => {
    const question = luck < 0.2 ? Math.floor(random() * 60) : at
    const isRepeated = luck < 0.2
    const level = (levels: readonly number[]) =>
      isRepeated ? question / 60 : (levels[at] ?? expect.fail('There is no such call.'))
    const promptTokens = Math.round(quantile(traceQuantiles.contextTokens, level(prompts)))
    const answerTokens = Math.max(1, Math.round(quantile(traceQuantiles.generatedTokens, level(answers))))
    const stream = isRepeated ? at % 2 === 0 : random() < 0.5
    const fate = isRepeated ? ({ kind: 'answer' } as const) : fateOf(luck, { stream, answerTokens })
    const order = { call: isRepeated ? `question-${question}` : `call-${at}`, answerTokens, fate }
    const messages = [
      { role: 'system', content: writeOrder(order) },
      { role: 'user', content: 'word'.repeat(promptTokens) },
    ]
    return { at, order, body: chatBody({ messages, stream, temperature: isRepeated ? 0 : 0.7 }) }
  })
}

type Asked = { readonly stream: boolean; readonly answerTokens: number }

function fateOf(luck: number, { stream, answerTokens }: Asked): Order['fate'] {
  if (luck > 0.95) return { kind: 'refuse' }
  if (luck > 0.91) return { kind: 'drop' }
  const afterTokens = Math.ceil(answerTokens / 2)
  if (luck > 0.87 && stream) return { kind: 'cut', afterTokens }
  if (luck > 0.8 && hearsHangUps) return { kind: 'hold', afterTokens }
  return { kind: 'answer' }
}

type Ended = { readonly status: number; readonly cache: string | null; readonly fate: string }

/** Sends a call until it is let in, as clients do: a busy machine's Redis may be too slow to count it. */
async function send(key: string, each: Traffic): Promise<Ended> {
  for (;;) {
    const ended = await sendOnce(key, each)
    if (ended !== 'turned-away') return ended
    await sleep(250)
  }
}

/** Sends a call and reads its answer, or hangs up where that is its fate. */
async function sendOnce(key: string, { at, body, order }: Traffic): Promise<Ended | 'turned-away'> {
  const controller = new AbortController()
  const { fate } = order
  const headers = { authorization: `Bearer ${key}`, 'x-request-id': `traffic-${at}` }
  const { url = '' } = access.gateways[at % 2] ?? {}
  const reply = beginAt(url, { headers, body, signal: controller.signal }).then(async response => {
    const text = await readUntil(
      response,
      'afterTokens' in fate && fate.kind === 'hold' ? fate.afterTokens : Infinity,
    )
    return { status: response.status, cache: response.headers.get('x-cache'), text }
  })
  // A plain call is left once its endpoint has it, a stream once its caller has all that there is.
  const isLeftUnanswered = fate.kind === 'hold' && !('stream' in body && body.stream === true)
  const arrived = isLeftUnanswered ? untilSeen(order.call, controller.signal) : undefined
  const ended = await Promise.race([reply, ...(arrived ? [arrived] : [])])
  controller.abort()
  reply.catch(() => {})
  if (ended === undefined) return { status: 499, cache: null, fate: fate.kind }
  const { status, cache, text } = ended
  return /"code":"(auth|limiter)_unavailable"/.test(text) ? 'turned-away' : { status, cache, fate: fate.kind }
}

async function untilSeen(call: string, signal: AbortSignal): Promise<undefined> {
  while (!books.seen.has(call) && !signal.aborted) await sleep(5)
  return undefined
}

/** Reads an answer to its end, or until it has brought so many tokens. */
async function readUntil({ body }: Response, tokens: number): Promise<string> {
  let text = ''
  for await (const piece of body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += piece
    if (text.split('"content":"word"').length > tokens) return text
  }
  return text
}

const sum = <T>(list: readonly T[], read: (each: T) => number) =>
  list.reduce((total, each) => total + read(each), 0)
const tries = () => records.flatMap(({ attempts }) => attempts)

describe('two thousand calls with faults, hang-ups and cache hits', () => {
  it('have met everything that there is', () => {
    const fates = countBy(replies, ({ fate }) => fate)
    for (const kind of ['answer', 'refuse', 'drop', 'cut', ...(hearsHangUps ? ['hold'] : [])])
      expect(fates[kind]).toBeGreaterThan(30)
    expect(replies.filter(({ cache }) => cache === 'HIT').length).toBeGreaterThan(200)
    expect(tries().filter(({ outcome }) => outcome === 'failed').length).toBeGreaterThan(100)
  })

  it('leave one record each', () => {
    expect(records).toHaveLength(calls)
    expect(new Set(records.map(({ requestId }) => requestId)).size).toBe(calls)
  })

  it('are recorded with what their endpoints charged, call by call and to the token', () => {
    const charged = new Map<string, number>()
    const add = (name: string, tokens: number) => charged.set(name, (charged.get(name) ?? 0) + tokens)
    for (const { endpoint, call, promptTokens, completionTokens } of books.bills)
      if (call.startsWith('call-')) add(`${endpoint} ${call.slice(5)}`, promptTokens + completionTokens)
    const recorded = new Map<string, number>()
    for (const { requestId, attempts } of records)
      for (const { endpoint, promptTokens, completionTokens } of attempts) {
        const call = requestId.replace('traffic-', '')
        const name = `${endpoint} ${call}`
        const tokens = promptTokens + completionTokens
        if (books.seen.has(`call-${call}`) && tokens > 0)
          recorded.set(name, (recorded.get(name) ?? 0) + tokens)
      }
    expect(Object.fromEntries(recorded)).toEqual(Object.fromEntries(charged))
  })

  it.each(ids)('come to what %s charged', id => {
    const bills = books.bills.filter(({ endpoint }) => endpoint === id)
    const own = tries().filter(({ endpoint }) => endpoint === id)
    expect(bills.length).toBeGreaterThan(100)
    expect(sum(own, each => each.promptTokens)).toBe(sum(bills, each => each.promptTokens))
    expect(sum(own, each => each.completionTokens)).toBe(sum(bills, each => each.completionTokens))
  })

  it('cost in the report what all of them charged', async () => {
    const promptTokens = sum(books.bills, each => each.promptTokens)
    const completionTokens = sum(books.bills, each => each.completionTokens)
    const { totalCostUsd, breakdown } = await readCosts(access)
    expect(sum(breakdown, row => row.promptTokens)).toBe(promptTokens)
    expect(sum(breakdown, row => row.completionTokens)).toBe(completionTokens)
    expect(totalCostUsd).toBeCloseTo((promptTokens * 2 + completionTokens * 8) / 1e6, 6)
  })
})
