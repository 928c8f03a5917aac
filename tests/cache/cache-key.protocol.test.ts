import { describe, expect, it } from 'vitest'
import { type CacheScope, cacheKey } from '@/lib/cache/cache-key'
import { changeCall, parseCall } from '@/lib/operations/parse-call'
import { callFor, operationOf } from '../support/call-for'

const scope: CacheScope = {
  owner: 'caller/tenant-a',
  epoch: 0,
  servers: ['["sin","https://sin.example.com","SEA","gpt-4.1"]'],
  zones: undefined,
  pin: undefined,
}
const message = callFor('messages')
const key = (protocol: CacheScope['protocol']) => cacheKey(message, { ...scope, protocol })

describe('the headers by which a caller chooses its protocol', () => {
  const usual = { 'anthropic-version': '2023-06-01' }

  it.each([
    { 'anthropic-version': '2024-01-01' },
    { ...usual, 'anthropic-beta': 'context-1m-2025-08-07' },
    { 'anthropic-beta': '2023-06-01' },
    {},
  ])('have another key where they differ: %j', async protocol => {
    expect(await key(protocol)).not.toBe(await key(usual))
  })

  it('have one key, in whichever order they stand', async () => {
    expect(await key({ a: '1', b: '2' })).toBe(await key({ b: '2', a: '1' }))
  })

  it('have the same where there are none', async () => {
    expect(await key(undefined)).toBe(await key({}))
  })

  it('cannot pass for another part of the scope', async () => {
    expect(await cacheKey(message, { ...scope, pin: 'x' })).not.toBe(await key({ pin: 'x' }))
  })
})

describe('calls of several operations', () => {
  const chat = { model: 'm', messages: [{ role: 'user', content: 'x' }], max_tokens: 5 }

  it.each([
    [['chat.completions', 'messages', 'responses', 'embeddings'], { ...chat, input: 'x' }],
    [['chat.completions', 'messages', 'completions', 'embeddings'], { ...chat, input: 'x', prompt: 'x' }],
  ] as const)('have keys of their own, though their bodies are the same: %j', async (names, body) => {
    const text = JSON.stringify(body)
    const keys = await Promise.all(names.map(name => cacheKey(parseCall(text, operationOf(name)), scope)))
    expect(new Set(keys).size).toBe(names.length)
  })

  it.each(['completions', 'responses', 'messages'] as const)(
    'have one key as a stream and as a plain answer: %s',
    async name => {
      expect(await cacheKey(callFor(name, { stream: true }), scope)).toBe(
        await cacheKey(callFor(name), scope),
      )
    },
  )
})

describe('a call that we have changed', () => {
  it('has the key of what it has become', async () => {
    const changed = changeCall(callFor('messages', { max_tokens: 500 }), { max_tokens: 5 })
    expect(await cacheKey(changed, scope)).toBe(await cacheKey(callFor('messages', { max_tokens: 5 }), scope))
    expect(await cacheKey(changed, scope)).not.toBe(
      await cacheKey(callFor('messages', { max_tokens: 500 }), scope),
    )
  })

  it('has the key of one that never had what we took out', async () => {
    const changed = changeCall(callFor('messages', { top_k: 5 }), { top_k: undefined })
    expect(await cacheKey(changed, scope)).toBe(await cacheKey(message, scope))
  })
})
