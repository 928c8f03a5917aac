import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CacheScope, cacheKey } from '@/lib/cache/cache-key'
import { operations } from '@/lib/operations/operations'
import { parseCall } from '@/lib/operations/parse-call'
import { buildCall, callBody } from '../support/build-call'

const scope: CacheScope = {
  owner: 'caller/tenant-a',
  epoch: 0,
  servers: ['["sin","https://sin.example.com","SEA","gpt-4.1"]'],
  zones: undefined,
  pin: undefined,
}
const [operation] = operations
const key = (fields: Readonly<Record<string, unknown>> = {}, changed: Partial<CacheScope> = {}) =>
  cacheKey(buildCall(fields), { ...scope, ...changed })
const keyOfText = (text: string) => cacheKey(parseCall(text, operation), scope)
const withField = (name: string, json: string) =>
  keyOfText(callBody().replace('{', () => `{${JSON.stringify(name)}:${json},`))

describe('the key of a call', () => {
  it('is a name that any store takes', async () => {
    expect(await key()).toMatch(/^[0-9a-f]{64}$/)
  })

  it('is the same however its body is written', async () => {
    const text = '{ "messages":[{"content":"Xin ch\\u00e0o","role":"user"}],\n "model" : "gpt-4.1" }'
    expect(await keyOfText(text)).toBe(await key())
    expect(await withField('temperature', '0.0')).toBe(await withField('temperature', '0'))
  })

  it('is the same for a stream', async () => {
    const fields = { temperature: 0 }
    expect(await key({ ...fields, stream: true, stream_options: { include_usage: true } })).toBe(
      await key(fields),
    )
  })

  it('does not depend on the order in which the endpoints are listed', async () => {
    expect(await key({}, { servers: ['a', 'b'] })).toBe(await key({}, { servers: ['b', 'a'] }))
  })
})

describe('another key has', () => {
  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['another model', { model: 'gpt-4.1-mini' }],
    ['another message', { messages: [{ role: 'user', content: 'Xin chào ' }] }],
    ['another role', { messages: [{ role: 'system', content: 'Xin chào' }] }],
    ['a name in a message', { messages: [{ role: 'user', content: 'Xin chào', name: 'An' }] }],
    [
      'a message more',
      {
        messages: [
          { role: 'user', content: 'Xin chào' },
          { role: 'user', content: '' },
        ],
      },
    ],
    ['more answers', { n: 2 }],
    ['a seed', { seed: 0 }],
    ['a temperature', { temperature: 0 }],
    ['a length', { max_tokens: 5 }],
    ['a tool', { tools: [{ type: 'function', function: { name: 'f' } }] }],
    ['a form', { response_format: { type: 'json_object' } }],
    ['a user', { user: 'an' }],
    ['a field yet to be invented', { future: null }],
    ['a field that is empty', { '': 1 }],
  ])('%s', async (_, fields) => {
    expect(await key(fields)).not.toBe(await key())
  })

  it.each<[string, Partial<CacheScope>]>([
    ['another owner', { owner: 'caller/tenant-b' }],
    ['a plan for its owner', { owner: 'plan/tenant-a' }],
    ['answers that were thrown away', { epoch: 1 }],
    ['an endpoint more', { servers: [...scope.servers, 'x'] }],
    ['no endpoint', { servers: [] }],
    ['zones that may answer', { zones: ['EU'] }],
    ['no zones at all', { zones: [] }],
    ['an endpoint of its choice', { pin: 'sin' }],
  ])('%s', async (_, changed) => {
    expect(await key({}, changed)).not.toBe(await key())
  })

  it('whoever shares texts between two lists differently', async () => {
    const left = { servers: ['a', 'b'], zones: ['c'] }
    expect(await key({}, left)).not.toBe(await key({}, { servers: ['a'], zones: ['b', 'c'] }))
    expect(await key({}, { zones: ['a","b'] })).not.toBe(await key({}, { zones: ['a', 'b'] }))
  })
})

describe('numbers that JavaScript would round into one another', () => {
  it.each([
    ['9007199254740992', '9007199254740993'],
    ['12345678901234567890', '12345678901234567891'],
    ['0.12345678901234567', '0.12345678901234568'],
  ])('have two keys: %s and %s', async (one, other) => {
    expect(await withField('seed', one)).not.toBe(await withField('seed', other))
  })
})

it('every field of a body changes its key, and every value does', async () => {
  const names = fc.string({ maxLength: 10 }).map(name => `x${name}`)
  const values = fc.jsonValue({ maxDepth: 2 }).filter(value => !JSON.stringify(value).includes('-0'))
  await fc.assert(
    fc.asyncProperty(names, values, values, async (name, one, other) => {
      const first = await withField(name, JSON.stringify(one))
      expect(first).not.toBe(await keyOfText(callBody()))
      const areSame = JSON.stringify(one) === JSON.stringify(other)
      fc.pre(areSame || JSON.stringify(sorted(one)) !== JSON.stringify(sorted(other)))
      expect(first === (await withField(name, JSON.stringify(other)))).toBe(areSame)
    }),
  )
})

it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
  'a field of a body changes its key also where it is called %s',
  async name => {
    expect(await withField(name, '{"a":1}')).not.toBe(await keyOfText(callBody()))
    expect(await withField(name, '{"a":1}')).not.toBe(await withField(name, '{"a":2}'))
  },
)

it('two owners never share a key, whatever their bodies', async () => {
  const owner = fc.string({ unit: 'binary', maxLength: 20 })
  const body = fc.record({ user: fc.string(), metadata: fc.dictionary(fc.string(), fc.string()) })
  await fc.assert(
    fc.asyncProperty(owner, owner, body, body, async (one, other, mine, theirs) => {
      fc.pre(one !== other)
      expect(await key(mine, { owner: one })).not.toBe(await key(theirs, { owner: other }))
    }),
  )
})

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.entries(value)
    .map(([name, each]) => [name, sorted(each)])
    .sort(([one], [other]) => (String(one) < String(other) ? -1 : 1))
}
