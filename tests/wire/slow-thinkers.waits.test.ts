import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Behaviour } from '../world/endpoint/behaviour'
import { callLine } from './support/call-lines'
import { callsOf } from './support/calls-of'
import { eventData, streamedText } from './support/read-events'
import { chatBody, sendTo } from './support/send-to'
import { type Pairs, startPairs } from './support/start-pairs'

// All cases wait at the same time, each before a pair of endpoints of its own.
vi.setConfig({ maxConcurrency: 20 })

const models = ['o4-mini', 'o3', 'effort', 'o1', 'o5-plain']

let pairs: Pairs
beforeAll(async () => {
  pairs = await startPairs(models)
})
afterAll(() => pairs.close())

async function send(model: string, { first, changes = {} }: { first: Behaviour; changes?: object }) {
  const pair = pairs.pair(model)
  pair.first.set(first)
  const begun = performance.now()
  const reply = await sendTo(pairs.gateway.url, {
    headers: { 'x-vercel-id': `${model}::id` },
    body: chatBody({ model, stream: true, ...changes }),
  })
  const seconds = (performance.now() - begun) / 1000
  const line = await callLine(pairs.gateway, reply.headers.get('x-request-id') ?? '')
  const hits = [callsOf(pair.first).length, callsOf(pair.second).length]
  return { reply, seconds, line, hits }
}

const comments = (text: string) => text.match(/^: .*$/gm) ?? []

describe.concurrent('a model that thinks before it speaks', () => {
  it.each([
    ['by its name', 'o4-mini', {}],
    ['by the effort that is asked for', 'effort', { reasoning_effort: 'high' }],
  ])(
    'has forty seconds for its first words, %s, and the caller gets a comment meanwhile',
    async (_, model, changes) => {
      const { reply, seconds, line, hits } = await send(model, {
        first: { timeToFirstTokenMs: 40_000 },
        changes,
      })
      expect(reply.status).toBe(200)
      expect(seconds).toBeGreaterThanOrEqual(40)
      expect(seconds).toBeLessThan(50)
      expect(Number(reply.headers.get('x-response-time'))).toBeGreaterThanOrEqual(19_900)
      expect(Number(reply.headers.get('x-response-time'))).toBeLessThan(25_000)
      expect(Object.fromEntries(reply.headers)).toMatchObject({
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'private, no-store, no-transform',
        'x-request-id': expect.any(String),
      })
      // After 20 s and after 35 s.
      expect(comments(reply.text)).toHaveLength(2)
      expect(streamedText(reply.text)).toBe(`Hello from ${model}-first (us-east-1). You said: Xin chào`)
      expect(reply.text).toContain('"finish_reason":"stop"')
      expect(eventData(reply.text).at(-1)).toBe('[DONE]')
      expect(line).toMatchObject({ attempts: `${model}-first;200`, end: 'complete' })
      expect(hits).toEqual([1, 0])
    },
  )

  it('is left for the next after a minute', async () => {
    const { reply, seconds, line, hits } = await send('o3', { first: { timeToFirstTokenMs: 90_000 } })
    expect(seconds).toBeGreaterThanOrEqual(60)
    expect(seconds).toBeLessThan(68)
    expect(streamedText(reply.text)).toContain('Hello from o3-second')
    expect(line).toMatchObject({ attempts: 'o3-first;timeout, o3-second;200', end: 'complete' })
    expect(hits).toEqual([1, 1])
    await vi.waitFor(() => expect(callsOf(pairs.pair('o3').first)[0]?.aborted).toBe(true))
  }, 70_000)

  it('has no more time than others for its headers', async () => {
    const { seconds, line } = await send('o1', { first: { delayMs: 12_000 } })
    expect(seconds).toBeLessThan(11.5)
    expect(line).toMatchObject({ attempts: 'o1-first;timeout, o1-second;200' })
  })

  it('may take forty seconds over a plain answer, which is begun with white space', async () => {
    const { reply, line } = await send('o5-plain', {
      first: { timeToFirstTokenMs: 40_000 },
      changes: { stream: false },
    })
    expect(reply.text).toMatch(/^ {2}\{/)
    expect(reply.json).toMatchObject({ choices: [{ finish_reason: 'stop' }] })
    expect(line).toMatchObject({ attempts: 'o5-plain-first;200', status: 200 })
  })
})
