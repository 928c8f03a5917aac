import { describe, expect, it } from 'vitest'
import { readEvent } from '@/lib/operations/read-event'

const utf8 = new TextEncoder()
const read = (text: string) => readEvent(utf8.encode(text))

const choice = (fields: Readonly<Record<string, unknown>>) =>
  read(`data: ${JSON.stringify({ object: 'chat.completion.chunk', choices: [{ index: 0, ...fields }] })}\n\n`)

describe('a chunk with content', () => {
  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['a word', { content: 'Chào' }],
    ['a space', { content: ' ' }],
    ['the role with a word', { role: 'assistant', content: 'C' }],
    [
      'a tool call',
      { tool_calls: [{ index: 0, id: 'c1', type: 'function', function: { name: 'f', arguments: '' } }] },
    ],
    ['a function call', { function_call: { name: 'f', arguments: '' } }],
    ['reasoning', { reasoning_content: 'Hm.' }],
    ['a refusal', { content: null, refusal: 'No.' }],
    ['sound', { audio: { id: 'a1' } }],
    ['a field yet to be invented', { smell: 'jasmine' }],
  ])('carries %s', (_, delta) => {
    expect(choice({ delta, finish_reason: null })).toMatchObject({
      kind: 'chunk',
      hasContent: true,
      finished: [],
    })
  })

  it('is one that ends an answer, even an empty one', () => {
    expect(choice({ delta: {}, finish_reason: 'stop' })).toEqual({
      kind: 'chunk',
      hasContent: true,
      finished: [0],
      usage: undefined,
      isUsageOnly: false,
    })
  })
})

describe('a chunk without content', () => {
  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['the role alone', { delta: { role: 'assistant' } }],
    ['the role with an empty text', { delta: { role: 'assistant', content: '' } }],
    ['the role with null', { delta: { role: 'assistant', content: null, refusal: null } }],
    ['an empty delta', { delta: {} }],
    ['an empty list of tool calls', { delta: { tool_calls: [] } }],
    ['no delta', {}],
    ['a delta that is null', { delta: null }],
    ['a delta that is a text', { delta: 'Chào' }],
  ])('carries %s', (_, fields) => {
    expect(choice(fields)).toMatchObject({ kind: 'chunk', hasContent: false, finished: [] })
  })

  it.each([
    '{"choices":[],"usage":{"total_tokens":5}}',
    '{"choices":[null,1,"x"]}',
    '{"choices":"none"}',
    '{"choices":[],"prompt_filter_results":[{}]}',
    '{}',
    '{"error":null,"choices":[]}',
  ])('is one without a choice: %s', data => {
    expect(read(`data: ${data}\n\n`)).toMatchObject({ kind: 'chunk', hasContent: false, finished: [] })
  })
})

it('each choice that ends is named by its position', () => {
  const choices = [
    { index: 2, delta: {}, finish_reason: 'stop' },
    { index: 0, delta: { content: 'x' }, finish_reason: null },
    { index: 1, delta: {}, finish_reason: 'length' },
    { delta: {}, finish_reason: 'stop' },
  ]
  expect(read(`data: ${JSON.stringify({ choices })}\n\n`)).toMatchObject({ finished: [2, 1, 0] })
})

describe('the usage', () => {
  const usage = { prompt_tokens: 2, completion_tokens: 3 }
  const data = (fields: Readonly<Record<string, unknown>>) => read(`data: ${JSON.stringify(fields)}\n\n`)

  it('is read of an event that says nothing else', () => {
    expect(data({ choices: [], usage })).toMatchObject({
      hasContent: false,
      usage: { promptTokens: 2, completionTokens: 3 },
      isUsageOnly: true,
    })
  })

  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['beside the end of an answer', { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }], usage }],
    ['beside a choice that says nothing', { choices: [{ index: 0, delta: {} }], usage }],
    ['without any list of choices', { usage }],
  ])('is read of an event that is passed on all the same: %s', (_, fields) => {
    expect(data(fields)).toMatchObject({ usage: { promptTokens: 2 }, isUsageOnly: false })
  })

  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['is null', { choices: [], usage: null }],
    ['says nothing', { choices: [], usage: {} }],
    ['is absent', { choices: [], prompt_filter_results: [] }],
  ])('that %s makes no event one of usage', (_, fields) => {
    expect(data(fields)).toMatchObject({ usage: undefined, isUsageOnly: false })
  })
})

