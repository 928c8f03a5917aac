import OpenAI from 'openai'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { collect } from './collect'
import { type Endpoint, startEndpoint } from './start-endpoint'

const apiKey = 'sk-test-0123456789abcd'
const model = 'gpt-4.1'
const messages = [{ role: 'user' as const, content: 'Xin chào' }]
const greeting = 'Hello from sin (ap-southeast-1). You said: Xin chào'

let endpoint: Endpoint
let client: OpenAI

beforeAll(async () => {
  const models = [model, 'text-embedding-3-small', 'gpt-3.5-turbo-instruct']
  endpoint = await startEndpoint({ id: 'sin', region: 'ap-southeast-1', models, apiKey })
  client = new OpenAI({ baseURL: endpoint.url, apiKey, maxRetries: 0 })
})
beforeEach(() => endpoint.reset())
afterAll(() => endpoint.close())

const weather = {
  type: 'function' as const,
  function: {
    name: 'weather',
    parameters: {
      type: 'object',
      properties: { city: { type: 'string' }, unit: { enum: ['celsius', 'fahrenheit'] } },
      required: ['city', 'unit'],
    },
  },
}

describe('an endpoint, to the official client', () => {
  it('answers plainly, naming itself', async () => {
    const answer = await client.chat.completions.create({ model, messages })
    expect(answer.choices[0]?.message).toEqual({
      role: 'assistant',
      content: greeting,
      refusal: null,
      annotations: [],
    })
    expect(answer).toMatchObject({ model, object: 'chat.completion', service_tier: 'default' })
    expect(answer.id).toMatch(/^chatcmpl-[A-Za-z0-9]{29}$/)
    expect(answer.usage).toMatchObject({ prompt_tokens: 2, completion_tokens: 13, total_tokens: 15 })
    expect(answer._request_id).toMatch(/^req_/)
  })

  it('streams the same text with the usage last', async () => {
    const stream = await client.chat.completions.create({
      model,
      messages,
      stream: true,
      stream_options: { include_usage: true },
    })
    const chunks = await collect(stream)
    expect(chunks[0]?.choices[0]?.delta).toEqual({ role: 'assistant', content: '', refusal: null })
    expect(chunks.map(chunk => chunk.choices[0]?.delta.content ?? '').join('')).toBe(greeting)
    expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe('stop')
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: 15 } })
    expect(chunks.slice(0, -1).every(chunk => chunk.usage === null)).toBe(true)
  })

  it('calls a tool with arguments that fit its schema, streamed as plain', async () => {
    const request = { model, messages, tools: [weather] }
    const plain = await client.chat.completions.create(request)
    const streamed = await client.chat.completions.stream(request).finalChatCompletion()
    for (const { choices } of [plain, streamed]) {
      expect(choices[0]?.finish_reason).toBe('tool_calls')
      expect(choices[0]?.message.tool_calls?.[0]).toMatchObject({
        type: 'function',
        function: { name: 'weather', arguments: '{"city":"text","unit":"celsius"}' },
      })
    }
  })

  it('answers in words once the tool has told its result', async () => {
    const call = { id: 'call_1', type: 'function' as const, function: { name: 'weather', arguments: '{}' } }
    const answer = await client.chat.completions.create({
      model,
      tools: [weather],
      messages: [
        ...messages,
        { role: 'assistant', tool_calls: [call] },
        { role: 'tool', tool_call_id: 'call_1', content: '31 degrees' },
      ],
    })
    expect(answer.choices[0]?.message.content).toBe(greeting)
  })

  it('answers JSON that satisfies a schema', async () => {
    const schema = {
      type: 'object',
      properties: {
        name: { $ref: '#/$defs/name' },
        age: { type: 'integer', minimum: 18 },
        tags: { type: 'array', minItems: 1, items: { type: ['string', 'null'] } },
      },
      required: ['name', 'age', 'tags'],
      $defs: { name: { type: 'string', minLength: 6 } },
    }
    const answer = await client.chat.completions.create({
      model,
      messages,
      response_format: { type: 'json_schema', json_schema: { name: 'person', schema } },
    })
    expect(JSON.parse(answer.choices[0]?.message.content ?? '')).toEqual({
      name: 'text..',
      age: 18,
      tags: ['text'],
    })
  })

  it('gives several choices with log probabilities', async () => {
    const answer = await client.chat.completions.create({
      model,
      messages,
      n: 2,
      logprobs: true,
      top_logprobs: 2,
    })
    expect(answer.choices.map(choice => choice.index)).toEqual([0, 1])
    const tokens = answer.choices[1]?.logprobs?.content ?? []
    expect(tokens.map(({ token }) => token).join('')).toBe(greeting)
    expect(tokens[0]).toMatchObject({ token: 'Hello', bytes: [...Buffer.from('Hello')] })
    expect(tokens[0]?.top_logprobs).toHaveLength(2)
  })

  it('stops at the limit of tokens and at a stop word', async () => {
    const limited = await client.chat.completions.create({ model, messages, max_completion_tokens: 2 })
    expect(limited.choices[0]).toMatchObject({ finish_reason: 'length', message: { content: 'Hello fr' } })
    const stopped = await client.chat.completions.create({ model, messages, stop: ' You' })
    expect(stopped.choices[0]).toMatchObject({
      finish_reason: 'stop',
      message: { content: 'Hello from sin (ap-southeast-1).' },
    })
  })

  it('counts an image as 85 tokens', async () => {
    const image = { type: 'image_url' as const, image_url: { url: 'https://example.com/a.png' } }
    const answer = await client.chat.completions.create({
      model,
      messages: [{ role: 'user', content: [{ type: 'text', text: 'What?' }, image] }],
    })
    expect(answer.usage?.prompt_tokens).toBe(87)
  })

  it('lists its models, and answers legacy completions', async () => {
    const models = await collect(client.models.list())
    expect(models.map(({ id }) => id)).toContain(model)
    expect((await client.models.retrieve(model)).object).toBe('model')
    const answer = await client.completions.create({ model: 'gpt-3.5-turbo-instruct', prompt: 'Xin chào' })
    expect(answer.choices[0]).toMatchObject({ text: greeting, finish_reason: 'stop' })
  })

  it('embeds the same text as the same unit vector, in both encodings', async () => {
    const request = { model: 'text-embedding-3-small', input: ['one', 'two'], dimensions: 48 }
    const float = await client.embeddings.create({ ...request, encoding_format: 'float' })
    const base64 = await client.embeddings.create(request)
    expect(base64.data).toEqual(float.data)
    const vector = float.data[1]?.embedding ?? []
    expect(vector).toHaveLength(48)
    expect(Math.hypot(...vector)).toBeCloseTo(1, 5)
  })
})

