import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { expectError } from './support/expect-error'
import { longChat } from './support/long-chat'
import type { Reply } from './support/send-to'
import { type ModelStand, startModels } from './support/start-models'
import { textOfTokens as text } from './support/text-of-tokens'

const window = 200
const catalogue = {
  narrow: { contextWindow: window, fallbacks: ['small', 'wide'] },
  small: { contextWindow: 100 },
  wide: { contextWindow: 100_000 },
  lonely: { contextWindow: window },
}
const plans = {
  larger: { overflow: 'larger' },
  trimming: { overflow: 'trim' },
  bounded: { overflow: 'larger', models: ['narrow', 'small'] },
}

let stand: ModelStand
beforeAll(async () => {
  stand = await startModels({
    endpoints: { us: { row: { models: ['gpt-4.1', ...Object.keys(catalogue)] } } },
    models: { catalogue },
    plans,
  })
})
beforeEach(() => stand.reset())
afterAll(() => stand.close())

const user = (tokens: number, letter?: string) => ({ role: 'user', content: text(tokens, letter) })
const assistant = (tokens: number, letter?: string) => ({ role: 'assistant', content: text(tokens, letter) })

const operations = {
  chat: { path: '/v1/chat/completions', field: 'messages' },
  completions: { path: '/v1/completions', field: 'prompt' },
  responses: { path: '/v1/responses', field: 'input' },
  messages: { path: '/v1/messages', field: 'messages' },
} as const

type Asked = {
  readonly plan?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body: object
}

const ask = (operation: keyof typeof operations, { plan = 'warm', headers, body }: Asked) =>
  stand.call(plan, {
    path: operations[operation].path,
    headers: { ...(operation === 'messages' && { 'anthropic-version': '2023-06-01' }), ...headers },
    body: { model: 'narrow', ...body },
  })

const bodies = () => stand.sent().map(({ body }) => body)

const tooLong = { status: 400, code: 'context_length_exceeded', param: 'messages' }
const usedBy = ({ status, headers }: Reply) => [
  status,
  headers.get('x-model-used'),
  headers.get('x-context-trimmed'),
]

describe('a prompt that is longer than the window', () => {
  it.each<[keyof typeof operations, object]>([
    ['chat', { messages: [user(300)] }],
    ['chat', { messages: [user(300)], stream: true }],
    ['completions', { prompt: text(300) }],
    ['completions', { prompt: Array.from({ length: 300 }, () => 1) }],
    ['responses', { input: text(300) }],
    ['responses', { input: [user(300)] }],
    ['responses', { input: 'Hi', instructions: text(300) }],
  ])('is refused in OpenAI’s words: %s', async (operation, body) => {
    const reply = await ask(operation, { body })
    expectError(reply, { ...tooLong, param: operations[operation].field })
    expect(reply.text).toContain("This model's maximum context length is 200 tokens. However, ")
    expect(reply.headers.get('x-should-retry')).toBe('false')
    expect(stand.sent()).toEqual([])
  })

  it.each([{ messages: [user(300)] }, { messages: [user(10)], system: text(300) }])(
    'is refused in Anthropic’s shape where it speaks that',
    async body => {
      const { status, json } = await ask('messages', { body: { max_tokens: 20, ...body } })
      expect(status).toBe(400)
      expect(json).toMatchObject({
        type: 'error',
        error: {
          type: 'invalid_request_error',
          message: expect.stringContaining('maximum context length is 200 tokens'),
          code: 'context_length_exceeded',
        },
      })
      expect(stand.sent()).toEqual([])
    },
  )

  it('by no more than a tenth is for the endpoint to count', async () => {
    expect(usedBy(await ask('chat', { body: { messages: [user(210)] } }))).toEqual([200, 'narrow', null])
    expectError(await ask('chat', { body: { messages: [user(220)] } }), tooLong)
  })

  it('is for the endpoint to count where it is to be embedded', async () => {
    const body = { model: 'narrow', input: [text(300), text(300)] }
    expect((await stand.call('warm', { path: '/v1/embeddings', body })).status).toBe(200)
    expect(bodies()).toEqual([body])
  })
})

describe('a plan that wants a larger model', () => {
  it.each<[keyof typeof operations, object]>([
    ['chat', { messages: [user(300)] }],
    ['chat', { messages: [user(300)], stream: true, stream_options: { include_usage: true } }],
    ['completions', { prompt: text(300) }],
    ['responses', { input: [user(300)] }],
    ['messages', { messages: [user(300)], max_tokens: 20 }],
  ])(
    'has the first fallback that is large enough answer, and nothing left out: %s',
    async (operation, body) => {
      expect(usedBy(await ask(operation, { plan: 'larger', body }))).toEqual([200, 'wide', null])
      expect(bodies()).toEqual([{ model: 'wide', ...body }])
    },
  )

  it.each<[string, Asked]>([
    ['there is none', { plan: 'larger', body: { model: 'lonely', messages: [user(300)] } }],
    ['it is not the caller’s', { plan: 'bounded', body: { messages: [user(300)] } }],
    [
      'the caller wants no other',
      { plan: 'larger', headers: { 'x-no-fallback': '1' }, body: { messages: [user(300)] } },
    ],
  ])('refuses the prompt where %s', async (_, asked) => {
    expectError(await ask('chat', asked), tooLong)
    expect(stand.sent()).toEqual([])
  })

  it('has it explained, and keeps a prompt that fits off fallbacks that it does not fit', async () => {
    const explain = async (tokens: number) =>
      (await stand.explain('larger', { body: { model: 'narrow', messages: [user(tokens)] } })).json
    const larger = { reason: 'larger-window', fallbacks: [] }
    expect(await explain(300)).toMatchObject({ model: 'wide', trimmedMessages: 0, choice: larger })
    const usual = { reason: 'asked', fallbacks: ['wide'] }
    expect(await explain(150)).toMatchObject({ model: 'narrow', trimmedMessages: 0, choice: usual })
  })
})