describe('the end of the stream', () => {
  it.each(['data: [DONE]\n\n', 'data:[DONE]\n\n', 'data: [DONE] \r\n\r\n', 'event: end\ndata: [DONE]\n\n'])(
    'is %j',
    text => {
      expect(read(text)).toEqual({ kind: 'done' })
    },
  )

  it('is not an answer that speaks of it', () => {
    expect(choice({ delta: { content: '[DONE]' } })).toMatchObject({ kind: 'chunk', hasContent: true })
  })
})

describe('an error', () => {
  it.each<[string, unknown]>([
    ['an object', { error: { message: 'Overloaded', code: 'overloaded' } }],
    ['a text', { error: 'Overloaded' }],
    ['beside choices', { error: { message: 'x' }, choices: [{ delta: { content: 'y' } }] }],
  ])('is told whole: %s', (_, body) => {
    expect(read(`event: error\ndata: ${JSON.stringify(body)}\n\n`)).toEqual({ kind: 'error', body })
  })
})

describe('a comment', () => {
  it.each([
    ': keep-alive\n\n',
    ':\n\n',
    '\n',
    '\r\n',
    'event: ping\n\n',
    'id: 7\nretry: 100\n\n',
    ' data: {}\n\n',
    '',
  ])('is what has no data: %j', text => {
    expect(read(text)).toEqual({ kind: 'comment' })
  })
})

describe('what cannot be read', () => {
  it.each([
    'data: {"choices":[\n\n',
    'data: undefined\n\n',
    'data: 5\n\n',
    'data: null\n\n',
    'data: \n\n',
    'data: "x"\n\n',
  ])('is said to be so, and no error: %j', text => {
    expect(read(text)).toEqual({ kind: 'unreadable' })
  })

  it('is bytes that are no UTF-8', () => {
    expect(readEvent(new Uint8Array([...utf8.encode('data: '), 0xff, 0xfe, 10, 10]))).toEqual({
      kind: 'unreadable',
    })
  })
})

describe('the data', () => {
  const content = { kind: 'chunk', hasContent: true, finished: [], usage: undefined, isUsageOnly: false }

  it.each([
    ['without a space', 'data:{"choices":[{"delta":{"content":"x"}}]}\n\n'],
    ['in several lines', 'data: {"choices":\ndata: [{"delta":\ndata:{"content":"x"}}]}\n\n'],
    ['in lines that end in CR LF', 'data: {"choices":\r\ndata: [{"delta":{"content":"x"}}]}\r\n\r\n'],
    ['in lines that end in CR', 'data: {"choices":\rdata: [{"delta":{"content":"x"}}]}\r\r'],
    [
      'between other fields',
      'id: 1\nevent: chunk\ndata: {"choices":[{"delta":{"content":"x"}}]}\n: data: {}\n\n',
    ],
    ['after a byte order mark', '\uFEFFdata: {"choices":[{"delta":{"content":"x"}}]}\n\n'],
    ['after the LF of the event before', '\ndata: {"choices":[{"delta":{"content":"x"}}]}\r\n\r\n'],
  ])('is read %s', (_, text) => {
    expect(read(text)).toEqual(content)
  })

  it('has a line feed between its lines, which no number survives', () => {
    expect(read('data: {"x":1\ndata: 2}\n\n')).toEqual({ kind: 'unreadable' })
  })

  it('is not another field whose name begins alike', () => {
    expect(read('database: {}\n\n')).toEqual({ kind: 'comment' })
  })
})
