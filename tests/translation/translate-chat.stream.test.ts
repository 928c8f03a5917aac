import { describe, expect, it } from 'vitest'
import type { Dialect } from '@/lib/translation/thinking-options'
import { eventAnswer } from '../support/event-answer'
import { geminiEnd, geminiPart } from '../support/gemini-events'
import {
  messageBlock,
  messageDelta,
  messageEvent,
  messagePing,
  messageStart,
  messageStop,
  messageText,
} from '../support/message-events'
import { dataOf } from '../support/sse'
import { translate } from '../support/translate'
import { createUpstreamBody } from '../support/upstream-body'

async function streamed(dialect: Dialect, ...pieces: string[]) {
  const body = createUpstreamBody(...pieces)
  body.close()
  const response = await translate({ stream: true }, dialect, eventAnswer(body)).response
  expect(response.headers.get('content-type')).toBe('text/event-stream')
  return dataOf(await response.text())
}

const models = { anthropic: 'claude-sonnet-4-5', google: 'gemini-2.5-flash' }

// Empty pieces say nothing, and the id has its own test.
async function toldBy(dialect: Dialect, ...pieces: string[]) {
  const said = (await streamed(dialect, ...pieces)).filter(
    each => !JSON.stringify(each).includes('_content":""'),
  )
  const common = {
    id: expect.stringMatching(/^chatcmpl-/),
    object: 'chat.completion.chunk',
    created: 1_790_000_000,
    model: models[dialect],
  }
  return { said, common }
}

const delta = (delta: object, finish_reason: string | null = null) => ({
  choices: [{ index: 0, delta, logprobs: null, finish_reason }],
})
const used = (
  prompt_tokens: number,
  completion_tokens: number,
  [cached_tokens, reasoning_tokens]: [number, number],
) => ({
  choices: [],
  usage: {
    prompt_tokens,
    completion_tokens,
    total_tokens: prompt_tokens + completion_tokens,
    prompt_tokens_details: { cached_tokens },
    completion_tokens_details: { reasoning_tokens },
  },
})
const opened = (index: number, id: unknown, name: string) =>
  delta({ tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] })
const given = (index: number, text: string) =>
  delta({ tool_calls: [{ index, function: { arguments: text } }] })

const thinking = messageBlock(
  0,
  { type: 'thinking', thinking: '', signature: '' },
  { type: 'thinking_delta', thinking: 'Hm.' },
  { type: 'signature_delta', signature: 'EqQB' },
)
const weather = (index: number) =>
  messageBlock(
    index,
    { type: 'tool_use', id: 'toolu_1', name: 'weather', input: {} },
    { type: 'input_json_delta', partial_json: '' },
    { type: 'input_json_delta', partial_json: '{"city"' },
    { type: 'input_json_delta', partial_json: ':"Huế"}' },
  )
const time = (index: number) =>
  messageBlock(
    index,
    { type: 'tool_use', id: 'toolu_2', name: 'time', input: {} },
    { type: 'input_json_delta', partial_json: '{}' },
  )

describe('a message’s stream', () => {
  it('of text is one of chunks, with its thoughts before and its usage at the end', async () => {
    const { said, common } = await toldBy(
      'anthropic',
      messageStart,
      thinking,
      messagePing,
      messageText(1, 'Xin ', 'chào'),
      messageDelta(),
      messageStop,
    )
    expect(said).toEqual([
      { ...common, ...delta({ role: 'assistant', content: '' }) },
      { ...common, ...delta({ reasoning_content: 'Hm.' }) },
      { ...common, ...delta({ content: 'Xin ' }) },
      { ...common, ...delta({ content: 'chào' }) },
      { ...common, ...delta({}, 'stop') },
      { ...common, ...used(10, 7, [2, 0]) },
      '[DONE]',
    ])
  })

  it('has a comment in the place of each ping', async () => {
    const body = createUpstreamBody(messageStart, messagePing, messageText(0, 'Xin'), messagePing)
    body.push(messageDelta(), messageStop)
    body.close()
    const text = await (await translate({ stream: true }, 'anthropic', eventAnswer(body)).response).text()
    const order = [...text.matchAll(/^: ping$|"content":"\w+"|"finish_reason":"\w+"/gm)].map(([each]) => each)
    expect(order).toEqual([': ping', '"content":"Xin"', ': ping', '"finish_reason":"stop"'])
  })

  it('of tools has each in its place', async () => {
    const { said, common } = await toldBy(
      'anthropic',
      messageStart,
      messageText(0, 'Let me see.'),
      weather(1),
      time(2),
      messageDelta('tool_use'),
      messageStop,
    )
    expect(said.slice(2, -2)).toEqual([
      { ...common, ...opened(0, 'toolu_1', 'weather') },
      { ...common, ...given(0, '{"city"') },
      { ...common, ...given(0, ':"Huế"}') },
      { ...common, ...opened(1, 'toolu_2', 'time') },
      { ...common, ...given(1, '{}') },
      { ...common, ...delta({}, 'tool_calls') },
    ])
  })

  it('whose end tells all of its usage again tells that', async () => {
    const usage = { input_tokens: 50, cache_read_input_tokens: 20, cache_creation_input_tokens: 0 }
    const { said } = await toldBy(
      'anthropic',
      messageStart,
      messageText(0, 'Xin'),
      messageDelta('max_tokens', usage),
      messageStop,
    )
    expect(said.slice(-3)).toMatchObject([delta({}, 'length'), used(70, 7, [20, 0]), '[DONE]'])
  })

  it('passes over events that are yet to be invented, as its clients are told to, and one that is no JSON', async () => {
    const { said } = await toldBy(
      'anthropic',
      messageStart,
      messageEvent({ type: 'yet_to_be_invented' }),
      'event: content_block_delta\ndata: {bad\n\n',
      messageText(0, 'Xin'),
      messageDelta(),
      messageStop,
    )
    expect(said.slice(1)).toMatchObject([
      delta({ content: 'Xin' }),
      delta({}, 'stop'),
      used(10, 7, [2, 0]),
      '[DONE]',
    ])
  })
})

