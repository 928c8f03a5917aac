import { describe, expect, it } from 'vitest'
import { type FittedCall, fitCall } from '@/lib/gateway/fit-call'
import type { Call } from '@/lib/operations/parse-call'
import { callOf } from '../support/call-of'
import { modelsOf } from '../support/models-of'

const models = modelsOf({
  catalogue: {
    'gpt-4.1': { contextWindow: 1000 },
    small: { contextWindow: 500 },
    large: { contextWindow: 5000 },
    larger: { contextWindow: 9000 },
  },
})
const all = ['small', 'large', 'larger', 'unknown']

type Asked = Partial<Parameters<typeof fitCall>[1]>

const bring = (call: Call, asked: Asked = {}): FittedCall =>
  fitCall(call, { others: all, overflow: 'refuse', models, ...asked })

/** A text of so many tokens. */
const text = (tokens: number) => 'x'.repeat(4 * tokens)
const said = (role: string, tokens: number) => ({ role, content: text(tokens) })
const chat = (tokens: number, fields: Readonly<Record<string, unknown>> = {}) =>
  callOf('chat.completions', { messages: [said('user', tokens - 4)], ...fields })

const tooLong = (param: string, tokens: number) =>
  expect.objectContaining({
    code: 'context_length_exceeded',
    message: `This model's maximum context length is 1000 tokens. However, your prompt is estimated at ${tokens} tokens. Please reduce its length.`,
    details: { param },
  })

describe('a prompt', () => {
  it('that fits is left as it is, and stood in for by those that it fits', () => {
    const call = chat(1000)
    expect(bring(call)).toEqual({ call, others: ['large', 'larger', 'unknown'], dropped: 0 })
    expect(bring(chat(500)).others).toEqual(all)
  })

  it('that is a little too long by our estimate is left to the endpoint to judge', () => {
    const call = chat(1100)
    expect(bring(call)).toEqual({ call, others: ['large', 'larger', 'unknown'], dropped: 0 })
    expect(() => bring(chat(1101))).toThrow(tooLong('messages', 1101))
  })

  it('of a model whose window nobody knows is as long as it likes', () => {
    const call = chat(1_000_000, { model: 'unknown' })
    expect(bring(call)).toEqual({ call, others: ['unknown'], dropped: 0 })
  })
})

describe('a prompt that is too long is refused by the name of its field:', () => {
  it.each([
    ['completions', { prompt: text(1200) }, 'prompt', 1200],
    ['completions', { prompt: Array.from({ length: 1200 }, () => 1) }, 'prompt', 1200],
    ['responses', { input: text(1192) }, 'input', 1200],
    ['messages', { messages: [said('user', 1196)] }, 'messages', 1200],
    ['messages', { messages: [said('user', 96)], system: text(1100) }, 'messages', 1200],
  ] as const)('%s', (name, fields, param, tokens) => {
    expect(() => bring(callOf(name, fields))).toThrow(tooLong(param, tokens))
  })

  it('also where several answers are asked for', () => {
    expect(() => bring(chat(1200, { n: 3 }))).toThrow(tooLong('messages', 1200))
    expect(() => bring(callOf('completions', { prompt: text(1200), n: 3 }))).toThrow(tooLong('prompt', 1200))
  })

  it('but not several texts, each of which has the window for itself', () => {
    const call = callOf('completions', { prompt: [text(900), text(900)] })
    expect(bring(call)).toEqual({ call, others: all, dropped: 0 })
    const embedded = callOf('embeddings', { input: [text(900), text(900)] })
    expect(bring(embedded)).toEqual({ call: embedded, others: all, dropped: 0 })
  })
})

it('a response may begin with what a tool said, which is no message', () => {
  const input = [{ type: 'function_call_output', call_id: 'a', output: text(100) }]
  expect(bring(callOf('responses', { input, previous_response_id: 'resp_1' })).dropped).toBe(0)
})

describe('with a larger model allowed', () => {
  it('the first that it fits takes it, and only those behind that stand in', () => {
    const { call, others, dropped } = bring(chat(1200), { overflow: 'larger' })
    expect([call.model, others, dropped]).toEqual(['large', ['larger', 'unknown'], 0])
    expect(call.request.messages).toEqual(chat(1200).request.messages)
  })

  it('nobody takes it where none is large enough', () => {
    expect(() => bring(chat(1200), { overflow: 'larger', others: ['small'] })).toThrow(
      tooLong('messages', 1200),
    )
    const little = chat(1050)
    expect(bring(little, { overflow: 'larger', others: ['small'] })).toMatchObject({
      call: little,
      others: [],
    })
  })
})

describe('with trimming allowed', () => {
  const turns = [
    said('system', 96),
    ...Array.from({ length: 5 }, () => [said('user', 96), said('assistant', 96)]).flat(),
    said('user', 96),
  ]

  it('its oldest turns go until it has room, and its answer has', () => {
    const call = callOf('chat.completions', { messages: turns, max_tokens: 300 })
    const fitted = bring(call, { overflow: 'trim' })
    expect(fitted.dropped).toBe(6)
    expect(fitted.call.promptTokens()).toBe(600)
    expect(fitted.call.request.messages).toEqual([turns[0], ...turns.slice(7)])
    expect(fitted.others).toEqual(['large', 'larger', 'unknown'])
  })

  it('half of the window is kept for it, however long its answer may be', () => {
    const call = callOf('chat.completions', { messages: turns, max_tokens: 100_000 })
    expect(bring(call, { overflow: 'trim' }).call.promptTokens()).toBe(400)
  })

  it('it is refused where what must stay is too long', () => {
    const call = chat(1200)
    expect(() => bring(call, { overflow: 'trim' })).toThrow(tooLong('messages', 1200))
  })

  it('it is left to the endpoint where what must stay is a little too long', () => {
    const call = chat(1100)
    expect(bring(call, { overflow: 'trim' })).toMatchObject({ call, dropped: 0 })
  })

  it.each(['prompt', 'input'])('a text is in no turns, and is refused: %s', param => {
    const call = callOf(param === 'prompt' ? 'completions' : 'responses', { [param]: text(1192) })
    expect(() => bring(call, { overflow: 'trim' })).toThrow(
      expect.objectContaining({ code: 'context_length_exceeded', details: { param } }),
    )
  })

  it('a response loses the oldest of its items', () => {
    const input = [
      said('user', 600),
      said('assistant', 100),
      said('user', 100),
      said('assistant', 100),
      said('user', 300),
    ]
    const fitted = bring(callOf('responses', { input }), { overflow: 'trim' })
    expect(fitted).toMatchObject({ dropped: 2, call: { request: { input: input.slice(2) } } })
  })

  it('a response whose tools said much loses that', () => {
    const input = [
      said('user', 10),
      { type: 'function_call', call_id: 'a', name: 'read', arguments: '{}' },
      { type: 'function_call_output', call_id: 'a', output: text(1500) },
      said('user', 10),
      said('user', 10),
    ]
    const fitted = bring(callOf('responses', { input }), { overflow: 'trim' })
    expect(fitted).toMatchObject({ dropped: 3, call: { request: { input: input.slice(3) } } })
  })
})
