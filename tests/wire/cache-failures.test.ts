import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Fault } from '../world/endpoint/fault'
import { callLine } from './support/call-lines'
import { itWhereTold } from './support/it-where-told'
import { newTopic, seen, type Topic } from './support/new-topic'
import { beginAt } from './support/send-to'
import { type Access, startAccess } from './support/start-access'

let access: Access
let key = ''
beforeAll(async () => {
  access = await startAccess()
  key = (await access.makeKey('warm')).key
})
afterEach(() => access.world.endpoint('sin').set({}))
afterAll(() => access.close())

const ask = async (topic: Topic, changes: object = {}) =>
  await access.sendAs(key, { body: topic.body(changes) })

/** Asserts that nothing was kept of what came before: the endpoint is asked once more, and only then never again. */
async function expectNothingKept(topic: Topic, changes: object = {}): Promise<void> {
  access.world.endpoint('sin').set({})
  const before = topic.calls(access.world).length
  expect(seen(await ask(topic, changes))).toBe('200 MISS')
  expect(seen(await ask(topic, changes))).toBe('200 HIT')
  expect(topic.calls(access.world)).toHaveLength(before + 1)
}

/** A whole plain answer but for the way it ends. */
function answerThatEnds(...finish_reasons: readonly (string | null)[]): Fault {
  const message = { role: 'assistant', content: 'Chào' }
  const choices = finish_reasons.map((finish_reason, index) => ({ index, message, finish_reason }))
  const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 }
  const body = { id: 'chatcmpl-1', object: 'chat.completion', created: 1, model: 'gpt-4.1', choices, usage }
  return { kind: 'status', status: 200, body }
}

const upstream = (status: number): Fault => ({ kind: 'status', status, body: { error: { message: 'No' } } })

describe('an error is not kept', () => {
  it.each<[string, Fault, number]>([
    ['of an endpoint that refuses the call', upstream(400), 400],
    ['of an endpoint that refuses our key', upstream(401), 502],
    ['of an endpoint that fails', upstream(500), 502],
    ['that comes with status 200', { kind: 'error-200' }, 502],
    ['in the place of an answer', { kind: 'wrong-schema' }, 502],
    ['of an answer that is cut off', { kind: 'truncated-json' }, 502],
  ])('%s', async (_, fault, status) => {
    const topic = newTopic()
    access.world.endpoint('sin').set({ fault })
    for (let call = 1; call <= 2; call++) {
      expect(seen(await ask(topic))).toBe(`${status} MISS`)
      expect(topic.calls(access.world)).toHaveLength(call)
    }
    await expectNothingKept(topic)
  })
})

describe('an answer is not kept', () => {
  it.each<[string, Fault]>([
    ['that was cut at its length', answerThatEnds('length')],
    ['that was held back', answerThatEnds('content_filter')],
    ['of which one choice was cut', answerThatEnds('stop', 'length')],
    ['that does not say how it ends', answerThatEnds(null)],
    ['that ends in a way yet to be invented', answerThatEnds('weariness')],
  ])('%s', async (_, fault) => {
    const topic = newTopic()
    access.world.endpoint('sin').set({ fault })
    for (let call = 1; call <= 2; call++) {
      expect(seen(await ask(topic))).toBe('200 MISS')
      expect(topic.calls(access.world)).toHaveLength(call)
    }
    await expectNothingKept(topic)
  })

  it.each([
    ['plain', false],
    ['streamed', true],
  ])('that the endpoint itself cut at its length, %s', async (_, stream) => {
    const topic = newTopic()
    for (let call = 1; call <= 2; call++) {
      const reply = await ask(topic, { stream, max_tokens: 1 })
      expect(seen(reply)).toBe('200 MISS')
      expect(reply.text).toContain('"finish_reason":"length"')
    }
    expect(topic.calls(access.world)).toHaveLength(2)
  })
})

describe('a stream is not kept', () => {
  it.each<[string, Fault]>([
    ['that is cut off', { kind: 'cut', how: 'destroy', afterContentEvents: 3 }],
    ['that is cut off by a reset', { kind: 'cut', how: 'reset', afterContentEvents: 3 }],
    ['that ends early as if it were whole', { kind: 'cut', how: 'clean-end', afterContentEvents: 3 }],
    ['that tells of an error', { kind: 'error-event', afterContentEvents: 2 }],
    ['that ends within an event', { kind: 'half-event' }],
  ])('%s', async (_, fault) => {
    const topic = newTopic()
    access.world.endpoint('sin').set({ fault })
    for (let call = 1; call <= 2; call++) {
      const reply = await ask(topic, { stream: true })
      expect([seen(reply), reply.text.includes('"error"')]).toEqual(['200 MISS', true])
      expect(topic.calls(access.world)).toHaveLength(call)
    }
    await expectNothingKept(topic, { stream: true })
  })
})

describe('an answer whose caller hangs up is not kept', () => {
  const hangUp = async (stream: boolean) => {
    const topic = newTopic()
    access.world.endpoint('sin').set({ tokensPerSecond: 20, words: 100 })
    const controller = new AbortController()
    const requestId = crypto.randomUUID()
    const [gateway = expect.fail()] = access.gateways
    const call = beginAt(gateway.url, {
      headers: { authorization: `Bearer ${key}`, 'x-request-id': requestId },
      body: topic.body({ stream }),
      signal: controller.signal,
    })
    call.catch(() => {})
    await vi.waitFor(() => expect(topic.calls(access.world)).toHaveLength(1))
    if (stream) await (await call).body?.getReader().read()
    controller.abort()
    expect(await callLine(gateway, requestId)).toMatchObject({ attempts: expect.stringMatching(/^sin;/) })
    await expectNothingKept(topic, { stream })
  }

  itWhereTold('silent-hang-ups')('plain', () => hangUp(false))
  it('streamed', () => hangUp(true))
})
