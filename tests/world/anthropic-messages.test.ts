import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Fault, StreamFault } from './endpoint/fault'
import { isRecord } from './is-record'
import { parseJson } from './parse-json'
import { type Endpoint, startEndpoint } from './start-endpoint'

const apiKey = 'sk-ant-0123456789abcd'
const model = 'claude-sonnet-4-5'
const version = { 'anthropic-version': '2023-06-01' }
const key = { 'x-api-key': apiKey }
const question = { model, max_tokens: 2048, messages: [{ role: 'user', content: 'Xin chào' }] }
const greeting = 'Hello from sin (ap-southeast-1). You said: Xin chào'

const weather = {
  name: 'weather',
  input_schema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
}

let endpoint: Endpoint

beforeAll(async () => {
  endpoint = await startEndpoint({ id: 'sin', region: 'ap-southeast-1', models: [model], apiKey })
})
beforeEach(() => endpoint.reset())
afterAll(() => endpoint.close())

function ask(
  change: object = {},
  headers: Record<string, string> = { ...version, ...key },
): Promise<Response> {
  const body = JSON.stringify({ ...question, ...change })
  return fetch(`${endpoint.url}/messages`, { method: 'POST', headers, body })
}

async function answered(change: object = {}): Promise<unknown> {
  return (await ask(change)).json()
}

/** A stream's data, after it is certain that each event is named as its data says. */
async function events(change: object = {}): Promise<Record<string, unknown>[]> {
  const text = await (await ask({ stream: true, ...change })).text()
  return [...text.matchAll(/event: (\S+)\ndata: (.*)\n\n/g)].map(([, name, data = '']) => {
    const event = parseJson(data)
    expect(event).toMatchObject({ type: name })
    return isRecord(event) ? event : {}
  })
}

const textDelta = (index: number, text: string) => ({
  type: 'content_block_delta',
  index,
  delta: { type: 'text_delta', text },
})

