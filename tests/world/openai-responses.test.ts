import OpenAI from 'openai'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { collect } from './collect'
import { type Endpoint, startEndpoint } from './start-endpoint'

const apiKey = 'sk-test-0123456789abcd'
const model = 'gpt-4.1'
const input = 'Xin chào'
const greeting = 'Hello from sin (ap-southeast-1). You said: Xin chào'

const weather = {
  type: 'function' as const,
  name: 'weather',
  strict: false,
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
}

let endpoint: Endpoint
let client: OpenAI

beforeAll(async () => {
  endpoint = await startEndpoint({ id: 'sin', region: 'ap-southeast-1', models: [model], apiKey })
  client = new OpenAI({ baseURL: endpoint.url, apiKey, maxRetries: 0 })
})
beforeEach(() => endpoint.reset())
afterAll(() => endpoint.close())

describe('a response, to the official client', () => {
  it('is given whole, with all its fields', async () => {
    const { _request_id, ...answer } = await client.responses.create({ model, input, metadata: { a: 'b' } })
    expect(_request_id).toMatch(/^req_/)
    expect(answer).toEqual({
      id: expect.stringMatching(/^resp_[A-Za-z0-9]{48}$/),
      object: 'response',
      created_at: expect.any(Number),
      status: 'completed',
      background: false,
      completed_at: expect.any(Number),
      error: null,
      incomplete_details: null,
      instructions: null,
      max_output_tokens: null,
      max_tool_calls: null,
      model,
      output: [
        {
          id: expect.stringMatching(/^msg_/),
          type: 'message',
          status: 'completed',
          content: [{ type: 'output_text', annotations: [], logprobs: [], text: greeting }],
          role: 'assistant',
        },
      ],
      output_text: greeting,
      parallel_tool_calls: true,
      previous_response_id: null,
      prompt_cache_key: null,
      reasoning: { effort: null, summary: null },
      safety_identifier: null,
      service_tier: 'default',
      store: true,
      temperature: 1,
      text: { format: { type: 'text' }, verbosity: 'medium' },
      tool_choice: 'auto',
      tools: [],
      top_logprobs: 0,
      top_p: 1,
      truncation: 'disabled',
      usage: {
        input_tokens: 2,
        input_tokens_details: { cached_tokens: 0 },
        output_tokens: 13,
        output_tokens_details: { reasoning_tokens: 0 },
        total_tokens: 15,
      },
      user: null,
      metadata: { a: 'b' },
    })
  })

  it('is streamed in numbered events, the last of which bears it whole', async () => {
    const events = await collect(await client.responses.create({ model, input, stream: true }))
    const deltas = Array.from({ length: 8 }, () => 'response.output_text.delta')
    expect(events.map(({ type }) => type)).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.content_part.added',
      ...deltas,
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.completed',
    ])
    expect(events.map(event => event.sequence_number)).toEqual(events.map((_, index) => index))
    expect(events[0]).toMatchObject({ response: { status: 'in_progress', output: [], usage: null } })
    expect(events.at(-1)).toMatchObject({
      response: { status: 'completed', usage: { total_tokens: 15 }, output: [{ status: 'completed' }] },
    })
  })

  it('is put together from its stream', async () => {
    const whole = await client.responses.stream({ model, input }).finalResponse()
    expect(whole.output_text).toBe(greeting)
  })

  it('calls a function, streamed as plain', async () => {
    const request = { model, input, tools: [weather] }
    const plain = await client.responses.create(request)
    const streamed = await client.responses.stream(request).finalResponse()
    for (const { output, status } of [plain, streamed]) {
      expect(status).toBe('completed')
      expect(output[0]).toMatchObject({
        id: expect.stringMatching(/^fc_/),
        type: 'function_call',
        call_id: expect.stringMatching(/^call_/),
        name: 'weather',
        arguments: '{"city":"text"}',
      })
    }
    const events = await collect(await client.responses.create({ ...request, stream: true }))
    expect(events.map(({ type }) => type)).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.function_call_arguments.delta',
      'response.function_call_arguments.delta',
      'response.function_call_arguments.done',
      'response.output_item.done',
      'response.completed',
    ])
  })

  it('is incomplete at the limit of tokens', async () => {
    endpoint.set({ words: 40 })
    const request = { model, input, max_output_tokens: 16 }
    const plain = await client.responses.create(request)
    expect(plain).toMatchObject({
      status: 'incomplete',
      incomplete_details: { reason: 'max_output_tokens' },
      output: [{ status: 'incomplete' }],
      usage: { output_tokens: 16 },
    })
    const events = await collect(await client.responses.create({ ...request, stream: true }))
    expect(events.at(-1)).toMatchObject({ type: 'response.incomplete', response: { status: 'incomplete' } })
  })

  it('satisfies a schema', async () => {
    const schema = { type: 'object', properties: { age: { type: 'integer' } }, required: ['age'] }
    const text = { format: { type: 'json_schema' as const, name: 'person', schema } }
    expect((await client.responses.create({ model, input, text })).output_text).toBe('{"age":1}')
  })

  it('counts every kind of item', async () => {
    const image = { type: 'input_image' as const, detail: 'low' as const, image_url: 'https://example.com/a' }
    const { usage } = await client.responses.create({
      model,
      instructions: 'Four',
      input: [
        { role: 'developer', content: 'Four' },
        { role: 'user', content: [{ type: 'input_text', text: 'Four' }, image] },
        { type: 'function_call', call_id: 'c', name: 'Fo', arguments: '{}' },
        { type: 'function_call_output', call_id: 'c', output: 'Four' },
      ],
    })
    expect(usage?.input_tokens).toBe(5 + 85)
  })
})

