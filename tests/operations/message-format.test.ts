import { describe, expect, it } from 'vitest'
import { messageFormat } from '@/lib/operations/message-format'

const hello = { role: 'user', content: 'Chào' }
const image = { type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } }
const read = (fields: Readonly<Record<string, unknown>> = {}) =>
  messageFormat.readRequest({ model: 'claude-sonnet-4-5', messages: [hello], max_tokens: 100, ...fields })
const asking = (...content: readonly unknown[]) => ({ messages: [{ role: 'user', content }] })

describe('a call for a message', () => {
  it('that says no more than it must is plain and as long as it says', () => {
    expect(read()).toEqual({
      model: 'claude-sonnet-4-5',
      stream: false,
      choices: 1,
      usageEvent: 'none',
      answerLimits: [{ field: 'max_tokens', tokens: 100 }],
      isDeterministic: false,
      isStored: false,
      effort: undefined,
      hasTools: false,
      mayAct: false,
      hasImages: false,
      follows: [],
      promptTokens: expect.any(Function),
      opening: expect.any(Function),
    })
  })

  it.each<[string, Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>]>([
    ['is streamed', { stream: true }, { stream: true }],
    ['is without chance at no temperature', { temperature: 0 }, { isDeterministic: true }],
    ['is thought over', { thinking: { type: 'enabled', budget_tokens: 1024 } }, { effort: 'high' }],
    ['is thought over as it sees fit', { thinking: { type: 'adaptive' } }, { effort: 'high' }],
    ['is not thought over', { thinking: { type: 'disabled' } }, { effort: 'none' }],
    ['has tools', { tools: [{ name: 'weather' }] }, { hasTools: true }],
    ['has tools that act', { mcp_servers: [{ type: 'url', name: 'mail' }] }, { mayAct: true }],
    ['has none where their list is empty', { tools: [] }, { hasTools: false }],
    ['has a picture', asking({ type: 'text', text: '' }, image), { hasImages: true }],
    [
      'has a picture that a tool gave',
      asking({ type: 'tool_result', content: [image] }),
      { hasImages: true },
    ],
    [
      'has a picture in a document',
      asking({ type: 'document', source: { type: 'content', content: [image] } }),
      { hasImages: true },
    ],
    ['speaks of pictures only', asking({ type: 'text', text: 'image' }), { hasImages: false }],
  ])('%s', (_, fields, facts) => {
    expect(read(fields)).toMatchObject(facts)
  })

  it.each<[string, Readonly<Record<string, unknown>>, number]>([
    ['its messages', { messages: [{ ...hello, content: 'a'.repeat(40) }] }, 14],
    ['its system', { messages: [{ ...hello, content: '' }], system: 'a'.repeat(40) }, 14],
    [
      'the blocks of its system',
      { messages: [{ ...hello, content: '' }], system: [{ type: 'text', text: 'a'.repeat(40) }] },
      14,
    ],
    ['its blocks', asking({ type: 'text', text: 'a'.repeat(40) }), 14],
    ['its pictures', asking(image), 769],
    ['what it asked of tools', asking({ type: 'tool_use', name: 'f', input: 'a'.repeat(38) }), 14],
    ['what tools gave', asking({ type: 'tool_result', content: 'a'.repeat(40) }), 14],
    [
      'what tools gave in blocks',
      asking({ type: 'tool_result', content: [{ type: 'text', text: 'a'.repeat(40) }, image] }),
      779,
    ],
    [
      'the text of its documents',
      asking({ type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'a'.repeat(40) } }),
      14,
    ],
  ])('is estimated by %s', (_, fields, tokens) => {
    expect(read(fields).promptTokens()).toBe(tokens)
  })

  it('is estimated by its tools', () => {
    const tools = [{ name: 'a'.repeat(100), input_schema: {} }]
    const messages = [{ ...hello, content: '' }]
    expect(read({ messages, tools }).promptTokens()).toBe(4 + Math.ceil(JSON.stringify(tools).length / 4))
  })
})

describe('what a conversation begins with', () => {
  const turn = { role: 'assistant', content: 'Chào bạn' }
  const openingOf = (fields: Readonly<Record<string, unknown>>) => read(fields).opening?.()

  it('stays the same as it goes on', () => {
    const later = openingOf({ messages: [hello, turn, { role: 'user', content: 'Tạm biệt' }] })
    expect(later?.text).toBe(openingOf({})?.text)
    expect([openingOf({})?.continues, later?.continues]).toEqual([false, true])
  })

  it('differs by the system and by what was said first', () => {
    const texts = [
      openingOf({}),
      openingOf({ system: 'Be brief.' }),
      openingOf({ messages: [{ ...hello, content: 'Hi' }] }),
    ]
    expect(new Set(texts.map(each => each?.text)).size).toBe(3)
  })
})

describe('an answer', () => {
  it('is a message with its blocks, were there none', () => {
    expect(messageFormat.isAnswer({ type: 'message', content: [{ type: 'text', text: '' }] })).toBe(true)
    expect(messageFormat.isAnswer({ type: 'message', content: [] })).toBe(true)
  })

  it.each([
    null,
    'x',
    {},
    { type: 'message' },
    { type: 'message', content: 'Chào' },
    { type: 'error', error: {}, content: [] },
  ])('is not %j', body => {
    expect(messageFormat.isAnswer(body)).toBe(false)
  })

  it('says what is in its blocks', () => {
    expect(messageFormat.answerText({ content: [{ type: 'text', text: 'Chào' }] })).toContain('Chào')
    expect(messageFormat.answerText({ content: [{ type: 'tool_use', input: { city: 'Huế' } }] })).toContain(
      'Huế',
    )
    expect(messageFormat.answerText({ content: 'Chào' })).toBe('')
  })

  it("ends in Anthropic's last event where it is streamed", () => {
    expect(messageFormat.closing).toBe('event: message_stop\ndata: {"type":"message_stop"}\n\n')
  })
})
