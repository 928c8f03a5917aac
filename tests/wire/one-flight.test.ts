import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Fault } from '../world/endpoint/fault'
import { countBy } from './support/count-by'
import { itWhereTold } from './support/it-where-told'
import { newTopic, seen, type Topic } from './support/new-topic'
import { beginAt, type Reply } from './support/send-to'
import { type Access, startAccess } from './support/start-access'

let access: Access
let key = ''
beforeAll(async () => {
  access = await startAccess({ endpoints: ['sin', 'fra'] })
  key = (await access.makeKey('warm')).key
})
afterEach(() => {
  for (const endpoint of access.world.endpoints) endpoint.set({})
})
afterAll(() => access.close())

type Asking = { readonly by?: string; readonly headers?: Readonly<Record<string, string>> }

// By an edge of its own, where nothing is known of what endpoints have failed with before.
const ask = (topic: Topic, changes: object = {}, { by = key, headers }: Asking = {}) =>
  access.sendAs(by, { headers: { ...edgeOf(topic), ...headers }, body: topic.body(changes) })

const edgeOf = ({ content }: Topic) => ({ 'x-vercel-id': `edge${content.replace(/\D/g, '')}::id` })

const crowd = (size: number, one: (at: number) => Promise<Reply>) =>
  Promise.all(Array.from({ length: size }, (_, at) => one(at)))

const outcomes = (replies: readonly Reply[]) => countBy(replies, seen)
const callsAbout = (topic: Topic) => topic.calls(access.world).length

/** Has every endpoint take so long that all of a crowd has come before the first answer, and then fail as told. */
function slow(fault?: Fault): void {
  for (const endpoint of access.world.endpoints) endpoint.set({ delayMs: 400, ...(fault && { fault }) })
}

describe('fifty calls at once that are the same', () => {
  it.each([
    ['plain', () => ({})],
    ['streamed', () => ({ stream: true })],
    ['of either kind', (at: number) => ({ stream: at % 2 === 0 })],
  ])('are one call to an endpoint: %s', async (_, changes) => {
    const topic = newTopic()
    slow()
    const replies = await crowd(50, at => ask(topic, changes(at)))
    expect(outcomes(replies)).toEqual({ '200 MISS': 1, '200 HIT': 49 })
    expect(callsAbout(topic)).toBe(1)
    const texts = new Set(replies.map(({ text }) => text.replace(/.*"id":"(chatcmpl-\w+)".*/s, '$1')))
    expect([...texts]).toEqual([expect.stringMatching(/^chatcmpl-\w+$/)])
  })

  it('are one call also where the answer is not to be kept', async () => {
    const topic = newTopic()
    slow()
    const replies = await crowd(20, () => ask(topic, { max_tokens: 1 }))
    expect(outcomes(replies)).toEqual({ '200 MISS': 1, '200 HIT': 19 })
    expect([callsAbout(topic), seen(await ask(topic, { max_tokens: 1 }))]).toEqual([1, '200 MISS'])
  })

  it('are one call for each of two tenants', async () => {
    const topic = newTopic()
    const other = (await access.makeKey('warm')).key
    slow()
    const replies = await crowd(20, at => ask(topic, {}, { by: at % 2 === 0 ? key : other }))
    expect(outcomes(replies)).toEqual({ '200 MISS': 2, '200 HIT': 18 })
    expect(callsAbout(topic)).toBe(2)
  })

  it('are as many calls where they are left to chance', async () => {
    const topic = newTopic()
    const replies = await crowd(10, () => ask(topic, { temperature: 1 }))
    expect([outcomes(replies), callsAbout(topic)]).toEqual([{ '200 BYPASS': 10 }, 10])
  })
})

describe('where the one that the others wait for fails', () => {
  it.each([
    ['plain', {}],
    ['streamed', { stream: true }],
  ])('one of them tries once more for all: %s', async (_, changes) => {
    const topic = newTopic()
    slow({ kind: 'status', status: 503, times: 1 })
    const replies = await crowd(50, () => ask(topic, changes))
    expect(outcomes(replies)).toEqual({ '503 MISS': 1, '200 MISS': 1, '200 HIT': 48 })
    // The first one tried both endpoints.
    expect(callsAbout(topic)).toBe(3)
  })

  it('and the next one fails as well, all are told', async () => {
    const topic = newTopic()
    slow({ kind: 'status', status: 503 })
    const replies = await crowd(50, () => ask(topic))
    expect(outcomes(replies)).toEqual({ '503 MISS': 50 })
    expect(callsAbout(topic)).toBeLessThanOrEqual(4)
  })

  it('within its stream, one of them tries once more for all', async () => {
    const topic = newTopic()
    slow({ kind: 'cut', how: 'destroy', afterContentEvents: 2, times: 1 })
    const headers = { 'x-route-to': 'sin' }
    const replies = await crowd(50, () => ask(topic, { stream: true }, { headers }))
    const broken = replies.filter(({ text }) => !text.endsWith('data: [DONE]\n\n'))
    expect([broken.length, callsAbout(topic)]).toEqual([1, 2])
  })
})

describe('where the caller that the others wait for hangs up', () => {
  const hangUp = async (changes: object) => {
    const topic = newTopic()
    const headers = { ...edgeOf(topic), authorization: `Bearer ${key}`, 'x-route-to': 'sin' }
    const sin = access.world.endpoint('sin')
    sin.set({ words: 200, tokensPerSecond: 20 })
    const controller = new AbortController()
    const body = topic.body(changes)
    const url = access.gateways[0]?.url ?? ''
    const leader = beginAt(url, { headers, body, signal: controller.signal })
    leader.catch(() => {})
    await vi.waitFor(() => expect(callsAbout(topic)).toBe(1))
    if ('stream' in changes) await (await leader).body?.getReader().read()
    sin.set({ delayMs: 300 })
    const before = admissions()
    const followers = crowd(20, () => access.send({ headers, body }))
    await vi.waitFor(() => expect(admissions()).toBe(before + 20))
    controller.abort()
    expect(outcomes(await followers)).toEqual({ '200 MISS': 1, '200 HIT': 19 })
    expect(callsAbout(topic)).toBe(2)
  }

  itWhereTold('silent-hang-ups')('before its answer, one of them goes on for all', () => hangUp({}))
  it('within its stream, one of them goes on for all', () => hangUp({ stream: true }))
})

/** How many calls have asked Redis to be let in. */
function admissions(): number {
  const commands = access.world.upstash?.commands ?? []
  return commands.filter(command => command.includes('isochrone:cache-epochs')).length
}
