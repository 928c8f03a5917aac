import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Behaviour } from '../world/endpoint/behaviour'
import { parseJson } from '../world/parse-json'
import { callLine } from './support/call-lines'
import { callsOf } from './support/calls-of'
import { eventData, streamedText } from './support/read-events'
import { chatBody, type Reply, sendTo } from './support/send-to'
import { type Pairs, startPairs } from './support/start-pairs'

// All cases wait at the same time.
vi.setConfig({ maxConcurrency: 20 })

const blackhole: Behaviour = { fault: { kind: 'blackhole', everything: true } }

// Every case has a pair of endpoints of its own, so that all wait at the same time.
const cases = {
  'hole-plain': { first: blackhole },
  'hole-stream': { first: blackhole },
  'headers-late': { first: { delayMs: 9000 } },
  'headers-in-time': { first: { delayMs: 7000 } },
  'content-late': { first: { timeToFirstTokenMs: 16_000 } },
  'plain-long': { first: { timeToFirstTokenMs: 12_000 } },
  'plain-late': { first: { timeToFirstTokenMs: 24_000 } },
  'stream-lost': { first: { timeToFirstTokenMs: 60_000 }, second: { timeToFirstTokenMs: 60_000 } },
  'stream-late': { first: { timeToFirstTokenMs: 60_000 }, second: { timeToFirstTokenMs: 12_000 } },
  'holes-plain': { first: blackhole, second: blackhole },
  'holes-stream': { first: blackhole, second: blackhole },
  silence: { first: { fault: { kind: 'stall', afterContentEvents: 3 } } },
  probed: { first: {} },
  drip: { first: { fault: { kind: 'drip', afterContentEvents: 3, everyMs: 1000 } } },
} satisfies Record<string, { first: Behaviour; second?: Behaviour }>

let pairs: Pairs
beforeAll(async () => {
  pairs = await startPairs(Object.keys(cases))
})
afterAll(() => pairs.close())

type Timed = Reply & { readonly seconds: number; readonly model: string }

async function send(model: keyof typeof cases, changes: object = {}): Promise<Timed> {
  const { first, second } = pairs.pair(model)
  const behaviour: { first: Behaviour; second?: Behaviour } = cases[model]
  first.set(behaviour.first)
  second.set(behaviour.second ?? {})
  const begun = performance.now()
  // An edge of its own: what a probe finds there must not tell of the fault beforehand.
  const headers = { 'x-vercel-id': `${model.slice(0, 15)}::id` }
  const reply = await sendTo(pairs.gateway.url, { headers, body: chatBody({ model, ...changes }) })
  return { ...reply, model, seconds: (performance.now() - begun) / 1000 }
}

type Expected = { readonly attempts: string; readonly from: number; readonly to: number }

async function expectTries(reply: Timed, { attempts, from, to }: Expected): Promise<void> {
  const full = attempts.replace(/first|second/g, name => `${reply.model}-${name}`)
  expect(reply.headers.get('x-route-attempts')).toBe(full)
  expect(reply.seconds).toBeGreaterThanOrEqual(from)
  expect(reply.seconds).toBeLessThan(to)
  const { first, second } = pairs.pair(reply.model)
  expect(callsOf(first)).toHaveLength(1)
  expect(callsOf(second)).toHaveLength(attempts.includes('second') ? 1 : 0)
  const line = await callLine(pairs.gateway, reply.headers.get('x-request-id') ?? '')
  expect(line).toMatchObject({ attempts: full, status: reply.status })
}

function expectTimeout(reply: Timed): void {
  expect(reply.status).toBe(504)
  expect(reply.json).toMatchObject({ error: { code: 'upstream_timeout', type: 'server_error', param: null } })
  expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(reply.headers.get('x-endpoint-used')).toBeNull()
}

