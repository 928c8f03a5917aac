import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { expectError } from './support/expect-error'
import { newTopic, seen } from './support/new-topic'
import { type Access, startAccess } from './support/start-access'

let access: Access
let redis: Redis
beforeAll(async () => {
  access = await startAccess({
    gateways: 2,
    plans: { team: { cacheScope: 'plan' }, rivals: { cacheScope: 'plan' }, other: {} },
  })
  redis = new Redis(access.world.redis?.url ?? '')
})
afterAll(async () => {
  redis.disconnect()
  await access.close()
})

const tenantKey = (tenant: string, plan = 'warm') => access.makeKey(plan, { tenant })

async function ask(key: string, body: object, at = 0) {
  const reply = await access.sendAs(key, { body }, at)
  return { seen: seen(reply), text: reply.text, reply }
}

/** Waits until one more answer lies in Redis than before. */
async function untilKept(before: number): Promise<void> {
  await vi.waitFor(async () => expect(await keptAnswers()).toBeGreaterThan(before))
}

const keptAnswers = async () => (await redis.keys('isochrone:cache:*')).length

describe('an answer that was given to one tenant', () => {
  it('is not given to another that sends the same bytes', async () => {
    const topic = newTopic()
    const [one, other] = [await tenantKey('one'), await tenantKey('other')]
    const first = await ask(one.key, topic.body())
    const second = await ask(other.key, topic.body())
    expect([first.seen, second.seen]).toEqual(['200 MISS', '200 MISS'])
    expect(topic.calls(access.world)).toHaveLength(2)
    expect(second.text).not.toBe(first.text)
    const again = [await ask(one.key, topic.body()), await ask(other.key, topic.body())]
    expect(again.map(each => each.seen)).toEqual(['200 HIT', '200 HIT'])
    expect(again.map(({ text }) => text)).toEqual([first.text, second.text])
    expect(topic.calls(access.world)).toHaveLength(2)
  })

  it('is given to another key of the tenant, also of another plan', async () => {
    const topic = newTopic()
    const [one, two, three] = [
      await tenantKey('acme'),
      await tenantKey('acme'),
      await tenantKey('acme', 'other'),
    ]
    const { text } = await ask(one.key, topic.body())
    for (const { key } of [two, three])
      expect(await ask(key, topic.body())).toMatchObject({ seen: '200 HIT', text })
    expect(topic.calls(access.world)).toHaveLength(1)
  })

  it('is not given to a body or a name that imitates the tenant', async () => {
    const topic = newTopic()
    const { id, key } = await access.makeKey('warm')
    const tenant = await tenantKey('victim')
    const kept = [await ask(key, topic.body()), await ask(tenant.key, topic.body())]
    const names = [`caller/key-${id}`, `key-${id}`, 'caller/tenant-victim', 'tenant-victim', 'victim']
    const bodies = names.flatMap(name =>
      [{ user: name }, { owner: name }, { metadata: { tenant: name } }].map(topic.body),
    )
    const strangers = await Promise.all(
      ['stranger', `key-${id}`, 'tenant-victim', 'plan'].map(name => tenantKey(name)),
    )
    for (const stranger of strangers)
      for (const body of [topic.body(), ...bodies]) {
        const got = await ask(stranger.key, body)
        expect(got.seen).toBe('200 MISS')
        expect(kept.map(({ text }) => text)).not.toContain(got.text)
      }
    expect(topic.calls(access.world)).toHaveLength(2 + strangers.length * (bodies.length + 1))
  })

  it('is not given to one that names the tenant in headers', async () => {
    const topic = newTopic()
    const [one, other] = [await tenantKey('named'), await tenantKey('namer')]
    await ask(one.key, topic.body())
    const headers = { 'x-tenant': 'named', 'x-tenant-id': 'tenant-named', 'openai-organization': 'named' }
    const reply = await access.sendAs(other.key, { headers, body: topic.body() })
    expect(seen(reply)).toBe('200 MISS')
  })
})

describe('an answer that was given to a key without a tenant', () => {
  it('is given to no other key', async () => {
    const topic = newTopic()
    const [one, other] = [await access.makeKey('warm'), await access.makeKey('warm')]
    const got = [await ask(one.key, topic.body()), await ask(other.key, topic.body())]
    expect(got.map(each => each.seen)).toEqual(['200 MISS', '200 MISS'])
    expect(topic.calls(access.world)).toHaveLength(2)
  })

  it('is out of reach once the key is revoked', async () => {
    const topic = newTopic()
    const { id, key } = await access.makeKey('warm')
    await ask(key, topic.body())
    expect((await ask(key, topic.body())).seen).toBe('200 HIT')
    expect((await access.operate('DELETE', `/keys/${id}`)).status).toBe(200)
    for (const at of [0, 1]) {
      const { reply, text } = await ask(key, topic.body(), at)
      expectError(reply, { status: 401, code: 'invalid_api_key' })
      expect(text).not.toContain(topic.content)
    }
  })
})

describe('an answer of a plan that shares its answers', () => {
  it('is given to all callers of the plan, and to no others', async () => {
    const topic = newTopic()
    const mine = [
      await tenantKey('red', 'team'),
      await tenantKey('blue', 'team'),
      await access.makeKey('team'),
    ]
    const got = []
    for (const { key } of mine) got.push(await ask(key, topic.body()))
    expect(got.map(each => each.seen)).toEqual(['200 MISS', '200 HIT', '200 HIT'])
    expect(new Set(got.map(({ text }) => text)).size).toBe(1)
    const others = [
      await tenantKey('red', 'rivals'),
      await tenantKey('red'),
      await tenantKey('team', 'other'),
    ]
    for (const { key } of others) expect((await ask(key, topic.body())).seen).toBe('200 MISS')
    expect(topic.calls(access.world)).toHaveLength(4)
  })
})

describe('the answers of a tenant that an operator throws away', () => {
  it('are missing at once, at every gateway, and those of others are not', async () => {
    const topic = newTopic()
    const [key, other] = [(await tenantKey('x')).key, (await tenantKey('y')).key]
    const before = await keptAnswers()
    const old = await ask(key, topic.body())
    await untilKept(before)
    const kept = await ask(other, topic.body())
    expect(await ask(key, topic.body(), 1)).toMatchObject({ seen: '200 HIT', text: old.text })
    expect((await access.operate('DELETE', '/cache/tenant-x')).status).toBe(200)
    for (const at of [1, 0]) {
      const got = await ask(key, topic.body(), at)
      expect([got.seen, got.text === old.text]).toEqual(['200 MISS', false])
      expect(await ask(key, topic.body(), at)).toMatchObject({ seen: '200 HIT', text: got.text })
    }
    expect(await ask(other, topic.body())).toMatchObject({ seen: '200 HIT', text: kept.text })
  })
})
