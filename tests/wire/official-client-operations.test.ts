import OpenAI from 'openai'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { collect } from '../world/collect'
import { callsOf } from './support/calls-of'
import { createClient } from './support/create-client'
import { type Stand, startStand } from './support/start-stand'

const model = 'gpt-4.1'
const said = 'Hello from sin (ap-southeast-1). You said: Xin chào'
const defaultHeaders = { 'x-vercel-ip-country': 'VN', 'cache-control': 'no-store' }

let stand: Stand
beforeAll(async () => {
  stand = await startStand({ endpoints: ['sin'] })
})
beforeEach(() => stand.world.reset())
afterAll(() => stand.close())

const failing = (call: Promise<unknown>) =>
  call.then(() => expect.fail('It did not fail.')).catch(error => error)

const weather = {
  type: 'function' as const,
  name: 'weather',
  strict: false,
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
}

describe.each(['/v1', '/api/v1'])('the official client with its base URL at %s', path => {
  const client = () => createClient(stand.gateway, { path, defaultHeaders })

  it('gets a completion of the old kind', async () => {
    const { data, request_id } = await client()
      .completions.create({ model, prompt: 'Xin chào' })
      .withResponse()
    expect(data).toMatchObject({
      object: 'text_completion',
      choices: [{ text: said, finish_reason: 'stop' }],
    })
    expect(data.usage?.total_tokens).toBe(15)
    expect(request_id).toMatch(/^[\w-]{36}$/)
  })

  it('streams a completion of the old kind, with its usage where it asks for it', async () => {
    const prompt = { model, prompt: 'Xin chào', stream: true } as const
    const bare = await collect(await client().completions.create(prompt))
    expect(bare.map(({ choices }) => choices[0]?.text).join('')).toBe(said)
    expect(bare.every(({ usage }) => usage === undefined)).toBe(true)
    const options = { include_usage: true }
    const told = await collect(await client().completions.create({ ...prompt, stream_options: options }))
    expect(told.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: 15 } })
  })

  it('gets embeddings, of one text and of several, also where it reads them from base64', async () => {
    const input = ['Xin chào', 'Tạm biệt']
    const { data, usage } = await client().embeddings.create({ model, input, dimensions: 64 })
    expect(data.map(({ index, embedding }) => [index, embedding.length])).toEqual([
      [0, 64],
      [1, 64],
    ])
    expect(usage).toMatchObject({ prompt_tokens: 4, total_tokens: 4 })
    const [first] = data
    const plain = await client().embeddings.create({
      model,
      input: 'Xin chào',
      dimensions: 64,
      encoding_format: 'float',
    })
    expect(plain.data[0]?.embedding[0]).toBeCloseTo(first?.embedding[0] ?? 0, 6)
  })

  it('gets a response', async () => {
    const { data, request_id } = await client().responses.create({ model, input: 'Xin chào' }).withResponse()
    expect([data.output_text, data.status]).toEqual([said, 'completed'])
    expect(data.usage).toMatchObject({ input_tokens: 2, output_tokens: 13 })
    expect(request_id).toMatch(/^[\w-]{36}$/)
  })

  it('streams a response, whose events are numbered and end with the whole of it', async () => {
    const events = await collect(await client().responses.create({ model, input: 'Xin chào', stream: true }))
    expect(events.map(({ sequence_number }) => sequence_number)).toEqual(events.map((_, index) => index))
    const deltas = events.flatMap(each => (each.type === 'response.output_text.delta' ? each.delta : []))
    expect(deltas.join('')).toBe(said)
    expect(events[0]).toMatchObject({ type: 'response.created' })
    expect(events.at(-1)).toMatchObject({ type: 'response.completed', response: { status: 'completed' } })
  })
})

