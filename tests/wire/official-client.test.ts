import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { callsOf } from './support/calls-of'
import { createClient } from './support/create-client'
import { itWhereTold } from './support/it-where-told'
import { type Stand, startStand } from './support/start-stand'

const model = 'gpt-4.1'
const messages = [{ role: 'user' as const, content: 'Xin chào' }]
const greeting = 'Hello from sin (ap-southeast-1). You said: Xin chào'
const defaultHeaders = { 'x-vercel-ip-country': 'VN' }

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

let stand: Stand
beforeAll(async () => {
  stand = await startStand({ endpoints: ['sin'] })
})
beforeEach(() => stand.world.reset())
afterAll(() => stand.close())

function sentUpstream(): unknown[] {
  return callsOf(stand.world.endpoint('sin')).map(({ bodyText }) => JSON.parse(bodyText))
}

async function collect<Item>(source: AsyncIterable<Item>): Promise<Item[]> {
  const items: Item[] = []
  for await (const item of source) items.push(item)
  return items
}

describe.each(['/v1', '/api/v1'])('the official client with its base URL at %s', path => {
  const client = () => createClient(stand.gateway, { path, defaultHeaders })

  it('gets a plain answer, whose request id is ours', async () => {
    const { data, response, request_id } = await client()
      .chat.completions.create({ model, messages })
      .withResponse()
    expect(data.choices[0]?.message.content).toBe(greeting)
    expect(data.choices[0]?.finish_reason).toBe('stop')
    expect(data.usage?.total_tokens).toBe(15)
    expect(request_id).toBe(response.headers.get('x-request-id'))
    expect(request_id).toMatch(/^[\w-]{36}$/)
    expect(response.headers.get('x-endpoint-used')).toBe('sin')
  })

  it('streams the same text', async () => {
    const stream = await client().chat.completions.create({ model, messages, stream: true })
    const chunks = await collect(stream)
    expect(chunks.map(chunk => chunk.choices[0]?.delta.content ?? '').join('')).toBe(greeting)
    expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('stop')
    expect(chunks.every(chunk => chunk.usage === undefined)).toBe(true)
  })

  it('gets the usage at the end of a stream where it asks for it', async () => {
    const stream = await client().chat.completions.create({
      model,
      messages,
      stream: true,
      stream_options: { include_usage: true },
    })
    const last = (await collect(stream)).at(-1)
    expect(last?.choices).toEqual([])
    expect(last?.usage).toMatchObject({ prompt_tokens: 2, completion_tokens: 13, total_tokens: 15 })
  })

  it('lists the models and retrieves one', async () => {
    const page = await client().models.list()
    expect(page.data.map(({ id }) => id)).toEqual([
      'gpt-3.5-turbo-instruct',
      'gpt-4.1',
      'gpt-4.1-mini',
      'gpt-4o-mini',
      'o4-mini',
      'text-embedding-3-small',
    ])
    expect(await client().models.retrieve(model)).toMatchObject({ id: model, object: 'model' })
  })
})