describe('the errors of an endpoint', () => {
  it('refuses another key, quoting its end only', async () => {
    const stranger = new OpenAI({ baseURL: endpoint.url, apiKey: 'sk-wrong-9876', maxRetries: 0 })
    const failure = stranger.chat.completions.create({ model, messages })
    await expect(failure).rejects.toMatchObject({ status: 401, code: 'invalid_api_key' })
    await expect(failure).rejects.toThrow('****9876')
  })

  it('does not know other models', async () => {
    const failure = client.chat.completions.create({ model: 'gpt-9', messages })
    await expect(failure).rejects.toMatchObject({ status: 404, code: 'model_not_found' })
  })

  it('names the field that is missing', async () => {
    const headers = { authorization: `Bearer ${apiKey}` }
    const body = JSON.stringify({ model })
    const answer = await fetch(`${endpoint.url}/chat/completions`, { method: 'POST', headers, body })
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ error: { param: 'messages' } })
  })

  it('tells a wrong method from an unknown path', async () => {
    const headers = { 'api-key': apiKey }
    const method = await fetch(`${endpoint.url}/chat/completions`, { headers })
    expect([method.status, method.headers.get('allow')]).toEqual([405, 'POST'])
    expect((await fetch(`${endpoint.url}/nothing`, { headers })).status).toBe(404)
  })
})
