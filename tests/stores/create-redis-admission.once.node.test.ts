import { Redis as Inspector } from 'ioredis'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createRedis } from '@/lib/stores/create-redis'
import { createRedisAdmission } from '@/lib/stores/create-redis-admission'
import { createRedisKeyStore } from '@/lib/stores/create-redis-key-store'
import { createRestTransport } from '@/lib/stores/create-rest-transport'
import { createStoreBreaker } from '@/lib/stores/create-store-breaker'
import { buildAsk } from '../support/build-ask'
import { createFakeEffects } from '../support/fake-effects'
import { type Storage, startStorage } from '../world/start-storage'

let storage: Storage
let inside: Inspector
beforeAll(async () => {
  storage = await startStorage('real')
  inside = new Inspector(storage.redis?.url ?? '')
})
beforeEach(() => storage.reset())
afterAll(async () => {
  inside.disconnect()
  await storage.close()
})

const caller = 'key-AAAAAAAAAAAA'
const onceKey = 'isochrone:once:name'
const claim = '{"state":"running","body":"digest"}'
const once = { name: 'name', claim }
const limits = { requestsPerMinute: 5, tokensPerMinute: 500, concurrency: 5 }
const budgets = [{ name: 'day', limit: 1000, seconds: 100 }]

function client() {
  const { startTimer, now } = createFakeEffects()
  return createRedis(createRestTransport(storage.upstash, fetch), { startTimer, now })
}

let slots = 0
function admit(changes: Parameters<typeof buildAsk>[0] = {}) {
  const { now } = createFakeEffects()
  const store = createRedisAdmission(client(), createStoreBreaker(now))
  return store.admit(buildAsk({ caller, slot: `slot-${++slots}`, limits, ...changes }))
}

describe('a call that is to be done once', () => {
  it('is let in once, however many come at once, and the others are told by whom it is done', async () => {
    const asked = { once, budgets, nanoUsd: 100, tokens: 10, limits: { ...limits, requestsPerMinute: 100 } }
    const answers = await Promise.all(Array.from({ length: 30 }, () => admit(asked)))
    expect(answers.filter(({ kind }) => kind === 'admitted')).toHaveLength(1)
    const repeated = answers.filter(({ kind }) => kind === 'repeated')
    expect(repeated).toHaveLength(29)
    for (const answer of repeated) expect(answer).toMatchObject({ known: claim, tokens: { used: 10 } })
    expect(await inside.get('isochrone:spent:day')).toBe('100')
    expect(await inside.zcard(`isochrone:slots:${caller}`)).toBe(1)
  })

  it('is a request each time that it comes, and is refused by their limit', async () => {
    for (let used = 1; used <= 5; used++) expect(await admit({ once })).toMatchObject({ requests: { used } })
    const refused = await admit({ once })
    expect(refused).toMatchObject({ kind: 'limited', by: 'requests', requests: { used: 5 } })
    expect(JSON.stringify(refused)).not.toContain('running')
    expect(await admit()).toMatchObject({ kind: 'limited', by: 'requests' })
    expect(await inside.zcard(`isochrone:slots:${caller}`)).toBe(1)
  })

  it('is not counted as a request where these have no limit', async () => {
    for (let call = 0; call < 2; call++) await admit({ once, limits: { requestsPerMinute: undefined } })
    expect(await inside.exists(`isochrone:requests:${caller}`)).toBe(0)
  })

  it('gets what is known of it word for word, even where its caller has no room left', async () => {
    const known = '{"state":"done","text":"Xin chào 🌏"}'
    await inside.set(onceKey, known)
    await inside.set('isochrone:spent:day', '5000')
    const none = { requestsPerMinute: 1, tokensPerMinute: 0, concurrency: 0 }
    expect(await admit({ once, budgets, limits: none, tokens: 10 })).toMatchObject({
      kind: 'repeated',
      known,
    })
  })

  it('holds its claim no longer than its slot', async () => {
    await admit({ once })
    expect(await inside.get(onceKey)).toBe(claim)
    const seconds = await inside.ttl(onceKey)
    expect(seconds).toBeGreaterThan(305)
    expect(seconds).toBeLessThanOrEqual(310)
  })

  it.each([
    ['budget', { budgets: [{ name: 'day', limit: 0, seconds: 100 }] }],
    ['requests', { limits: { requestsPerMinute: 0 } }],
    ['tokens', { limits: { tokensPerMinute: 1 }, tokens: 10 }],
    ['concurrency', { limits: { concurrency: 0 } }],
  ])('and is refused by its %s claims nothing, and may come again', async (by, changes) => {
    expect(await admit({ once, ...changes })).toMatchObject({ kind: 'limited', by })
    expect(await inside.exists(onceKey)).toBe(0)
    expect((await admit({ once })).kind).toBe('admitted')
  })

  it('and whose credential is another by now claims nothing and is told nothing', async () => {
    const proof = { kind: 'key', id: 'AAAAAAAAAAAA', record: 'old' } as const
    expect((await admit({ once, proof })).kind).toBe('record')
    expect(await inside.exists(onceKey)).toBe(0)
    await inside.set(onceKey, 'answer of before')
    await inside.set('isochrone:revoked:jti', '1')
    expect(await admit({ once, proof: { kind: 'token', jti: 'jti' } })).toEqual({ kind: 'revoked' })
  })

  it.each<[string, () => Promise<unknown>]>([
    ['a hash', () => inside.hset(onceKey, 'a', 'b')],
    ['a list', () => inside.rpush(onceKey, 'a')],
    ['nothing', () => inside.set(onceKey, '')],
  ])('is done where somebody else has put %s in its place', async (_, put) => {
    await put()
    expect((await admit({ once })).kind).toBe('admitted')
    expect(await inside.get(onceKey)).toBe(claim)
  })

  it('that did not ask for it claims nothing', async () => {
    await inside.set('isochrone:once:', 'foreign')
    expect((await admit()).kind).toBe('admitted')
    expect(await inside.keys('isochrone:once:*')).toEqual(['isochrone:once:'])
  })
})

