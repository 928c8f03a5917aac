import { Redis as Inspector } from 'ioredis'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { CanaryMark } from '@/lib/health/canary-mark'
import { createRedis } from '@/lib/stores/create-redis'
import { createRedisUsage } from '@/lib/stores/create-redis-usage'
import { createRestTransport } from '@/lib/stores/create-rest-transport'
import { createStoreBreaker } from '@/lib/stores/create-store-breaker'
import { buildNews } from '../support/build-news'
import { buildUsageRecord } from '../support/build-usage-record'
import { connectExchange } from '../support/connect-exchange'
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

const key = 'isochrone:canaries'
const version = '0123456789abcdef'
const mark: CanaryMark = { version, reason: 'circuit-open', endpoint: 'sin', since: 0 }

const tell = (changes: Partial<CanaryMark> = {}) =>
  connectExchange(storage.upstash).tell('sin1', { ...buildNews({}), canaryOff: { ...mark, ...changes } })

function connect() {
  const { startTimer } = createFakeEffects()
  const redis = createRedis(createRestTransport(storage.upstash, fetch), { startTimer, now: Date.now })
  let made = 0
  return createRedisUsage(redis, { breaker: createStoreBreaker(Date.now), newId: () => `id-${++made}` })
}

describe('that a canary is off', () => {
  it('is kept as it was first told, with the store’s own moment', async () => {
    const before = Date.now()
    await tell()
    await tell({ reason: 'more-errors', endpoint: 'nrt' })
    const [at = '', ...rest] = ((await inside.hget(key, version)) ?? '').split(' ')
    expect(rest).toEqual(['circuit-open', 'sin'])
    expect(Number(at)).toBeGreaterThanOrEqual(before - 5)
    expect(await inside.ttl(key)).toBeGreaterThan(300 * 24 * 60 * 60)
  })

  it.each([
    ['junk', 'junk'],
    ['a moment that lies ahead', `${Date.now() + 3_600_000} circuit-open sin`],
  ])('replaces %s', async (_, text) => {
    await inside.hset(key, version, text)
    await tell()
    expect(await inside.hget(key, version)).toMatch(/^\d{13} circuit-open sin$/)
  })

  it('replaces what is no hash', async () => {
    await inside.set(key, 'junk')
    await tell()
    expect(await inside.hlen(key)).toBe(1)
  })

  it('is kept of 64 canaries, the newest', async () => {
    for (let at = 0; at < 64; at++)
      await inside.hset(key, `${at}`, `${1_700_000_000_000 + at} circuit-open sin`)
    await tell()
    expect(await inside.hlen(key)).toBe(64)
    expect(await inside.hexists(key, '0')).toBe(0)
    expect(await inside.hexists(key, version)).toBe(1)
  })

  it('comes with what was counted, whatever else lies there', async () => {
    const usage = connect()
    const canary = { version, side: 'canary' } as const
    await usage.add(buildUsageRecord({ id: 'one', canary }))
    await usage.add(buildUsageRecord({ id: 'two', canary: { version, side: 'control' }, isError: true }))
    await tell()
    await inside.hset(`isochrone:usage:canary-${version}`, 'canary/other', 'junk', 'x'.repeat(99), 'junk')
    const { seen, mark: told } = await usage.canary(version)
    expect(seen.get('canary/canary')?.sums).toMatchObject({ requests: 1, errors: 0 })
    expect(seen.get('canary/control')?.sums).toMatchObject({ requests: 1, errors: 1 })
    expect(seen.has('canary/other')).toBe(false)
    expect(told).toMatch(/ circuit-open sin$/)
    expect(await usage.canary('fedcba9876543210')).toEqual({ seen: new Map(), mark: undefined })
  })

  it('and what was counted of a canary is kept apart from all other sums', async () => {
    await connect().add(buildUsageRecord({ id: 'three', canary: { version, side: 'canary' } }))
    for (const name of await inside.keys('isochrone:usage:*')) {
      if (name.includes('record')) continue
      const fields = await inside.hkeys(name)
      expect(fields.some(field => field.startsWith('canary/'))).toBe(name.endsWith(version))
      if (name.endsWith(version)) expect(fields.every(field => field.startsWith('canary/'))).toBe(true)
    }
  })
})
