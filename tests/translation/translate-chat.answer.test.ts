import { describe, expect, it } from 'vitest'
import type { Dialect } from '@/lib/translation/thinking-options'
import { geminiAnswer } from '../support/gemini-answer'
import { messageAnswer } from '../support/message-answer'
import { translate } from '../support/translate'

async function answered(
  answer: unknown,
  dialect: Dialect,
  { request = {}, headers = {} }: { request?: object; headers?: Record<string, string> } = {},
) {
  const { response } = translate({ ...request }, dialect, () => Response.json(answer, { headers }))
  const {
    status,
    headers: given,
    ...whole
  } = await response.then(async each => ({
    status: each.status,
    headers: Object.fromEntries(each.headers),
    body: JSON.parse(await each.text()),
  }))
  return { status, headers: given, body: whole.body }
}

const choice = (message: object, finish_reason: string) => ({
  index: 0,
  message: { role: 'assistant', refusal: null, ...message },
  logprobs: null,
  finish_reason,
})

describe('a message of Anthropic’s', () => {
  const bodyOf = async (overrides: object, request: object = {}) =>
    (await answered(messageAnswer({ ...overrides }), 'anthropic', { request })).body

  it('is a chat completion, field by field', async () => {
    expect(await answered(messageAnswer(), 'anthropic')).toMatchObject({
      status: 200,
      headers: { 'content-type': 'application/json' },
    })
    expect(await bodyOf({})).toEqual({
      id: 'chatcmpl-msg_01AbC',
      object: 'chat.completion',
      created: 1_790_000_000,
      model: 'claude-sonnet-4-5',
      choices: [choice({ content: 'Xin chào!' }, 'stop')],
      usage: {
        // What was read from its cache or written to it is not among its input tokens.
        prompt_tokens: 10,
        completion_tokens: 7,
        total_tokens: 17,
        prompt_tokens_details: { cached_tokens: 2 },
        completion_tokens_details: { reasoning_tokens: 0 },
      },
    })
  })

  it.each([
    ['end_turn', 'stop'],
    ['stop_sequence', 'stop'],
    ['max_tokens', 'length'],
    ['tool_use', 'tool_calls'],
    ['refusal', 'content_filter'],
    ['model_context_window_exceeded', 'length'],
  ])('that ended by %s has the finish reason %s', async (stop_reason, expected) => {
    expect((await bodyOf({ stop_reason })).choices[0].finish_reason).toBe(expected)
  })

  it('that thought before has its thoughts apart', async () => {
    const content = [
      { type: 'thinking', thinking: 'Hm.', signature: 'EqQB' },
      { type: 'text', text: 'Xin chào!' },
    ]
    expect((await bodyOf({ content })).choices[0].message).toEqual({
      role: 'assistant',
      content: 'Xin chào!',
      reasoning_content: 'Hm.',
      refusal: null,
    })
  })

  it('that calls several tools has all of them', async () => {
    const content = [
      { type: 'tool_use', id: 'toolu_1', name: 'weather', input: { city: 'Huế' } },
      { type: 'tool_use', id: 'toolu_2', name: 'time', input: {} },
    ]
    expect((await bodyOf({ content, stop_reason: 'tool_use' })).choices).toEqual([
      choice(
        {
          content: null,
          tool_calls: [
            { id: 'toolu_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Huế"}' } },
            { id: 'toolu_2', type: 'function', function: { name: 'time', arguments: '{}' } },
          ],
        },
        'tool_calls',
      ),
    ])
  })

  it('whose answer by a schema came as a tool is that answer', async () => {
    const { response } = translate(
      { response_format: { type: 'json_schema', json_schema: { name: 'city', schema: { type: 'object' } } } },
      'anthropic',
      () =>
        Response.json(
          messageAnswer({
            content: [{ type: 'tool_use', id: 'toolu_1', name: 'json', input: { city: 'Huế' } }],
            stop_reason: 'tool_use',
          }),
        ),
      { model: 'claude-3-haiku-20240307' },
    )
    const body = await (await response).json()
    expect(body.choices).toEqual([choice({ content: '{"city":"Huế"}' }, 'stop')])
  })

  it('tells what was thought of its tokens', async () => {
    const usage = { input_tokens: 5, output_tokens: 7, output_tokens_details: { thinking_tokens: 4 } }
    expect((await bodyOf({ usage })).usage).toMatchObject({
      completion_tokens: 7,
      completion_tokens_details: { reasoning_tokens: 4 },
    })
  })

  it('brings what is left of its limits, and nothing else of its headers', async () => {
    const headers = {
      'anthropic-ratelimit-requests-limit': '4000',
      'anthropic-ratelimit-requests-remaining': '3999',
      'anthropic-organization-id': 'CANARY',
      'request-id': 'CANARY',
      'set-cookie': 'a=CANARY',
    }
    expect((await answered(messageAnswer(), 'anthropic', { headers })).headers).toEqual({
      'content-type': 'application/json',
      'anthropic-ratelimit-requests-limit': '4000',
      'anthropic-ratelimit-requests-remaining': '3999',
    })
  })
})

