import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { parseJson } from '../world/parse-json'
import { callsOf } from './support/calls-of'
import { wholeReply } from './support/canaries'
import { expectError } from './support/expect-error'
import { eventData, streamedText } from './support/read-events'
import { chatBody, type Reply } from './support/send-to'
import { type ProviderFaults, startProviderFaults } from './support/start-provider-faults'
import { type PresetName, presetNames } from './support/start-providers'

let stand: ProviderFaults
beforeAll(async () => {
  stand = await startProviderFaults()
})
beforeEach(() => {
  for (const name of [...presetNames, 'backup' as const]) stand.provider(name).reset()
})
// Whatever became of a call.
afterEach(() => expect(stand.leaks(stand.gateway.log())).toEqual([]))
afterAll(() => stand.close())

/** Sends by an edge that nothing is known at, unless one is named. */
async function ask(
  model: string,
  changes: object = {},
  headers: Record<string, string> = {},
): Promise<Reply> {
  const reply = await stand.send({
    headers: { ...stand.freshEdge(), ...headers },
    body: chatBody({ model, ...changes }),
  })
  expect(stand.leaks(wholeReply(reply))).toEqual([])
  return reply
}

const facts = ({ status, headers }: Reply) => [status, headers.get('x-route-attempts')]

const asked = (name: PresetName | 'backup') => callsOf(stand.provider(name)).length

const lastEvent = ({ text }: Reply): unknown => parseJson(eventData(text).at(-1) ?? '')

describe.each(presetNames)('the preset %s', name => {
  const unknown = name === 'deepseek' || name === 'mistral' ? 400 : 404

  it('has a model that it does not know answered by another that lists it', async () => {
    for (const stream of [false, true]) {
      const reply = await ask(`lost-${name}`, { stream })
      expect(facts(reply)).toEqual([200, `${name};${unknown}, backup;200`])
      expect(reply.text).toContain('Hello')
    }
  })

  it('has a model that it does not know not found where no other lists it, and does not rest for that', async () => {
    const edge = stand.freshEdge()
    const reply = await ask(`gone-${name}`, {}, edge)
    expectError(reply, { status: 404, code: 'model_not_found', param: 'model' })
    expect(facts(reply)).toEqual([404, `${name};${unknown}`])
    expect(facts(await ask(`chat-${name}`, {}, edge))).toEqual([200, `${name};200`])
  })

  it.each([429, 503])('fails over where it answers %i', async status => {
    for (const stream of [false, true]) {
      stand.provider(name).set({ fault: { kind: 'status', status } })
      const reply = await ask(`chat-${name}`, { stream })
      expect(facts(reply)).toEqual([200, `${name};${status}, backup;200`])
      expect(stream ? streamedText(reply.text) : reply.text).toContain('Hello from backup')
    }
  })

  it('tells its limit as ours where there is no other, with how long to wait', async () => {
    stand.provider(name).set({ fault: { kind: 'status', status: 429, headers: { 'retry-after': '7' } } })
    const reply = await ask(`own-${name}`)
    expectError(reply, { status: 429, code: 'upstream_rate_limited' })
    expect(reply.headers.get('retry-after')).toBe('7')
  })

  it.each(['destroy', 'reset', 'clean-end'] as const)(
    'has a stream that is cut (%s) end in an error',
    async how => {
      stand.provider(name).set({ fault: { kind: 'cut', how, afterContentEvents: 2 } })
      const reply = await ask(`chat-${name}`, { stream: true })
      expect(facts(reply)).toEqual([200, `${name};200`])
      expect(streamedText(reply.text)).toMatch(/^Hello/)
      expect(lastEvent(reply)).toEqual({
        error: expect.objectContaining({ code: 'upstream_stream_truncated' }),
      })
      expect(reply.text).not.toContain('"finish_reason":"stop"')
      expect(asked('backup')).toBe(0)
    },
  )

  it('has a stream in which it tells of a failure end in an error', async () => {
    stand.provider(name).set({ fault: { kind: 'error-event', afterContentEvents: 2 } })
    const reply = await ask(`chat-${name}`, { stream: true })
    expect(streamedText(reply.text)).toMatch(/^Hello/)
    expect(lastEvent(reply)).toEqual({ error: expect.any(Object) })
    expect(reply.text).not.toContain('[DONE]')
  })

  it('has a stream that breaks before its content answered by another', async () => {
    stand.provider(name).set({ fault: { kind: 'cut', how: 'destroy', afterContentEvents: 0 } })
    const reply = await ask(`chat-${name}`, { stream: true })
    expect(facts(reply)).toEqual([200, `${name};truncated, backup;200`])
    expect(lastEvent({ ...reply, text: reply.text.replace('data: [DONE]\n\n', '') })).toHaveProperty(
      'choices',
    )
  })

  it('tells nothing of keys and hosts that it names in a refusal', async () => {
    const { apiKey = '', url } = stand.provider(name)
    const error = {
      message: `The key ${apiKey} may not do this at ${url}/chat.`,
      type: 'invalid_request_error',
    }
    stand.provider(name).set({ fault: { kind: 'status', status: 400, body: { error } } })
    for (const stream of [false, true]) {
      const reply = await ask(`own-${name}`, { stream })
      expect(reply.status).toBe(400)
      expect(reply.json).toMatchObject({ error: { message: expect.stringContaining('may not do this') } })
    }
  })
})