describe('an answer that is kept', () => {
  const kept = '{"sealed":"Xin chào 🌏"}'

  it('comes along with the admission where it is asked for', async () => {
    await inside.set('isochrone:cache:digest', kept)
    expect(await admit({ cacheKey: 'digest' })).toMatchObject({ kind: 'admitted', cached: kept })
    expect(await admit()).toMatchObject({ kind: 'admitted', cached: undefined })
    expect(await admit({ cacheKey: 'other' })).toMatchObject({ kind: 'admitted', cached: undefined })
  })

  it('does not come to who is refused', async () => {
    await inside.set('isochrone:cache:digest', kept)
    const answer = await admit({ cacheKey: 'digest', limits: { requestsPerMinute: 0 } })
    expect(JSON.stringify(answer)).not.toContain('Xin')
  })

  it.each<[string, () => Promise<unknown>]>([
    ['a hash', () => inside.hset('isochrone:cache:digest', 'a', 'b')],
    ['nothing', () => inside.set('isochrone:cache:digest', '')],
  ])('is none where somebody else has put %s in its place', async (_, put) => {
    await put()
    expect(await admit({ cacheKey: 'digest' })).toMatchObject({ kind: 'admitted', cached: undefined })
  })
})

describe('how often a caller’s answers have been thrown away', () => {
  it('is told with each admission, for this caller alone', async () => {
    expect(await admit()).toMatchObject({ epoch: 0 })
    const keys = createRedisKeyStore(client())
    await keys.forgetAnswers(caller)
    await keys.forgetAnswers(caller)
    expect(await admit()).toMatchObject({ epoch: 2 })
    expect(await admit({ caller: 'key-BBBBBBBBBBBB' })).toMatchObject({ epoch: 0 })
  })

  it.each(['text', '', '1e3', '-1', '1.5'])('is a number whatever stands there: %j', async foreign => {
    await inside.hset('isochrone:cache-epochs', caller, foreign)
    expect(await admit()).toMatchObject({ kind: 'admitted', epoch: expect.any(Number) })
  })

  it('is none where the key is of another kind, and the call is let in', async () => {
    await inside.set('isochrone:cache-epochs', 'text')
    expect(await admit()).toMatchObject({ kind: 'admitted', epoch: 0 })
  })
})