describe('a Gemini stream', () => {
  it('of text is one of chunks, with its thoughts before and its usage at the end', async () => {
    const { said, common } = await toldBy(
      'google',
      geminiPart({ text: 'Hm.', thought: true }),
      geminiPart({ text: 'Xin ' }),
      geminiPart({ text: 'chào' }),
      geminiEnd(),
    )
    expect(said).toEqual([
      { ...common, ...delta({ role: 'assistant', content: '' }) },
      { ...common, ...delta({ reasoning_content: 'Hm.' }) },
      { ...common, ...delta({ content: 'Xin ' }) },
      { ...common, ...delta({ content: 'chào' }) },
      { ...common, ...delta({}, 'stop') },
      { ...common, ...used(5, 7, [2, 3]) },
      '[DONE]',
    ])
  })

  it('of tools has each in its place, with an id of its own', async () => {
    const { said } = await toldBy(
      'google',
      geminiPart(
        { functionCall: { name: 'weather', args: { city: 'Huế' } } },
        { functionCall: { name: 'time', args: {} } },
      ),
      geminiEnd(),
    )
    expect(said.slice(1, -2)).toMatchObject([
      opened(0, expect.stringMatching(/.+/), 'weather'),
      given(0, '{"city":"Huế"}'),
      opened(1, expect.stringMatching(/.+/), 'time'),
      given(1, '{}'),
      delta({}, 'tool_calls'),
    ])
    expect(
      new Set([...JSON.stringify(said).matchAll(/"index":\d,"id":"(\w+)"/g)].map(([, id]) => id)).size,
    ).toBe(2)
  })

  it('that ends for its length says so', async () => {
    const { said } = await toldBy('google', geminiPart({ text: 'Xin' }), geminiEnd('MAX_TOKENS'))
    expect(said.at(-3)).toMatchObject(delta({}, 'length'))
  })
})

describe('a tool that is called without arguments', () => {
  it.each<[Dialect, readonly string[]]>([
    [
      'anthropic',
      [
        messageStart,
        messageBlock(
          0,
          { type: 'tool_use', id: 'toolu_2', name: 'time', input: {} },
          { type: 'input_json_delta', partial_json: '' },
        ),
        messageDelta('tool_use'),
        messageStop,
      ],
    ],
    ['google', [geminiPart({ functionCall: { name: 'time' } }), geminiEnd()]],
  ])('has an empty object of them, which is JSON: %s', async (dialect, pieces) => {
    const text = JSON.stringify(await streamed(dialect, ...pieces))
    const parts = [...text.matchAll(/"arguments":"((?:[^"\\]|\\.)*)"/g)].map(([, each]) => each)
    expect(parts.join('')).toBe('{}')
  })
})

describe('every answer', () => {
  const whole = {
    anthropic: [messageStart, messageText(0, 'Xin'), messageDelta(), messageStop],
    google: [geminiPart({ text: 'Xin' }), geminiEnd()],
  } as const
  const idsOf = (said: readonly unknown[]) =>
    new Set([...JSON.stringify(said).matchAll(/"id":"([^"]*)"/g)].map(([, id]) => id))

  it.each(['anthropic', 'google'] as const)('has one id in all of its chunks: %s', async dialect => {
    expect(idsOf(await streamed(dialect, ...whole[dialect])).size).toBe(1)
  })

  it.each(['anthropic', 'google'] as const)(
    'has that of its request, which is another for each: %s',
    async dialect => {
      expect([...idsOf(await streamed(dialect, ...whole[dialect]))]).toEqual(['chatcmpl-request-0001'])
    },
  )
})
