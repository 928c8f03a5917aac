import { describe, expect, it } from 'vitest'
import { operations } from '@/lib/operations/operations'
import { parseCall } from '@/lib/operations/parse-call'

const [operation] = operations
const parse = (text: string) => parseCall(text, operation)

const hello = [{ role: 'user', content: 'Chào bạn' }]
const bodyWith = (fields: Readonly<Record<string, unknown>>) =>
  JSON.stringify({ model: 'gpt-4.1', messages: hello, ...fields })

describe('a call', () => {
  it('is what routing needs of the body, and the body itself', () => {
    const text = '{ "n": 2, "stream": true, "messages": [{"role":"user","content":""}], "model": "gpt-4.1" }'
    const { members, ...call } = parse(text)
    expect(call).toMatchObject({ operation, model: 'gpt-4.1', stream: true, choices: 2, text })
    expect([...members].map(([name, { start, end }]) => [name, text.slice(start, end)])).toEqual([
      ['n', '2'],
      ['stream', 'true'],
      ['messages', '[{"role":"user","content":""}]'],
      ['model', '"gpt-4.1"'],
    ])
  })

  it.each([{}, { stream: null, n: null }, { stream: false, n: 1 }])(
    'is plain and for one answer with %j',
    fields => {
      expect(parse(bodyWith(fields))).toMatchObject({ stream: false, choices: 1 })
    },
  )

  it('goes by the model as it reads, however it is written', () => {
    const text = String.raw`{"mod\u0065l":"gpt\u002d4.1","messages":[{"role":"user","content":""}]}`
    expect(parse(text).model).toBe('gpt-4.1')
  })
})

describe('a message', () => {
  it.each<[string, unknown]>([
    ['of the developer', { role: 'developer', content: 'Be brief.' }],
    ['of the system', { role: 'system', content: 'Be brief.' }],
    ['of the user', { role: 'user', content: 'Chào' }],
    ['of nothing', { role: 'user', content: '' }],
    ['of the assistant', { role: 'assistant', content: 'Chào bạn' }],
    [
      'of the assistant that calls tools and says nothing',
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'c1', type: 'function', function: { name: 'f' } }],
      },
    ],
    ['of the assistant without content', { role: 'assistant', tool_calls: [{ id: 'c1', type: 'custom' }] }],
    ['of a tool', { role: 'tool', content: '42', tool_call_id: 'c1' }],
    ['of a tool in parts', { role: 'tool', content: [{ type: 'text', text: '4' }], tool_call_id: 'c1' }],
    ['of a function', { role: 'function', content: null, name: 'f' }],
    [
      'in parts of several kinds',
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is this?' },
          { type: 'image_url', image_url: { url: 'https://example.com/a.png' } },
          { type: 'yet_to_be_invented', any: { thing: [1] } },
        ],
      },
    ],
    ['with fields that nobody knows', { role: 'user', content: 'x', name: 'Anh', future: { x: null } }],
  ])('is accepted: %s', (_, message) => {
    expect(parse(bodyWith({ messages: [message] })).model).toBe('gpt-4.1')
  })
})

describe('a field', () => {
  it.each<[string, unknown]>([
    ['temperature', 0],
    ['temperature', 2],
    ['top_p', 1],
    ['presence_penalty', -2],
    ['n', 128],
    ['max_tokens', 0],
    ['max_completion_tokens', 32_768],
    ['seed', -1],
    ['stop', 'END'],
    ['stop', ['a', 'b', 'c', 'd']],
    ['tools', [{ type: 'function', function: { name: 'f', parameters: {} } }]],
    ['tools', Array.from({ length: 129 }, () => ({ type: 'function' }))],
    ['tool_choice', 'auto'],
    ['tool_choice', { type: 'function', function: { name: 'f' } }],
    ['response_format', { type: 'json_schema', json_schema: {} }],
    ['stream_options', { include_usage: true }],
    ['reasoning_effort', 'high'],
    ['metadata', { '__proto__ ': '1' }],
    ['yet_to_be_invented', [null]],
    ['model', 'm'.repeat(256)],
  ])('is accepted: %s of %j', (field, value) => {
    expect(() => parse(bodyWith({ [field]: value }))).not.toThrow()
  })

  it.each([
    'temperature',
    'top_p',
    'max_tokens',
    'seed',
    'stop',
    'tools',
    'response_format',
    'user',
    'store',
  ])('may be null: %s', field => {
    expect(() => parse(bodyWith({ [field]: null }))).not.toThrow()
  })

  it('may be a seed of 64 bits, which other languages send', () => {
    const text = bodyWith({}).replace('{', '{"seed":9223372036854775807,')
    expect(parse(text).text).toBe(text)
  })
})