describe('the official client', () => {
  const client = () => createClient(stand.gateway, { defaultHeaders })

  it('gets a tool call', async () => {
    const answer = await client().chat.completions.create({ model, messages, tools: [weather] })
    const call = answer.choices[0]?.message.tool_calls?.[0]
    expect(answer.choices[0]?.finish_reason).toBe('tool_calls')
    expect(call).toMatchObject({
      type: 'function',
      function: { name: 'weather', arguments: '{"city":"text","unit":"celsius"}' },
    })
  })

  it('assembles the arguments of a streamed tool call', async () => {
    const runner = client().chat.completions.stream({ model, messages, tools: [weather] })
    const call = (await runner.finalChatCompletion()).choices[0]?.message.tool_calls?.[0]
    expect(call).toMatchObject({
      function: { name: 'weather', arguments: '{"city":"text","unit":"celsius"}' },
    })
  })

  it('sends a tool result back', async () => {
    const call = { id: 'call_1', type: 'function' as const, function: { name: 'weather', arguments: '{}' } }
    const answer = await client().chat.completions.create({
      model,
      tools: [weather],
      messages: [
        ...messages,
        { role: 'assistant', tool_calls: [call] },
        { role: 'tool', tool_call_id: 'call_1', content: '31 °C' },
      ],
    })
    expect(answer.choices[0]?.finish_reason).toBe('stop')
  })

  it('sends image parts, which reach the endpoint as they are', async () => {
    const content = [
      { type: 'text' as const, text: 'What is this?' },
      { type: 'image_url' as const, image_url: { url: 'data:image/png;base64,iVBORw0KGgo=', detail: 'low' } },
    ] as const
    await client().chat.completions.create({ model, messages: [{ role: 'user', content: [...content] }] })
    expect(sentUpstream()).toEqual([{ model: 'gpt-4-1-prod', messages: [{ role: 'user', content }] }])
  })

  it('gets three choices', async () => {
    const answer = await client().chat.completions.create({ model, messages, n: 3 })
    expect(answer.choices.map(({ index }) => index)).toEqual([0, 1, 2])
    const stream = await client().chat.completions.create({ model, messages, n: 3, stream: true })
    const ended = (await collect(stream)).flatMap(chunk => chunk.choices.filter(each => each.finish_reason))
    expect(ended.map(({ index }) => index)).toEqual([0, 1, 2])
  })

  it('gets log probabilities', async () => {
    const answer = await client().chat.completions.create({
      model,
      messages,
      logprobs: true,
      top_logprobs: 2,
    })
    expect(answer.choices[0]?.logprobs?.content?.[0]).toMatchObject({ token: 'Hello', logprob: -0.1 })
    expect(answer.choices[0]?.logprobs?.content?.[0]?.top_logprobs).toHaveLength(2)
  })

  it('gets JSON, free and by a schema', async () => {
    const free = await client().chat.completions.create({
      model,
      messages,
      response_format: { type: 'json_object' },
    })
    expect(JSON.parse(free.choices[0]?.message.content ?? '')).toMatchObject({ endpoint: 'sin' })
    const schema = { name: 'weather', schema: weather.function.parameters }
    const bound = await client().chat.completions.parse({
      model,
      messages,
      response_format: { type: 'json_schema', json_schema: schema },
    })
    expect(bound.choices[0]?.message.parsed).toEqual({ city: 'text', unit: 'celsius' })
  })

  it('sends fields that we do not know', async () => {
    const extra = { reasoning_effort: 'low' as const, yet_to_be_invented: { deep: [1, null, 'é'] } }
    await client().chat.completions.create({ model, messages, ...extra })
    expect(sentUpstream()).toEqual([{ model: 'gpt-4-1-prod', messages, ...extra }])
  })

  itWhereTold('silent-hang-ups')(
    'aborts a plain call, and the endpoint learns of it within a second',
    async () => {
      const sin = stand.world.endpoint('sin')
      sin.set({ delayMs: 20_000 })
      const controller = new AbortController()
      const call = client().chat.completions.create({ model, messages }, { signal: controller.signal })
      await vi.waitFor(() => expect(sentUpstream()).toHaveLength(1))
      controller.abort()
      await expect(call).rejects.toThrow('Request was aborted')
      await vi.waitFor(() => expect(callsOf(sin)[0]?.aborted).toBe(true), { timeout: 1000, interval: 10 })
    },
  )

  it('aborts a stream, and the endpoint learns of it within a second', async () => {
    const sin = stand.world.endpoint('sin')
    sin.set({ words: 200, tokensPerSecond: 20 })
    const controller = new AbortController()
    const stream = await client().chat.completions.create(
      { model, messages, stream: true },
      { signal: controller.signal },
    )
    for await (const chunk of stream) if (chunk.choices[0]?.delta.content) controller.abort()
    await vi.waitFor(() => expect(callsOf(sin)[0]?.aborted).toBe(true), { timeout: 1000, interval: 10 })
  })
})
