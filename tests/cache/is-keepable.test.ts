import { describe, expect, it } from 'vitest'
import { isKeepable } from '@/lib/cache/is-keepable'
import { completionText } from '../support/completion'
import { chunk, done, finish, role, wholeStream, word } from '../support/sse'

const plain = (...reasons: readonly unknown[]) =>
  isKeepable({
    form: 'plain',
    text: JSON.stringify({ choices: reasons.map(finish_reason => ({ message: {}, finish_reason })) }),
  })
const stream = (...events: readonly string[]) => isKeepable({ form: 'events', text: events.join('') })

describe('an answer may be given again', () => {
  it.each(['stop', 'tool_calls', 'function_call'])('where it ended of itself: %s', reason => {
    expect(plain(reason)).toBe(true)
    expect(stream(word('a'), chunk({ finish_reason: reason }), done)).toBe(true)
  })

  it('as it comes from an endpoint', () => {
    expect(isKeepable({ form: 'plain', text: completionText })).toBe(true)
    expect(stream(...wholeStream)).toBe(true)
  })

  it('where every choice ended of itself', () => {
    expect(plain('stop', 'tool_calls')).toBe(true)
    expect(stream(word('a', 0), word('b', 1), finish(1), finish(0), done)).toBe(true)
  })
})

describe('an answer is its own caller’s alone', () => {
  it.each(['length', 'content_filter', '', null, undefined, 5, ['stop', 'stop']])(
    'where it ended by %j',
    reason => {
      expect(plain(reason)).toBe(false)
    },
  )

  it('where one of its choices was cut off', () => {
    expect(plain('stop', 'length')).toBe(false)
    expect(stream(word('a', 0), word('b', 1), finish(0), done)).toBe(false)
  })

  it.each<[string, string]>([
    ['no choices', '{"choices":[]}'],
    ['choices that are none', '{"choices":"stop"}'],
    ['a choice that is none', '{"choices":[null]}'],
    ['no JSON', '{"choices":['],
    ['a list', '[{"finish_reason":"stop"}]'],
    ['null', 'null'],
  ])('where it has %s', (_, text) => {
    expect(isKeepable({ form: 'plain', text })).toBe(false)
  })

  it('where its stream never said why it ended', () => {
    expect(stream(role, word('a'), done)).toBe(false)
    expect(stream()).toBe(false)
  })

  it('where its stream cannot be put together', () => {
    expect(stream(chunk({ delta: { x: 1 } }), chunk({ delta: { x: 2 } }), finish(), done)).toBe(false)
  })
})