describe('the official client', () => {
  const client = () => createClient(stand.gateway, { defaultHeaders })

  it('has a function called, brings its result, and is answered', async () => {
    const first = await client().responses.create({ model, input: 'Trời thế nào?', tools: [weather] })
    const call = first.output.find(({ type }) => type === 'function_call')
    if (call?.type !== 'function_call') return expect.fail('No function was called.')
    expect([call.name, JSON.parse(call.arguments)]).toEqual(['weather', { city: 'text' }])
    const result = { type: 'function_call_output', call_id: call.call_id, output: '31 °C' } as const
    const second = await client().responses.create({
      model,
      previous_response_id: first.id,
      input: [result],
      tools: [weather],
    })
    expect([second.status, second.previous_response_id]).toEqual(['completed', first.id])
    expect(second.output.map(({ type }) => type)).toEqual(['message'])
  })

  it('sends items of every kind', async () => {
    const result = { type: 'function_call_output', call_id: 'call_1', output: '31 °C' } as const
    const { status } = await client().responses.create({
      model,
      store: false,
      input: [
        { role: 'user', content: [{ type: 'input_text', text: 'Trời thế nào?' }] },
        { type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: 'Hm.' }] },
        { type: 'function_call', call_id: 'call_1', name: 'weather', arguments: '{}' },
        result,
      ],
    })
    expect(status).toBe('completed')
  })

  it('assembles a streamed function call', async () => {
    const runner = client().responses.stream({ model, input: 'Trời thế nào?', tools: [weather] })
    const { output } = await runner.finalResponse()
    expect(output).toMatchObject([{ type: 'function_call', name: 'weather', arguments: '{"city":"text"}' }])
  })

  it('continues a response, plain or streamed, which then knows what was said', async () => {
    const first = await client().responses.create({ model, input: 'Tôi tên là An.', stream: true })
    const last = (await collect(first)).at(-1)
    if (last?.type !== 'response.completed') return expect.fail('The stream has no end.')
    const { id } = last.response
    const second = await client().responses.create({ model, input: 'Xin chào', previous_response_id: id })
    expect(second.output_text).toBe(said)
    // The earlier turns are counted as well.
    expect(second.usage?.input_tokens).toBeGreaterThan(10)
    const third = client().responses.stream({ model, input: 'Xin chào', previous_response_id: second.id })
    expect((await third.finalResponse()).previous_response_id).toBe(second.id)
  })

  it('gets what it asks for in JSON, by a schema', async () => {
    const { parameters: schema } = weather
    const text = { format: { type: 'json_schema' as const, name: 'weather', schema } }
    const { output_text } = await client().responses.create({ model, input: 'Xin chào', text })
    expect(JSON.parse(output_text)).toEqual({ city: 'text' })
  })

  it('sends fields of a response that we do not know', async () => {
    const asked = {
      model,
      input: [{ role: 'user' as const, content: 'Hi' }],
      include: [],
      prompt_cache_key: 'k',
    }
    await client().responses.create({ ...asked, truncation: 'auto' })
    const [call] = callsOf(stand.world.endpoint('sin'))
    expect(JSON.parse(call?.bodyText ?? '')).toEqual({ ...asked, truncation: 'auto', model: 'gpt-4-1-prod' })
  })

  it('raises an error of the API where a response is cut off in its midst, after the text that came', async () => {
    stand.world.endpoint('sin').set({ fault: { kind: 'cut', how: 'clean-end', afterContentEvents: 3 } })
    const stream = await client().responses.create({ model, input: 'Xin chào', stream: true })
    const texts: string[] = []
    const reading = async () => {
      for await (const event of stream)
        if (event.type === 'response.output_text.delta') texts.push(event.delta)
    }
    const error = await failing(reading())
    expect(texts.join('')).toBe('Hello from sin')
    expect(error).toBeInstanceOf(OpenAI.APIError)
    expect(error).toMatchObject({ code: 'upstream_stream_truncated', type: 'server_error' })
    await expect(client().responses.stream({ model, input: 'Xin chào' }).finalResponse()).rejects.toThrow(
      OpenAI.APIError,
    )
  })

  it.each<[string, () => Promise<unknown>, string]>([
    [
      'completions',
      () => client().completions.create({ model, prompt: 'Hi', temperature: 3 }),
      'temperature',
    ],
    ['embeddings', () => client().embeddings.create({ model, input: [] }), 'input'],
    ['responses', () => client().responses.create({ model, input: 'Hi', background: true }), 'background'],
  ])('raises BadRequestError with the field that is wrong: %s', async (_, call, param) => {
    const error = await failing(call())
    expect(error).toBeInstanceOf(OpenAI.BadRequestError)
    expect(error).toMatchObject({ status: 400, code: 'invalid_request', param })
    expect(callsOf(stand.world.endpoint('sin'))).toEqual([])
  })
})
