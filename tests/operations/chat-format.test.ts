import { describe, expect, it } from 'vitest'
import { chatFormat } from '@/lib/operations/chat-format'

const hello = [{ role: 'user', content: 'Chào' }]
const read = (fields: Readonly<Record<string, unknown>> = {}) =>
  chatFormat.readRequest({ model: 'gpt-4.1', messages: hello, ...fields })

describe('a chat completion', () => {
  it('that says no more than it must is plain, for one answer of any length, and not the same each time', () => {
    expect(read()).toEqual({
      model: 'gpt-4.1',
      stream: false,
      choices: 1,
      usageEvent: 'unasked',
      answerLimits: [],
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
    ['is for several answers', { n: 3 }, { choices: 3 }],
    ['asks for its usage', { stream_options: { include_usage: true } }, { usageEvent: 'asked' }],
    ['is without chance at no temperature', { temperature: 0 }, { isDeterministic: true }],
    ['is without chance by a seed, were it nothing', { seed: 0 }, { isDeterministic: true }],
    ['is with chance at a temperature', { temperature: 0.1, seed: null }, { isDeterministic: false }],
    ['is stored', { store: true }, { isStored: true }],
    ['is thought over', { reasoning_effort: 'high' }, { effort: 'high' }],
    ['has tools', { tools: [{ type: 'function' }] }, { hasTools: true }],
    ['has none where their list is empty', { tools: [] }, { hasTools: false }],
  ])('%s', (_, fields, facts) => {
    expect(read(fields)).toMatchObject(facts)
  })

  it('has an answer as long as the newer of its limits says, and knows the other', () => {
    expect(read({ max_tokens: 7, max_completion_tokens: 5 }).answerLimits).toEqual([
      { field: 'max_completion_tokens', tokens: 5 },
      { field: 'max_tokens', tokens: 7 },
    ])
  })

  it('has pictures where any of its messages has one', () => {
    const picture = { type: 'image_url', image_url: { url: 'https://example.com/a.png' } }
    expect(read({ messages: [...hello, { role: 'user', content: [picture] }, ...hello] }).hasImages).toBe(
      true,
    )
    expect(
      read({ messages: [{ role: 'user', content: [{ type: 'text', text: 'image_url' }] }] }).hasImages,
    ).toBe(false)
  })
})

describe('what a conversation begins with', () => {
  const system = { role: 'system', content: 'Be brief.' }
  const turn = { role: 'assistant', content: 'Chào bạn' }
  const openingOf = (...messages: readonly unknown[]) => read({ messages }).opening?.()

  it('stays the same as it goes on', () => {
    const first = openingOf(system, ...hello)
    const later = openingOf(system, ...hello, turn, { role: 'user', content: 'Tạm biệt' })
    expect(later?.text).toBe(first?.text)
    expect([first?.continues, later?.continues]).toEqual([false, true])
  })

  it('differs by what was said first, and by whoever said it before', () => {
    const texts = [
      openingOf(system, ...hello)?.text,
      openingOf(...hello)?.text,
      openingOf(system, { role: 'user', content: 'Hi' })?.text,
    ]
    expect(new Set(texts).size).toBe(3)
  })
})

describe('the text of an answer', () => {
  const textOf = (...messages: readonly unknown[]) =>
    chatFormat.answerText({ choices: messages.map(message => ({ message })) })

  it('is all that its choices say', () => {
    expect(textOf({ content: 'Chào' }, { content: ' bạn' })).toBe('Chào bạn')
  })

  it('has the calls of tools in it', () => {
    const calls = [{ id: 'a', function: { name: 'weather', arguments: '{"city":"Huế"}' } }]
    expect(textOf({ content: null, tool_calls: calls })).toBe(JSON.stringify(calls))
  })

  it('is empty where there is nothing to read', () => {
    expect(textOf({ content: ['a'] }, null, undefined)).toBe('')
    expect(chatFormat.answerText({})).toBe('')
    expect(chatFormat.answerText({ choices: 'Chào' })).toBe('')
  })
})

it('its streams end in [DONE]', () => {
  expect(chatFormat.closing).toBe('data: [DONE]\n\n')
})