describe('a plan that wants prompts trimmed', () => {
  const trim = (messages: readonly object[], changes: object = {}) =>
    ask('chat', { plan: 'trimming', body: { messages, ...changes } })

  it('drops the oldest exchange whole, a tool’s results with their calls', async () => {
    expect(usedBy(await trim(longChat))).toEqual([200, 'narrow', '4'])
    expect(bodies()).toEqual([{ model: 'narrow', messages: [...longChat.slice(0, 1), ...longChat.slice(5)] }])
    const { json } = await stand.explain('trimming', { body: { model: 'narrow', messages: longChat } })
    expect(json).toMatchObject({ model: 'narrow', trimmedMessages: 4, choice: { reason: 'asked' } })
  })

  it('drops as many as leave room for the answer that is asked for, but never the last two', async () => {
    expect(usedBy(await trim(longChat, { max_tokens: 100 }))).toEqual([200, 'narrow', '6'])
    const messages = [...longChat.slice(0, 1), ...longChat.slice(7)]
    expect(bodies()).toEqual([{ model: 'narrow', messages, max_tokens: 100 }])
  })

  it('keeps what the system says in between', async () => {
    const note = { role: 'developer', content: text(5, 'n') }
    const kept = longChat.slice(5)
    expect(usedBy(await trim([user(100, 'a'), note, assistant(10), ...kept]))).toEqual([200, 'narrow', '2'])
    expect(bodies()).toEqual([{ model: 'narrow', messages: [note, ...kept] }])
  })

  it('refuses what is too long even so', async () => {
    expectError(await trim([user(10), assistant(10), user(150), assistant(10), user(90)]), tooLong)
    expectError(await trim([{ role: 'system', content: text(250) }, ...longChat.slice(1)]), tooLong)
    expect(stand.sent()).toEqual([])
  })

  it('trims a response’s input', async () => {
    const said = (role: string, tokens: number, letter: string) => ({
      type: 'message',
      role,
      content: [{ type: role === 'assistant' ? 'output_text' : 'input_text', text: text(tokens, letter) }],
    })
    const kept = [said('user', 20, 'c'), said('assistant', 20, 'd'), said('user', 20, 'e')]
    const first = said('developer', 10, 's')
    const input = [first, said('user', 100, 'a'), said('assistant', 60, 'b'), ...kept]
    expect(usedBy(await ask('responses', { plan: 'trimming', body: { input } }))).toEqual([
      200,
      'narrow',
      '2',
    ])
    expect(bodies()).toEqual([{ model: 'narrow', input: [first, ...kept] }])
  })

  it('counts what a tool has said as much as it is long when that is dropped from a response’s input', async () => {
    const tool = [
      { type: 'function_call', call_id: 'call_1', name: 'weather', arguments: '{}' },
      { type: 'function_call_output', call_id: 'call_1', output: text(180, 'b') },
    ]
    const kept = [user(20, 'c'), assistant(20, 'd'), user(20, 'e')]
    const input = [user(10, 'a'), ...tool, assistant(10), ...kept]
    expect(usedBy(await ask('responses', { plan: 'trimming', body: { input } }))).toEqual([
      200,
      'narrow',
      '4',
    ])
    expect(bodies()).toEqual([{ model: 'narrow', input: kept }])
  })

  it('trims Anthropic’s messages, whose users tell what a tool has said', async () => {
    const used = {
      role: 'assistant',
      content: [{ type: 'tool_use', id: 'tool_1', name: 'weather', input: {} }],
    }
    const result = {
      role: 'user',
      content: [{ type: 'tool_result', tool_use_id: 'tool_1', content: text(80, 'b') }],
    }
    const kept = [user(20, 'c'), used, { ...result }, assistant(20, 'd'), user(20, 'e')]
    const body = {
      messages: [user(30, 'a'), used, result, assistant(10), ...kept],
      system: text(10),
      max_tokens: 20,
    }
    const reply = await ask('messages', { plan: 'trimming', body })
    expect(usedBy(reply)).toEqual([200, 'narrow', '4'])
    expect(bodies()).toEqual([{ model: 'narrow', ...body, messages: kept }])
  })

  it.each<['completions' | 'responses', object]>([
    ['completions', { prompt: text(300) }],
    ['responses', { input: text(300) }],
  ])('refuses a single text, of which nothing can be left out: %s', async (operation, body) => {
    const reply = await ask(operation, { plan: 'trimming', body })
    expectError(reply, { ...tooLong, param: operations[operation].field })
  })
})

describe('a prompt that fits', () => {
  it.each(['warm', ...Object.keys(plans)])(
    'arrives byte for byte as it was sent in the plan %s',
    async plan => {
      const body = `{ "seed":12345678901234567890,\n"model" :"narrow","messages":[ {"role":"user","content":"Xin ch\\u00e0o 1.0 ${text(150)}"}], "temperature":1.0e0 }`
      const reply = await stand.call(plan, { body })
      expect(usedBy(reply)).toEqual([200, 'narrow', null])
      expect(stand.sent().map(sent => sent.text)).toEqual([body])
    },
  )
})