describe('a message', () => {
  it('is given whole, with all its fields', async () => {
    expect(await answered()).toEqual({
      id: expect.stringMatching(/^msg_01[A-Za-z0-9]{22}$/),
      type: 'message',
      role: 'assistant',
      model,
      content: [{ type: 'text', text: greeting }],
      stop_reason: 'end_turn',
      stop_sequence: null,
      usage: {
        input_tokens: 2,
        cache_creation_input_tokens: 0,
        cache_read_input_tokens: 0,
        output_tokens: 13,
        service_tier: 'standard',
      },
    })
  })

  it('is streamed in named events', async () => {
    const stream = await events({ messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }] })
    expect(stream[0]).toMatchObject({
      message: { content: [], stop_reason: null, usage: { input_tokens: 1, output_tokens: 1 } },
    })
    expect(stream.slice(1)).toEqual([
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      { type: 'ping' },
      ...['Hello', ' from', ' sin', ' (ap-southeast-1).', ' You', ' said:', ' Hi'].map(piece =>
        textDelta(0, piece),
      ),
      { type: 'content_block_stop', index: 0 },
      {
        type: 'message_delta',
        delta: { stop_reason: 'end_turn', stop_sequence: null },
        usage: { output_tokens: 12 },
      },
      { type: 'message_stop' },
    ])
  })

  it('uses a tool, streamed as plain', async () => {
    expect(await answered({ tools: [weather] })).toMatchObject({
      content: [
        {
          type: 'tool_use',
          id: expect.stringMatching(/^toolu_/),
          name: 'weather',
          input: { city: 'text' },
        },
      ],
      stop_reason: 'tool_use',
    })
    const stream = await events({ tools: [weather], tool_choice: { type: 'any' } })
    const json = (part: string) => ({
      type: 'content_block_delta',
      index: 0,
      delta: { type: 'input_json_delta', partial_json: part },
    })
    expect(stream[1]).toMatchObject({ content_block: { type: 'tool_use', name: 'weather', input: {} } })
    expect(stream.slice(3, 6)).toEqual(['', '{"city":', '"text"}'].map(json))
    expect(stream.at(-2)).toMatchObject({ delta: { stop_reason: 'tool_use' } })
  })

  it('answers in words once the tool has told its result, or where no tool may be used', async () => {
    const use = { type: 'tool_use', id: 'toolu_1', name: 'weather', input: {} }
    const result = { type: 'tool_result', tool_use_id: 'toolu_1', content: '31 degrees' }
    const messages = [
      ...question.messages,
      { role: 'assistant', content: [use] },
      { role: 'user', content: [result] },
    ]
    const words = { content: [{ type: 'text', text: greeting }], usage: { input_tokens: 2 + 3 + 3 + 29 } }
    expect(await answered({ messages, tools: [weather] })).toMatchObject(words)
    const none = { tools: [weather], tool_choice: { type: 'none' } }
    expect(await answered(none)).toMatchObject({ content: words.content })
  })

  it('stops at the limit of tokens and at a stop sequence', async () => {
    expect(await answered({ max_tokens: 2 })).toMatchObject({
      content: [{ text: 'Hello fr' }],
      stop_reason: 'max_tokens',
      stop_sequence: null,
    })
    expect(await answered({ stop_sequences: ['nothing', ' You'] })).toMatchObject({
      content: [{ text: 'Hello from sin (ap-southeast-1).' }],
      stop_reason: 'stop_sequence',
      stop_sequence: ' You',
    })
  })

  it('thinks before it speaks where it is told to', async () => {
    const thinking = { type: 'enabled', budget_tokens: 1024 }
    expect(await answered({ thinking })).toMatchObject({
      content: [
        { type: 'thinking', thinking: 'The user is to be answered by sin.', signature: expect.any(String) },
        { type: 'text', text: greeting },
      ],
      usage: { output_tokens: 9 + 13 },
    })
    const stream = await events({ thinking })
    const deltas = stream.flatMap(({ index, delta }) => (isRecord(delta) ? [`${index} ${delta.type}`] : []))
    expect([...new Set(deltas)]).toEqual([
      '0 thinking_delta',
      '0 signature_delta',
      '1 text_delta',
      'undefined undefined',
    ])
    expect(await answered({ thinking, max_tokens: 1024 })).toMatchObject({
      error: { message: '`max_tokens` must be greater than `thinking.budget_tokens`.' },
    })
  })

  it('bears the headers of its API and none of another', async () => {
    const { headers } = await ask({ stream: true })
    expect(headers.get('request-id')).toMatch(/^req_/)
    expect(headers.get('anthropic-organization-id')).not.toBeNull()
    expect(headers.get('anthropic-ratelimit-requests-reset')).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
    expect(headers.get('anthropic-ratelimit-tokens-remaining')).toMatch(/^\d+$/)
    expect([...headers.keys()].filter(name => /openai|^x-/.test(name))).toEqual([])
  })
})

describe('the refusals of a message', () => {
  const result = { type: 'tool_result', tool_use_id: 'toolu_1' }

  it.each<[string, object]>([
    ['max_tokens: Field required', { max_tokens: undefined }],
    ['max_tokens: Input should be greater than or equal to 1', { max_tokens: 0 }],
    ['temperature: Input should be less than or equal to 1', { temperature: 1.5 }],
    ['frequency_penalty: Extra inputs are not permitted', { frequency_penalty: 0 }],
    ['messages: at least one message is required', { messages: [] }],
    ['messages.0.role: Unexpected role "system".', { messages: [{ role: 'system', content: 'Hi' }] }],
    [
      'messages.0.content.0.text: Field required',
      { messages: [{ role: 'user', content: [{ type: 'text' }] }] },
    ],
    [
      'messages.0: unexpected `tool_use_id` found in `tool_result` blocks: toolu_1.',
      { messages: [{ role: 'user', content: [result] }] },
    ],
  ])('%s', async (message, change) => {
    const answer = await ask(change)
    expect(answer.status).toBe(400)
    expect(await answer.json()).toEqual({
      type: 'error',
      error: { type: 'invalid_request_error', message: expect.stringContaining(message) },
      request_id: answer.headers.get('request-id'),
    })
  })

  it.each<[number, string, string, Record<string, string>]>([
    [400, 'invalid_request_error', 'anthropic-version: header is required', key],
    [401, 'authentication_error', 'x-api-key header is required', version],
    [401, 'authentication_error', 'invalid x-api-key', { ...version, 'x-api-key': 'sk-wrong' }],
  ])('%i %s: %s', async (status, type, message, headers) => {
    const answer = await ask({}, headers)
    expect(answer.status).toBe(status)
    expect(await answer.json()).toMatchObject({ type: 'error', error: { type, message } })
  })

  it('lets a bearer in, and knows neither other models nor other paths', async () => {
    expect((await ask({}, { ...version, authorization: `Bearer ${apiKey}` })).status).toBe(200)
    const unknown = await ask({ model: 'claude-9' })
    expect(unknown.status).toBe(404)
    expect(await unknown.json()).toMatchObject({
      error: { type: 'not_found_error', message: 'model: claude-9' },
    })
    const path = await fetch(`${endpoint.url}/messages/batches`, { headers: key })
    expect(await path.json()).toMatchObject({ type: 'error', error: { type: 'not_found_error' } })
    const method = await fetch(`${endpoint.url}/messages`, { headers: key })
    expect([method.status, method.headers.get('allow')]).toEqual([405, 'POST'])
  })
})