describe.concurrent('time limits', () => {
  describe('an endpoint that says nothing', () => {
    it('is given up after nine seconds of a plain call, when it answers neither of two probes', async () => {
      const reply = await send('hole-plain')
      await expectTries(reply, { attempts: 'first;timeout, second;200', from: 9, to: 14 })
      expect(reply.json).toMatchObject({ object: 'chat.completion' })
      expect(callsOf(pairs.pair('hole-plain').first)[0]?.aborted).toBe(true)
    })

    it('is given up after eight seconds of a stream', async () => {
      const reply = await send('hole-stream', { stream: true })
      await expectTries(reply, { attempts: 'first;timeout, second;200', from: 8, to: 13 })
      expect(streamedText(reply.text)).toContain('Hello from hole-stream-second')
      expect(callsOf(pairs.pair('hole-stream').first)[0]?.aborted).toBe(true)
    })

    it('and another like it make a 504 of a plain call', async () => {
      const reply = await send('holes-plain')
      await expectTries(reply, { attempts: 'first;timeout, second;timeout', from: 18, to: 24 })
      expectTimeout(reply)
    })

    it('and another like it make a 504 of a stream', async () => {
      const reply = await send('holes-stream', { stream: true })
      await expectTries(reply, { attempts: 'first;timeout, second;timeout', from: 16, to: 24 })
      expectTimeout(reply)
    })
  })

  describe('a slow endpoint', () => {
    it('loses a stream whose headers come after nine seconds', async () => {
      const reply = await send('headers-late', { stream: true })
      await expectTries(reply, { attempts: 'first;timeout, second;200', from: 8, to: 13 })
      expect(streamedText(reply.text)).toContain('Hello from headers-late-second')
    })

    it('keeps a stream whose headers come after seven seconds', async () => {
      const reply = await send('headers-in-time', { stream: true })
      await expectTries(reply, { attempts: 'first;200', from: 7, to: 12 })
    })

    it('loses a stream whose first content comes after sixteen seconds', async () => {
      const reply = await send('content-late', { stream: true })
      await expectTries(reply, { attempts: 'first;timeout, second;200', from: 15, to: 22 })
      expect(streamedText(reply.text)).toContain('Hello from content-late-second')
      expect(reply.text.match(/"role":"assistant"/g)).toHaveLength(1)
    })

    it('keeps a plain call of twelve seconds, for it answers the probe beside it', async () => {
      const reply = await send('plain-long')
      await expectTries(reply, { attempts: 'first;200', from: 12, to: 18 })
    })
  })

  describe('an answer that is not there after twenty seconds', () => {
    it('is begun with white space, where it is a plain one, and follows', async () => {
      const reply = await send('plain-late')
      expect(reply.status).toBe(200)
      expect(reply.headers.get('content-type')).toBe('application/json')
      expect(reply.seconds).toBeGreaterThanOrEqual(24)
      expect(reply.seconds).toBeLessThan(34)
      expect(Number(reply.headers.get('x-response-time'))).toBeLessThan(25_000)
      expect(reply.text).toMatch(/^ +\{/)
      expect(reply.json).toMatchObject({ object: 'chat.completion' })
      const line = await callLine(pairs.gateway, reply.headers.get('x-request-id') ?? '')
      expect(line).toMatchObject({ attempts: 'plain-late-first;200', status: 200 })
    })

    it('and never comes, is told of in the body', async () => {
      const reply = await send('stream-lost', { stream: true })
      expect(reply.status).toBe(200)
      expect(reply.seconds).toBeGreaterThanOrEqual(30)
      expect(reply.seconds).toBeLessThan(45)
      expect(eventData(reply.text)).toHaveLength(1)
      expect(parseJson(eventData(reply.text)[0] ?? '')).toMatchObject({
        error: { code: 'upstream_timeout', type: 'server_error', param: null },
      })
      const line = await callLine(pairs.gateway, reply.headers.get('x-request-id') ?? '')
      expect(line).toMatchObject({
        attempts: 'stream-lost-first;timeout, stream-lost-second;timeout',
        code: 'upstream_timeout',
        end: 'failed',
      })
    })

    it('is begun with comments, where it is a stream, and another endpoint may still give it', async () => {
      const reply = await send('stream-late', { stream: true })
      expect(reply.status).toBe(200)
      expect(reply.seconds).toBeGreaterThanOrEqual(27)
      expect(reply.text).toMatch(/^: /)
      expect(streamedText(reply.text)).toContain('Hello from stream-late-second')
      expect(reply.text.trimEnd().endsWith('data: [DONE]')).toBe(true)
      const line = await callLine(pairs.gateway, reply.headers.get('x-request-id') ?? '')
      expect(line).toMatchObject({ attempts: 'stream-late-first;timeout, stream-late-second;200' })
    })
  })

  describe('a stream in which nothing more comes for thirty seconds', () => {
    it.each(['silence', 'drip'] as const)('ends with an error: %s', async model => {
      const reply = await send(model, { stream: true })
      await expectTries(reply, { attempts: 'first;200', from: 30, to: 32 })
      expect(reply.status).toBe(200)
      expect(streamedText(reply.text)).toBe(`Hello from ${model}-first`)
      expect(parseJson(eventData(reply.text).at(-1) ?? '')).toMatchObject({
        error: { code: 'upstream_stalled', type: 'server_error', param: null },
      })
      expect(reply.text).not.toContain('[DONE]')
      // The endpoint notices a moment after the caller has its answer.
      await vi.waitFor(() => expect(callsOf(pairs.pair(model).first)[0]?.aborted).toBe(true))
    })
  })

  describe('probes of an edge', () => {
    it('of an endpoint that cannot be reached are made twice a minute', async () => {
      const { first } = pairs.pair('probed')
      first.set({ headStatus: 503 })
      const probes = () =>
        first.requests.filter(probe => probe.headers['user-agent']?.includes('edge probed'))
      const heads = () => probes().filter(({ method }) => method === 'HEAD')
      const send = () =>
        sendTo(pairs.gateway.url, {
          headers: { 'x-vercel-id': 'probed::id' },
          body: chatBody({ model: 'probed' }),
        })
      await vi.waitFor(
        async () => {
          expect((await send()).status).toBe(200)
          expect(heads()).toHaveLength(2)
        },
        { timeout: 40_000, interval: 500 },
      )
      const [earlier, later] = heads().map(({ at }) => at)
      expect((later ?? 0) - (earlier ?? 0)).toBeGreaterThanOrEqual(23_000)
    })
  })
})
