import { describe, expect, it } from 'vitest'
import { conversationOf } from '@/lib/gateway/conversation-of'
import { buildCall } from '../support/build-call'

type Message = { readonly role: string; readonly content: unknown }

const user = (content: unknown): Message => ({ role: 'user', content })
const assistant = (content: unknown): Message => ({ role: 'assistant', content })
const system = (content: unknown): Message => ({ role: 'system', content })

function of(messages: readonly Message[], sessionId: string | null = null, more = {}) {
  return conversationOf(buildCall({ messages, ...more }), sessionId)
}

const long = 'four '.repeat(1000)

describe('a conversation', () => {
  it('is what its session says, whatever is said', () => {
    expect(of([user('a')], 'session-1')).toBe(of([user('b'), assistant('c')], 'session-1'))
    expect(of([user('a')], 'session-1')).not.toBe(of([user('a')], 'session-2'))
  })

  it('is the same at each of its turns', () => {
    const first = [system('Be kind.'), user('Xin chào')]
    const second = [...first, assistant('Chào!'), user('Khoẻ không?')]
    const third = [...second, assistant('Khoẻ.'), user('Tốt.')]
    expect(of(second)).toBeDefined()
    expect(of(third)).toBe(of(second))
  })

  it('is another where it began with other words', () => {
    const after = [assistant('Chào!'), user('Khoẻ không?')]
    expect(of([user('a'), ...after])).not.toBe(of([user('b'), ...after]))
    expect(of([system('x'), user('a'), ...after])).not.toBe(of([system('y'), user('a'), ...after]))
  })

  it('is another where it began with another picture', () => {
    const picture = (url: string) => user([{ type: 'image_url', image_url: { url } }])
    expect(of([picture('https://a'), assistant('A.')])).not.toBe(of([picture('https://b'), assistant('A.')]))
  })

  it('begins with a prompt that is long enough for an endpoint to keep it', () => {
    expect(of([user(long)])).toBeDefined()
    expect(of([user(long)])).toBe(of([user(long), assistant('a'), user('b')]))
  })
})

describe('there is no conversation', () => {
  it.each<[string, string | null]>([
    ['without a session', null],
    ['with an empty session', ''],
  ])('in a short call that continues none: %s', (_, sessionId) => {
    expect(of([system('Be kind.'), user('Xin chào')], sessionId)).toBeUndefined()
  })

  it('in a short call whose answer may be long', () => {
    expect(of([user('a')], null, { max_tokens: 100_000 })).toBeUndefined()
  })
})