describe('what Gemini generated', () => {
  const bodyOf = async (answer: unknown) => (await answered(answer, 'google')).body

  it('is a chat completion, field by field', async () => {
    expect(await bodyOf(geminiAnswer())).toEqual({
      id: 'chatcmpl-resp-1',
      object: 'chat.completion',
      created: 1_790_000_000,
      model: 'gemini-2.5-flash',
      choices: [choice({ content: 'Xin chào!' }, 'stop')],
      usage: {
        prompt_tokens: 5,
        // What was thought is counted beside the candidates.
        completion_tokens: 7,
        total_tokens: 12,
        prompt_tokens_details: { cached_tokens: 2 },
        completion_tokens_details: { reasoning_tokens: 3 },
      },
    })
  })

  it.each([
    ['STOP', 'stop'],
    ['MAX_TOKENS', 'length'],
    ['SAFETY', 'content_filter'],
    ['RECITATION', 'content_filter'],
    ['PROHIBITED_CONTENT', 'content_filter'],
  ])('that ended by %s has the finish reason %s', async (finishReason, expected) => {
    const { choices } = await bodyOf(geminiAnswer([{ text: 'Xin' }], { finishReason }))
    expect(choices[0].finish_reason).toBe(expected)
  })

  it('that is thought about has its thoughts apart', async () => {
    const parts = [{ text: 'Hm.', thought: true }, { text: 'Xin ' }, { text: 'chào!' }]
    expect((await bodyOf(geminiAnswer(parts))).choices[0].message).toEqual({
      role: 'assistant',
      content: 'Xin chào!',
      reasoning_content: 'Hm.',
      refusal: null,
    })
  })

  it('that calls several tools has all of them, each with an id', async () => {
    const parts = [
      { functionCall: { name: 'weather', args: { city: 'Huế' } } },
      { functionCall: { id: 'own-id', name: 'time' } },
    ]
    const [{ message, finish_reason }] = (await bodyOf(geminiAnswer(parts))).choices
    expect([finish_reason, message.content]).toEqual(['tool_calls', null])
    expect(message.tool_calls).toEqual([
      {
        id: expect.stringMatching(/.+/),
        type: 'function',
        function: { name: 'weather', arguments: '{"city":"Huế"}' },
      },
      { id: 'own-id', type: 'function', function: { name: 'time', arguments: '{}' } },
    ])
  })

  it('that was refused for its prompt is filtered', async () => {
    const { candidates: _, ...rest } = geminiAnswer()
    const body = await bodyOf({ ...rest, promptFeedback: { blockReason: 'SAFETY' } })
    expect(body.choices).toEqual([choice({ content: '' }, 'content_filter')])
  })

  it('without its usage does not say that it used nothing', async () => {
    const { usageMetadata: _, ...rest } = geminiAnswer()
    expect((await bodyOf(rest)).usage?.completion_tokens).toBeUndefined()
  })
})