// Ollama’s own server asks for no key.
describe.each(presetNames.filter(name => name !== 'ollama'))('a wrong key for the preset %s', name => {
  it('is told as ours, and not to be tried again', async () => {
    const reply = await ask(`locked-${name}`, {}, { 'x-route-to': `${name}-locked` })
    expectError(reply, { status: 502, code: 'upstream_auth' })
    expect(reply.headers.get('x-should-retry')).toBe('false')
  })

  it('has the endpoint rest, and another answer', async () => {
    const edge = stand.freshEdge()
    const first = await ask(`locked-${name}`, {}, edge)
    expect(first.headers.get('x-route-attempts')).toMatch(new RegExp(`^${name}-locked;40[013], backup;200$`))
    const calls = asked(name)
    expect(facts(await ask(`locked-${name}`, {}, edge))).toEqual([200, 'backup;200'])
    expect(asked(name)).toBe(calls)
  })
})

describe.each(['anthropic', 'google'] as const)('what the translation for %s cannot do', name => {
  const fields: readonly [string, object][] = [
    ['n', { n: 2 }],
    ['logprobs', { logprobs: true }],
    ['logit_bias', { logit_bias: { '50256': -100 } }],
    ['modalities', { modalities: ['text', 'audio'], audio: { voice: 'alloy', format: 'wav' } }],
  ]

  it.each(fields)('goes on to an endpoint that can: %s', async (_, field) => {
    const edge = stand.freshEdge()
    for (const stream of [false, true]) {
      const reply = await ask(`chat-${name}`, { stream, ...field }, edge)
      expect(facts(reply)).toEqual([200, `${name};unsupported, backup;200`])
    }
    expect([asked(name), asked('backup')]).toEqual([0, 2])
    expect(facts(await ask(`chat-${name}`, {}, edge))).toEqual([200, `${name};200`])
  })

  it.each(fields)('is a 400 that names the field where there is none: %s', async (param, field) => {
    for (const stream of [false, true]) {
      const reply = await ask(`own-${name}`, { stream, ...field })
      expectError(reply, { status: 400, code: 'invalid_request', param })
    }
    expect(asked(name)).toBe(0)
  })

  it('is nothing that asks for what is done anyway', async () => {
    const usual = { n: 1, logprobs: false, modalities: ['text'], logit_bias: null }
    expect(facts(await ask(`chat-${name}`, usual))).toEqual([200, `${name};200`])
  })
})
