import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { newTopic, seen, type Topic } from './support/new-topic'
import { type Access, startAccess } from './support/start-access'

let access: Access
let redis: Redis
let keys: Record<'usual' | 'any' | 'off', string>
beforeAll(async () => {
  access = await startAccess({
    gateways: 2,
    plans: { any: { cache: 'any' }, off: { cache: 'off' } },
    prepare: ({ edgeConfig }) =>
      edgeConfig.set('models', { catalogue: { 'gpt-4o-mini': { cacheTtlSeconds: 0 } } }),
  })
  redis = new Redis(access.world.redis?.url ?? '')
  const make = async (plan: string) => (await access.makeKey(plan, { tenant: plan })).key
  keys = { usual: await make('warm'), any: await make('any'), off: await make('off') }
})
afterAll(async () => {
  redis.disconnect()
  await access.close()
})

type Wanted = {
  readonly body?: object
  readonly control?: string
  readonly by?: keyof typeof keys
  readonly at?: number
}

async function ask(topic: Topic, { body, control, by = 'usual', at }: Wanted = {}) {
  const headers: Record<string, string> = control === undefined ? {} : { 'cache-control': control }
  const reply = await access.sendAs(keys[by], { headers, body: topic.body(body) }, at)
  return { seen: seen(reply), reply, text: reply.text }
}

const callsAbout = (topic: Topic) => topic.calls(access.world).length

describe.concurrent('an answer is given again', () => {
  it.each<[string, Wanted]>([
    ['to a call with temperature 0', {}],
    ['to a call with temperature -0.0, which is 0', { body: { temperature: -0 } }],
    ['to a call with a seed, whatever its temperature', { body: { temperature: 1, seed: 5 } }],
    ['to a call left to chance where the plan says so', { body: { temperature: 1 }, by: 'any' }],
    [
      'to a call without a temperature where the plan says so',
      { body: { temperature: undefined }, by: 'any' },
    ],
    ['to a call with an unknown directive', { control: 'only-if-fun, max-stale=5' }],
    ['to a call whose max-age is no number', { control: 'max-age=soon' }],
    ['to a call whose max-age it has not reached', { control: 'max-age=60' }],
    ['to a call that is not to be stored upstream', { body: { store: false } }],
    ['with several choices', { body: { n: 3 } }],
  ])('%s', async (_, wanted) => {
    const topic = newTopic()
    const [first, second] = [await ask(topic, wanted), await ask(topic, wanted)]
    expect([first.seen, second.seen, callsAbout(topic)]).toEqual(['200 MISS', '200 HIT', 1])
    expect(second.text).toBe(first.text)
    expect(second.reply.headers.get('content-type')).toMatch(/^application\/json/)
    expect(second.reply.headers.get('x-cache-age')).toMatch(/^[0-5]$/)
    expect(second.reply.headers.get('x-model-used')).toBe('gpt-4.1')
    const names = ['x-endpoint-used', 'x-route-attempts', 'openai-processing-ms', 'warning']
    expect(names.map(name => second.reply.headers.get(name))).toEqual([null, null, null, null])
  })

  it('at another gateway', async () => {
    const topic = newTopic()
    const { text } = await ask(topic)
    await vi.waitFor(async () => expect(await ask(topic, { at: 1 })).toMatchObject({ seen: '200 HIT' }))
    expect((await ask(topic, { at: 1 })).text).toBe(text)
  })
})

describe.concurrent('the cache has nothing to do with a call', () => {
  it.each<[string, Wanted]>([
    ['that is left to chance', { body: { temperature: 1 } }],
    ['that says nothing of its temperature', { body: { temperature: undefined } }],
    ['whose seed is null', { body: { temperature: 0.7, seed: null } }],
    ['of a plan without a cache', { by: 'off' }],
    ['that says no-store', { control: 'no-store' }],
    ['that says no-store among others, in capitals', { control: 'max-age=60, No-Store' }],
    ['of a model without a time for which answers are good', { body: { model: 'gpt-4o-mini' } }],
    ['of a model that the catalogue does not name', { body: { model: 'gpt-3.5-turbo-instruct' } }],
    ['that is to be stored upstream', { body: { store: true } }],
  ])('%s', async (_, wanted) => {
    const topic = newTopic()
    const [first, second] = [await ask(topic, wanted), await ask(topic, wanted)]
    expect([first.seen, second.seen, callsAbout(topic)]).toEqual(['200 BYPASS', '200 BYPASS', 2])
    expect(second.text).not.toBe(first.text)
    expect(second.reply.headers.has('x-cache-age')).toBe(false)
  })

  it('that says no-store: its answer is not kept and what is kept is not given', async () => {
    const topic = newTopic()
    await ask(topic, { control: 'no-store' })
    const kept = await ask(topic)
    expect(kept.seen).toBe('200 MISS')
    const other = await ask(topic, { control: 'no-store' })
    expect([other.seen, other.text === kept.text]).toEqual(['200 BYPASS', false])
    expect((await ask(topic)).text).toBe(kept.text)
  })
})

describe.concurrent('a caller that wants an answer', () => {
  it('not from the cache has the endpoint asked, and its answer is kept for the next', async () => {
    const topic = newTopic()
    const old = await ask(topic)
    const fresh = await ask(topic, { control: 'no-cache' })
    expect([fresh.seen, fresh.text === old.text, callsAbout(topic)]).toEqual(['200 MISS', false, 2])
    for (const at of [0, 1])
      await vi.waitFor(async () =>
        expect(await ask(topic, { at })).toMatchObject({ seen: '200 HIT', text: fresh.text }),
      )
    expect(callsAbout(topic)).toBe(2)
  })

  it('of no age has the endpoint asked', async () => {
    const topic = newTopic()
    await ask(topic)
    expect((await ask(topic, { control: 'max-age=0' })).seen).toBe('200 MISS')
    expect((await ask(topic, { control: 'max-age="0"' })).seen).toBe('200 MISS')
    expect([(await ask(topic)).seen, callsAbout(topic)]).toEqual(['200 HIT', 3])
  })

  it('no older than a second is not given one of more, at any gateway, and another caller is', async () => {
    const topic = newTopic()
    const old = await ask(topic)
    // Ages are counted in seconds.
    await sleep(1100)
    const other = await ask(topic, { at: 1 })
    expect(other).toMatchObject({ seen: '200 HIT', text: old.text })
    expect(Number(other.reply.headers.get('x-cache-age'))).toBeGreaterThanOrEqual(1)
    for (const at of [0, 1]) {
      expect((await ask(topic, { control: 'max-age=1', at })).seen).toBe('200 MISS')
      expect((await ask(topic, { control: 'max-age=30', at })).seen).toBe('200 HIT')
    }
    expect(callsAbout(topic)).toBe(3)
  })
})

describe('what is kept in Redis', () => {
  it('stays for twice the time for which it is good, and no longer', async () => {
    const topic = newTopic()
    await ask(topic)
    const kept = async () => {
      const names = await redis.keys('isochrone:cache:*')
      const values = await Promise.all(names.map(name => redis.get(name)))
      return names.filter((_, at) => values[at]?.includes(topic.content))
    }
    await vi.waitFor(async () => expect(await kept()).toHaveLength(1))
    const [name = ''] = await kept()
    expect(name).toMatch(/^isochrone:cache:[0-9a-f]{64}$/)
    expect(await redis.ttl(name)).toBeLessThanOrEqual(7200)
    expect(await redis.ttl(name)).toBeGreaterThan(7190)
  })
})
