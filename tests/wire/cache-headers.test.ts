import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newTopic, seen, type Topic } from './support/new-topic'
import { type Access, startAccess } from './support/start-access'

let access: Access
let key = ''
beforeAll(async () => {
  access = await startAccess()
  key = (await access.makeKey('warm')).key
})
afterAll(() => access.close())

const ask = async (topic: Topic, headers: Record<string, string> = {}, changes: object = {}) =>
  await access.sendAs(key, { headers, body: topic.body(changes) })

// None of them reaches the endpoint, so none of them can change an answer.
const unkeyed = {
  'x-forwarded-host': 'CANARY.example.com',
  'x-forwarded-proto': 'CANARY',
  'x-original-url': '/CANARY',
  'accept-language': 'CANARY, vi;q=0.9',
  'accept-encoding': 'identity',
  'user-agent': 'CANARY/1.0',
  cookie: 'CANARY=1',
  'openai-organization': 'org-CANARY',
  'openai-project': 'proj-CANARY',
  'openai-beta': 'CANARY=v2',
  'x-stainless-lang': 'CANARY',
  'x-request-id': 'CANARY-request-id',
  'x-session-id': 'CANARY-session',
  origin: 'https://CANARY.example.com',
  referer: 'https://CANARY.example.com/',
  pragma: 'CANARY',
}

describe.concurrent('a header that is no part of the key', () => {
  it.each(Object.entries(unkeyed))(
    '%s changes nothing and does not reach the endpoint',
    async (name, value) => {
      const topic = newTopic()
      const first = await ask(topic, { [name]: value })
      const [plain, same, other] = [
        await ask(topic),
        await ask(topic, { [name]: value }),
        await ask(topic, { [name]: `${value}2` }),
      ]
      expect([first, plain, same, other].map(seen)).toEqual(['200 MISS', '200 HIT', '200 HIT', '200 HIT'])
      expect([plain.text, same.text, other.text]).toEqual([first.text, first.text, first.text])
      const [call, ...more] = topic.calls(access.world)
      const { 'x-request-id': _, ...received } = call?.headers ?? {}
      expect([more, JSON.stringify(received).includes('CANARY')]).toEqual([[], false])
      const ours = [plain, other].flatMap(({ headers, text }) => [text, headers.get('location')])
      expect(ours.join()).not.toContain('CANARY')
    },
  )
})

describe.concurrent('every response', () => {
  it.each<[string, string, Record<string, string>, object]>([
    ['that asks the endpoint', 'MISS', { 'cache-control': 'no-cache' }, {}],
    ['from the cache', 'HIT', {}, {}],
    ['that has nothing to do with the cache', 'BYPASS', { 'cache-control': 'no-store' }, {}],
  ])('%s is kept by nobody in between and differs by credential', async (_, state, headers, changes) => {
    for (const stream of [false, true]) {
      const topic = newTopic()
      await ask(topic, {}, { ...changes, stream })
      const reply = await ask(topic, headers, { ...changes, stream })
      expect(seen(reply)).toBe(`200 ${state}`)
      expect(reply.headers.get('vary')?.split(/,\s*/)).toContain('authorization')
      const expected = stream ? 'private, no-store, no-transform' : 'private, no-store'
      expect(reply.headers.get('cache-control')).toBe(expected)
      expect(['etag', 'age', 'expires', 'last-modified'].filter(name => reply.headers.has(name))).toEqual([])
    }
  })

  it.each<[string, string, object, number]>([
    ['to a call that cannot be read', 'usual', { temperature: 'hot' }, 400],
    ['to a call of nobody', 'none', {}, 401],
    ['to a call for a model that nobody serves', 'usual', { model: 'CANARY-model' }, 404],
  ])('%s is kept by nobody in between and differs by credential', async (_, by, changes, status) => {
    const authorization: Record<string, string> = by === 'none' ? {} : { authorization: `Bearer ${key}` }
    const reply = await access.send({ headers: authorization, body: newTopic().body(changes) })
    const { headers } = reply
    expect([reply.status, headers.get('cache-control')]).toEqual([status, 'private, no-store'])
    expect(headers.get('vary')?.split(/,\s*/)).toContain('authorization')
    expect(headers.get('x-cache')).not.toBe('HIT')
  })

  it('that repeats a stream lets no proxy in front hold it, as the stream itself', async () => {
    const topic = newTopic()
    const [first, second] = [await ask(topic, {}, { stream: true }), await ask(topic, {}, { stream: true })]
    const names = ['content-type', 'x-accel-buffering', 'cache-control']
    expect([seen(first), seen(second)]).toEqual(['200 MISS', '200 HIT'])
    expect(names.map(name => second.headers.get(name))).toEqual(names.map(name => first.headers.get(name)))
  })
})