describe('the refusals of a response', () => {
  it.each([
    [{ model }, 'input', 'missing_required_parameter'],
    [{ model, input, max_output_tokens: 4 }, 'max_output_tokens', 'invalid_value'],
    [{ model, input: [{ role: 'user', content: [{ type: 'text', text: 'a' }] }] }, 'input', 'invalid_value'],
    [{ model: 'gpt-9', input }, null, 'model_not_found'],
  ])('%j', async (request, param, code) => {
    const headers = { authorization: `Bearer ${apiKey}` }
    const answer = await fetch(`${endpoint.url}/responses`, {
      method: 'POST',
      headers,
      body: JSON.stringify(request),
    })
    expect(answer.status).toBe(code === 'model_not_found' ? 404 : 400)
    expect(await answer.json()).toMatchObject({ error: { type: 'invalid_request_error', param, code } })
  })
})

describe('a response that continues another', () => {
  it('counts the earlier turns, without their instructions', async () => {
    const first = await client.responses.create({ model, input, instructions: 'Be brief', stream: false })
    const next = { model, input, previous_response_id: first.id }
    const second = await client.responses.create(next)
    expect(second).toMatchObject({ previous_response_id: first.id, usage: { input_tokens: 2 + 13 + 2 } })
    const third = await client.responses.create({ ...next, previous_response_id: second.id })
    expect(third.usage?.input_tokens).toBe(17 + 13 + 2)
  })

  it('brings the result of a function that was called', async () => {
    const called = await client.responses.create({ model, input, tools: [weather] })
    const call = called.output[0]
    const callId = call?.type === 'function_call' ? call.call_id : ''
    const result = { type: 'function_call_output' as const, call_id: callId, output: '31 degrees' }
    const request = { model, input: [result], tools: [weather] }
    const answer = await client.responses.create({ ...request, previous_response_id: called.id })
    expect(answer.output[0]?.type).toBe('message')
    await expect(client.responses.create(request)).rejects.toMatchObject({ status: 400, param: 'input' })
  })

  it('is refused where the other is unknown, was not stored, or is of another endpoint', async () => {
    const other = await startEndpoint({ id: 'fra', region: 'eu-central-1' })
    const elsewhere = new OpenAI({ baseURL: other.url, apiKey, maxRetries: 0 })
    const { id: theirs } = await elsewhere.responses.create({ model, input })
    const { id: forgotten } = await client.responses.create({ model, input, store: false })
    await other.close()
    expect([...endpoint.responses.keys()]).toEqual([])
    for (const id of ['resp_x', theirs, forgotten]) {
      const failure = client.responses.create({ model, input, previous_response_id: id })
      await expect(failure).rejects.toMatchObject({
        status: 400,
        error: {
          message: `Previous response with id '${id}' not found.`,
          type: 'invalid_request_error',
          param: 'previous_response_id',
          code: 'previous_response_not_found',
        },
      })
    }
  })
})

describe('faults of a response', () => {
  const read = async () => {
    const headers = { authorization: `Bearer ${apiKey}` }
    const body = JSON.stringify({ model, input, stream: true })
    return (await fetch(`${endpoint.url}/responses`, { method: 'POST', headers, body })).text()
  }

  it('ends without [DONE], and without its last event where the fault says so', async () => {
    const whole = await read()
    expect(whole).toMatch(/event: response\.completed\ndata: [^\n]*\n\n$/)
    expect(whole).not.toContain('[DONE]')
    endpoint.set({ fault: { kind: 'no-done' } })
    expect(await read()).toMatch(/event: response\.output_item\.done\ndata: [^\n]*\n\n$/)
  })

  it('fails in an event of its own', async () => {
    endpoint.set({ fault: { kind: 'error-event', afterContentEvents: 2 } })
    const events = await collect(await client.responses.create({ model, input, stream: true }))
    expect(events.at(-1)).toEqual({
      type: 'error',
      code: 'server_error',
      message: 'The server had an error while processing your request. Sorry about that!',
      param: null,
      sequence_number: 6,
    })
  })

  it('adds events of its own shape', async () => {
    endpoint.set({ fault: { kind: 'oversized-event', bytes: 50_000 } })
    expect(await read()).toMatch(/event: response\.output_text\.delta\ndata: [^\n]*"delta":"x{50000}"/)
    endpoint.set({ fault: { kind: 'malformed-event' } })
    expect(await read()).toMatch(/event: response\.output_text\.delta\ndata: [^\n]*"delta":"\n\n/)
    endpoint.set({ fault: { kind: 'invalid-json' } })
    expect(await read()).toContain('{"id":"resp_cut"')
  })
})
