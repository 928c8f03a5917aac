import type Anthropic from '@anthropic-ai/sdk'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { collect } from '../world/collect'
import { callsOf } from './support/calls-of'
import { createAnthropicClient } from './support/create-anthropic-client'
import { type Access, startAccess } from './support/start-access'

const model = 'gpt-4.1'
const messages = [{ role: 'user' as const, content: 'Xin chào' }]
const usual = { model, max_tokens: 2000, messages }
const said = 'Hello from sin (ap-southeast-1). You said: Xin chào'
const page = 'https://app.example'

let access: Access
let key = ''
beforeAll(async () => {
  access = await startAccess({ environment: { CORS_ORIGINS: page } })
  key = (await access.makeKey('warm')).key
})
beforeEach(() => access.world.endpoint('sin').reset())
afterAll(() => access.close())

const sin = () => access.world.endpoint('sin')
const gateway = () => access.gateways[0] ?? expect.fail()
let edges = 0

function client(options: Parameters<typeof createAnthropicClient>[1] = {}): Anthropic {
  const defaultHeaders = { 'x-vercel-ip-country': 'VN', 'x-vercel-id': `a${++edges}::id` }
  return createAnthropicClient(gateway(), { apiKey: key, defaultHeaders, ...options })
}

const weather = {
  name: 'weather',
  input_schema: { type: 'object' as const, properties: { city: { type: 'string' } }, required: ['city'] },
}
const thinking = { type: 'enabled' as const, budget_tokens: 1024 }

describe.each(['', '/api'])("Anthropic's client with its base URL at %s/", path => {
  it('gets a message, whose request id is ours', async () => {
    const { data, response, request_id } = await client({ path }).messages.create(usual).withResponse()
    expect(data.content).toEqual([{ type: 'text', text: said }])
    expect(data).toMatchObject({ type: 'message', role: 'assistant', stop_reason: 'end_turn' })
    expect(data.usage).toMatchObject({ input_tokens: 2, output_tokens: 13 })
    expect(request_id).toBe(response.headers.get('x-request-id'))
    expect(request_id).toMatch(/^[\w-]{36}$/)
  })

  it('streams one', async () => {
    const stream = client({ path }).messages.stream(usual)
    const texts: string[] = []
    stream.on('text', text => texts.push(text))
    const message = await stream.finalMessage()
    expect(texts.join('')).toBe(said)
    expect(texts.length).toBeGreaterThan(5)
    expect(message.content).toEqual([{ type: 'text', text: said }])
    expect(message.usage).toMatchObject({ input_tokens: 2, output_tokens: 13 })
  })

  it('lists the models and retrieves one', async () => {
    const { data, has_more } = await client({ path }).models.list()
    expect(has_more).toBe(false)
    expect(data.map(({ id }) => id)).toContain(model)
    expect(await collect(client({ path }).models.list())).toEqual(data)
    expect(await client({ path }).models.retrieve(model)).toMatchObject({ type: 'model', id: model })
  })
})

describe("Anthropic's client", () => {
  it('has a tool used, brings its result, and is answered', async () => {
    const asked = { ...usual, tools: [weather] }
    const first = await client().messages.create(asked)
    const [use] = first.content
    if (use?.type !== 'tool_use') return expect.fail('No tool was used.')
    expect([first.stop_reason, use.name, use.input]).toEqual(['tool_use', 'weather', { city: 'text' }])
    const result = { type: 'tool_result' as const, tool_use_id: use.id, content: '31 °C' }
    const second = await client().messages.create({
      ...asked,
      messages: [
        ...messages,
        { role: 'assistant', content: first.content },
        { role: 'user', content: [result] },
      ],
    })
    expect([second.stop_reason, second.content[0]?.type]).toEqual(['end_turn', 'text'])
  })

  it('assembles the input of a tool that is streamed', async () => {
    const message = await client()
      .messages.stream({ ...usual, tools: [weather] })
      .finalMessage()
    expect(message.stop_reason).toBe('tool_use')
    expect(message.content).toMatchObject([{ type: 'tool_use', name: 'weather', input: { city: 'text' } }])
  })

  it.each([
    ['plain', undefined, { temperature: 1 }],
    ['streamed', undefined, { temperature: 1 }],
    ['from a plain one that was kept', 'plain', { temperature: 0 }],
    ['from a stream that was kept', 'streamed', { temperature: 0 }],
  ])('gets the thinking and its signature, and may send them back: %s', async (how, before, changes) => {
    const asked = {
      ...usual,
      thinking,
      messages: [{ role: 'user' as const, content: `Nghĩ ${how}` }],
      ...changes,
    }
    const plainly = () => client().messages.create(asked)
    const streamed = () => client().messages.stream(asked).finalMessage()
    if (before !== undefined) await (before === 'plain' ? plainly() : streamed())
    const { content } = await (how === 'plain' || before === 'streamed' ? plainly() : streamed())
    expect(content).toMatchObject([
      {
        type: 'thinking',
        thinking: 'The user is to be answered by sin.',
        signature: expect.stringMatching(/.{80}==$/),
      },
      { type: 'text', text: expect.stringContaining(`Nghĩ ${how}`) },
    ])
    expect(callsOf(sin())).toHaveLength(1)
    const next = {
      ...usual,
      thinking,
      messages: [...messages, { role: 'assistant' as const, content }, ...messages],
    }
    expect((await client().messages.create(next)).stop_reason).toBe('end_turn')
  })

  it('chooses the version of the protocol and its features, of which its endpoint learns', async () => {
    const headers = { 'anthropic-version': '2099-12-31', 'anthropic-beta': 'one-2099,two-2099' }
    await client().messages.create(usual, { headers })
    await access.sendAs(key, { path: '/v1/messages', body: usual })
    const [chosen, usually] = callsOf(sin())
    expect(chosen?.headers).toMatchObject(headers)
    expect(usually?.headers).toMatchObject({ 'anthropic-version': '2023-06-01' })
    expect(usually?.headers).not.toHaveProperty('anthropic-beta')
    expect(JSON.stringify([chosen?.headers, usually?.headers])).not.toMatch(/x-stainless|x-api-key/)
  })

  it('may be used in a page of an origin that is allowed', async () => {
    let sent = new Headers()
    const watching: typeof fetch = (url, init) => {
      sent = new Headers(init?.headers)
      return fetch(url, init)
    }
    await client({ fetch: watching, dangerouslyAllowBrowser: true, defaultHeaders: {} }).messages.create(
      usual,
    )
    // Those that a page may always send, and those that a browser writes itself.
    const free = ['accept', 'user-agent', 'content-length']
    const asked = [...sent.keys()].filter(name => !free.includes(name))
    const { headers } = await access.send({
      method: 'OPTIONS',
      path: '/v1/messages',
      headers: { origin: page, 'access-control-request-method': 'POST' },
      body: null,
    })
    const allowed = (headers.get('access-control-allow-headers') ?? '').split(', ')
    expect(asked.filter(name => !allowed.includes(name))).toEqual([])
  })
})
