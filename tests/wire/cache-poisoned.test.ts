import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { newTopic, seen, type Topic } from './support/new-topic'
import { type Access, startAccess } from './support/start-access'

let access: Access
let redis: Redis
let key = ''
beforeAll(async () => {
  access = await startAccess({ gateways: 2 })
  redis = new Redis(access.world.redis?.url ?? '')
  key = (await access.makeKey('warm')).key
})
afterAll(async () => {
  redis.disconnect()
  await access.close()
})

const ask = (topic: Topic, at: number, changes: object = {}) =>
  access.sendAs(key, { body: topic.body(changes) }, at)

/** Has the first gateway keep an answer about a topic, and gives the name under which it lies in Redis. */
async function keep(topic: Topic): Promise<{ name: string; value: string; text: string }> {
  const { text } = await ask(topic, 0)
  return await vi.waitFor(async () => {
    for (const name of await redis.keys('isochrone:cache:*')) {
      const value = await readText(name)
      if (value.includes(topic.content)) return { name, value, text }
    }
    throw new Error('Nothing was kept.')
  })
}

// Some of what lies there is no text.
const readText = async (name: string) => (await redis.get(name).catch(() => null)) ?? ''

/** Asserts that the second gateway, which has not seen it, takes nothing of what lies in Redis, and mends it. */
async function expectMissed(topic: Topic): Promise<void> {
  const before = topic.calls(access.world).length
  const reply = await ask(topic, 1)
  expect([seen(reply), reply.headers.get('x-degraded')]).toEqual(['200 MISS', null])
  expect(reply.text).toContain(`Hello from sin (ap-southeast-1). You said: ${topic.content}`)
  expect(reply.text).not.toContain('POISON')
  expect(topic.calls(access.world)).toHaveLength(before + 1)
  const again = await ask(topic, 1)
  expect([seen(again), again.text]).toEqual(['200 HIT', reply.text])
}

const poison = {
  storedAt: Date.now(),
  ttlSeconds: 3600,
  form: 'plain',
  text: '{"choices":[{"index":0,"message":{"content":"POISON"},"finish_reason":"stop"}]}',
}
const sealOf = (value: string) => value.slice(0, value.indexOf('.'))
const textOf = (value: string) => value.slice(value.indexOf('.') + 1)

describe('what lies in Redis in the place of an answer and is not ours', () => {
  it('is taken as it is where nobody has touched it', async () => {
    const topic = newTopic()
    const { text } = await keep(topic)
    const reply = await ask(topic, 1)
    expect([seen(reply), reply.text]).toEqual(['200 HIT', text])
  })

  it.each<[string, (value: string) => string]>([
    ['garbage', () => 'POISON'],
    ['one byte', () => '.'],
    ['no text', () => ''],
    ['JSON without a seal', () => JSON.stringify(poison)],
    ['JSON with an empty seal', () => `.${JSON.stringify(poison)}`],
    ['JSON with a seal made up', () => `${'0'.repeat(64)}.${JSON.stringify(poison)}`],
    ['JSON with the seal of the answer', value => `${sealOf(value)}.${JSON.stringify(poison)}`],
    ['JSON of another schema', () => `${'a'.repeat(64)}.{"answer":"POISON"}`],
    ['a prototype', () => '{"__proto__":{"text":"POISON"}}'],
    ['the answer without its seal', textOf],
    ['the answer with a later moment', value => value.replace(/"storedAt":\d/, '"storedAt":9')],
    ['the answer with one character changed', value => value.replace('Hello', 'Hallo')],
    ['the seal with one character changed', value => (value[0] === '0' ? '1' : '0') + value.slice(1)],
    ['the answer with one character more', value => `${value} `],
    ['half of the answer', value => value.slice(0, value.length / 2)],
    ['the answer twice', value => value + value],
    ['bytes that are no text', () => '\uFFFD\u0000\uFFFD'.repeat(100)],
    ['a megabyte', () => 'POISON'.repeat(175_000)],
    ['the word that points to object storage', () => '@objects'],
  ])('is missed: %s', async (_, change) => {
    const topic = newTopic()
    const { name, value } = await keep(topic)
    const changed = change(value)
    expect(changed).not.toBe(value)
    await redis.set(name, changed)
    await expectMissed(topic)
  })

  it('is missed: the answer to another call of the same caller', async () => {
    const [topic, other] = [newTopic(), newTopic()]
    const { name } = await keep(topic)
    const { value } = await keep(other)
    await redis.set(name, value)
    await expectMissed(topic)
  })

  it('is missed: the answer to the same call of another tenant', async () => {
    const [topic, stranger] = [newTopic(), (await access.makeKey('warm')).key]
    const { name, value } = await keep(topic)
    const { text } = await access.sendAs(stranger, { body: topic.body() })
    const id = /"id":"(chatcmpl-\w+)"/.exec(text)?.[1] ?? 'none'
    const strange = await vi.waitFor(async () => {
      const values = await Promise.all((await redis.keys('isochrone:cache:*')).map(readText))
      return values.find(each => each.includes(id)) ?? expect.fail('It is not kept yet.')
    })
    expect(strange).not.toBe(value)
    await redis.set(name, strange)
    await expectMissed(topic)
  })

  it.each<[string, (name: string) => Promise<unknown>]>([
    ['a list', name => redis.rpush(name, 'POISON')],
    ['a hash', name => redis.hset(name, 'text', 'POISON')],
    ['a set', name => redis.sadd(name, 'POISON')],
    ['a sorted set', name => redis.zadd(name, 1, 'POISON')],
    ['a stream', name => redis.xadd(name, '*', 'text', 'POISON')],
  ])('is missed: %s', async (_, write) => {
    const topic = newTopic()
    const { name } = await keep(topic)
    await redis.del(name)
    await write(name)
    await expectMissed(topic)
  })
})

describe('what is remembered of a call that was done once', () => {
  it('puts no answer into our mouth that we have not given', async () => {
    const topic = newTopic()
    const asked = { headers: { 'idempotency-key': 'forged' }, body: topic.body({ temperature: 1 }) }
    const { text } = await access.sendAs(key, asked)
    const name = await vi.waitFor(async () => {
      const [found = '', ...more] = await redis.keys('isochrone:once:*')
      expect([more, await readText(found)]).toEqual([[], expect.stringContaining('"done"')])
      return found
    })
    expect((await access.sendAs(key, asked, 1)).text).toBe(text)
    await redis.set(name, (await readText(name)).replace('Hello', 'POISON'))
    for (const at of [0, 1]) expect((await access.sendAs(key, asked, at)).text).not.toContain('POISON')
  })
})

describe('the counts of what was thrown away, where they are none', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['text', () => redis.set('isochrone:cache-epochs', 'POISON')],
    ['a list', () => redis.rpush('isochrone:cache-epochs', 'POISON')],
  ])('keep nobody from being served and counted: %s', async (_, write) => {
    await redis.del('isochrone:cache-epochs')
    await write()
    const topic = newTopic()
    const reply = await ask(topic, 0)
    const again = await ask(topic, 0)
    await redis.del('isochrone:cache-epochs')
    expect([reply, again].map(seen)).toEqual(['200 MISS', '200 HIT'])
    expect([reply, again].map(({ headers }) => headers.get('x-degraded'))).toEqual([null, null])
  })
})

it('none of it was an error, or is in the log', () => {
  const log = access.gateways.map(gateway => gateway.log()).join('\n')
  expect(log).not.toMatch(/POISON|"level":"error"|cache-lost/)
})