describe('the faults of a message', () => {
  it.each<[Fault, number, RegExp]>([
    [{ kind: 'status', status: 529 }, 529, /^{"type":"error","error":{"type":"overloaded_error"/],
    [{ kind: 'status', status: 429 }, 429, /"type":"rate_limit_error"/],
    [{ kind: 'status', status: 500 }, 500, /"type":"api_error"/],
    [{ kind: 'status', status: 503, body: { a: 1 } }, 503, /^{"a":1}$/],
    [{ kind: 'error-200' }, 200, /^{"type":"error","error":{"type":"api_error"/],
    [{ kind: 'invalid-json' }, 200, /^{"id":"msg_cut".*undefined}$/],
    [{ kind: 'json-for-stream' }, 200, /"type":"message"/],
  ])('answers as %j says', async (fault, status, text) => {
    endpoint.set({ fault })
    const answer = await ask({ stream: true })
    expect(answer.status).toBe(status)
    expect(answer.headers.get('anthropic-organization-id')).not.toBeNull()
    expect(await answer.text()).toMatch(text)
  })

  it.each<[StreamFault, RegExp]>([
    [{ kind: 'no-done' }, /event: message_delta\n[^\n]*\n\n$/],
    [
      { kind: 'error-event', afterContentEvents: 1 },
      /"text":"Hello"}}\n\nevent: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}\n\n$/,
    ],
    [{ kind: 'oversized-event', bytes: 50_000 }, /"text_delta","text":"x{50000}"}}\n\n[\s\S]*message_stop/],
    [{ kind: 'malformed-event' }, /"text_delta","text":"\n\n[\s\S]*message_stop/],
    [{ kind: 'half-event' }, /" from"}}\n\nevent: content_block_delta\ndata: [^\n]*$/],
  ])('streams as %j says', async (fault, text) => {
    endpoint.set({ fault })
    expect(await (await ask({ stream: true })).text()).toMatch(text)
  })

  it.each<[StreamFault, RegExp]>([
    [{ kind: 'stall', pings: true }, /event: ping\n[^\n]*\n\nevent: ping\n[^\n]*\n\n$/],
    [{ kind: 'drip', everyMs: 1 }, /"text_delta","text":"x{20,}$/],
    [{ kind: 'never-ending', everyMs: 0 }, /(event: content_block_delta\n[^\n]*" more"}}\n\n){20}/],
  ])('goes on as %j says until the caller leaves', async (fault, expected) => {
    endpoint.set({ fault })
    const decoder = new TextDecoder()
    let text = ''
    for await (const piece of (await ask({ stream: true })).body ?? []) {
      text += decoder.decode(piece, { stream: true })
      if (expected.test(text)) break
    }
    expect(text).toMatch(expected)
    await vi.waitFor(() => expect(endpoint.requests[0]?.aborted).toBe(true))
  })
})