describe('a fault is told with its field', () => {
  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['model', { model: undefined }],
    ['model', { model: '' }],
    ['model', { model: 4 }],
    ['model', { model: null }],
    ['model', { model: ['gpt-4.1'] }],
    ['model', { model: 'm'.repeat(257) }],
    ['messages', { messages: undefined }],
    ['messages', { messages: null }],
    ['messages', { messages: [] }],
    ['messages', { messages: 'Chào' }],
    ['messages', { messages: { 0: hello[0] } }],
    ['messages[0]', { messages: ['Chào'] }],
    ['messages[0]', { messages: [null] }],
    ['messages[0].role', { messages: [{ content: 'x' }] }],
    ['messages[0].role', { messages: [{ role: 'wizard', content: 'x' }] }],
    ['messages[1].role', { messages: [...hello, { role: 'User', content: 'x' }] }],
    ['messages[0].content', { messages: [{ role: 'user' }] }],
    ['messages[0].content', { messages: [{ role: 'user', content: null }] }],
    ['messages[0].content', { messages: [{ role: 'user', content: 5 }] }],
    ['messages[0].content', { messages: [{ role: 'user', content: [] }] }],
    ['messages[0].content', { messages: [{ role: 'user', content: { type: 'text' } }] }],
    ['messages[0].content[0].type', { messages: [{ role: 'user', content: [{ text: 'x' }] }] }],
    ['messages[0].content[1]', { messages: [{ role: 'user', content: [{ type: 'text' }, 'x'] }] }],
    ['messages[0].tool_call_id', { messages: [{ role: 'tool', content: 'x' }] }],
    [
      'messages[0].tool_calls[0].id',
      { messages: [{ role: 'assistant', tool_calls: [{ type: 'function' }] }] },
    ],
    ['stream', { stream: 'yes' }],
    ['stream', { stream: 1 }],
    ['stream_options', { stream_options: true }],
    ['n', { n: 0 }],
    ['n', { n: 129 }],
    ['n', { n: 1.5 }],
    ['n', { n: '1' }],
    ['temperature', { temperature: 2.1 }],
    ['temperature', { temperature: -0.1 }],
    ['temperature', { temperature: 'hot' }],
    ['top_p', { top_p: 1.1 }],
    ['presence_penalty', { presence_penalty: 2.1 }],
    ['frequency_penalty', { frequency_penalty: -2.1 }],
    ['top_logprobs', { top_logprobs: 21 }],
    ['stop', { stop: 5 }],
    ['stop', { stop: ['a', 'b', 'c', 'd', 'e'] }],
    ['tools[0].type', { tools: [{}] }],
    ['response_format', { response_format: 'json' }],
  ])('%s: %j', (param, fields) => {
    expect(() => parse(bodyWith(fields))).toThrow(
      expect.objectContaining({
        code: 'invalid_request',
        status: 400,
        message: expect.stringContaining(`'${param}'`),
        details: expect.objectContaining({ param }),
      }),
    )
  })

  it('and never with what the caller wrote in it', () => {
    const fields = { messages: [{ role: 'CANARY', content: 'CANARY' }], stream: 'CANARY', CANARY: 1 }
    expect(() => parse(bodyWith(fields))).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('CANARY') }),
    )
  })
})

describe('a body that is no object', () => {
  it.each(['[]', `[${bodyWith({})}]`, 'null', 'true', '1', '"model"'])('is refused: %s', text => {
    expect(() => parse(text)).toThrow(
      expect.objectContaining({ code: 'invalid_request', message: 'The body must be a JSON object.' }),
    )
  })
})

describe('a body that is not JSON', () => {
  it.each([
    ['nothing', ''],
    ['a space', ' '],
    ['cut short', bodyWith({}).slice(0, -1)],
    ['with a trailing comma', bodyWith({}).replace(/}$/, ',}')],
    ['with NaN', bodyWith({}).replace('{', '{"temperature":NaN,')],
    ['in single quotes', "{'model':'m'}"],
    ['followed by another', `${bodyWith({})} {}`],
    ['with a comment', `${bodyWith({})} // CANARY`],
    ['a form', 'model=gpt-4.1&messages=CANARY'],
    ['with a line feed in a string', '{"model":"CAN\nARY"}'],
  ])('is refused without being quoted: %s', (_, text) => {
    expect(() => parse(text)).toThrow(
      expect.objectContaining({ code: 'invalid_json', status: 400, message: 'The body is not valid JSON.' }),
    )
  })
})

describe('a body that parsers read differently', () => {
  it.each(['model', 'stream', 'max_tokens', 'n', 'messages'])('is refused: %s twice', field => {
    const text = bodyWith({ stream: true, max_tokens: 5, n: 1 }).replace(/}$/, `,"${field}":1}`)
    expect(() => parse(text)).toThrow(
      expect.objectContaining({
        code: 'duplicate_key',
        details: expect.objectContaining({ param: field }),
      }),
    )
  })

  it('is refused though the second name is escaped', () => {
    const text = bodyWith({}).replace(/}$/, String.raw`,"\u006dodel":"dear"}`)
    expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'duplicate_key' }))
  })

  it.each(['Model', 'MAX_TOKENS', 'Stream'])(
    'is refused though the second name is in another case: %s',
    field => {
      const text = bodyWith({ stream: true, max_tokens: 5 }).replace(/}$/, `,"${field}":1}`)
      expect(() => parse(text)).toThrow(
        expect.objectContaining({
          code: 'duplicate_key',
          details: expect.objectContaining({ param: field }),
        }),
      )
    },
  )

  it('is refused where it is nested deeper than 64 levels, before it is parsed', () => {
    const deep = (levels: number) =>
      bodyWith({}).replace(/}$/, `,"x":${'['.repeat(levels)}${']'.repeat(levels)}}`)
    expect(() => parse(deep(63))).not.toThrow()
    for (const levels of [64, 5000, 100_000])
      expect(() => parse(deep(levels))).toThrow(expect.objectContaining({ code: 'json_too_deep' }))
  })

  it('has no model that only a prototype names', () => {
    const text = '{"__proto__":{"model":"m"},"messages":[{"role":"user","content":""}]}'
    expect(() => parse(text)).toThrow(
      expect.objectContaining({
        code: 'invalid_request',
        details: expect.objectContaining({ param: 'model' }),
      }),
    )
  })

  it.each(['__proto__', 'constructor', 'toString', String.raw`\u005f\u005fproto__`])('is inert: %s', name => {
    const call = parse(bodyWith({}).replace(/}$/, `,"${name}":{"stream":true,"polluted":1}}`))
    expect(call.stream).toBe(false)
    expect(Reflect.get({}, 'polluted')).toBeUndefined()
  })
})
