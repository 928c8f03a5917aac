import { Redis as Inspector } from 'ioredis'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createRedis } from '@/lib/stores/create-redis'
import { createRedisUsage } from '@/lib/stores/create-redis-usage'
import { createRestTransport } from '@/lib/stores/create-rest-transport'
import { latencyBucket } from '@/lib/usage/latency-bucket'
import { dimensions } from '@/lib/usage/usage-sums'
import { buildUsageRecord } from '../support/build-usage-record'
import { createFakeEffects } from '../support/fake-effects'
import { patientBreaker } from '../support/patient-breaker'
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

const hourMs = 60 * 60_000
const dayMs = 24 * hourMs
const at = Date.UTC(2026, 10, 21, 10, 5)
const periods = ['2026-11-21T10:05', '2026-11-21T10', '2026-11-21'] as const
const hourKey = `isochrone:usage:${periods[1]}`
const lastHour = { from: at - hourMs, to: at }

function connect() {
  const { startTimer, now } = createFakeEffects()
  return createRedisUsage(createRedis(createRestTransport(storage.upstash, fetch), { startTimer, now }), {
    breaker: patientBreaker,
    newId: () => crypto.randomUUID(),
  })
}

const add = (changes: Parameters<typeof buildUsageRecord>[0] = {}) => connect().add(buildUsageRecord(changes))

const requestsOf = async (model: string) =>
  (await connect().read('model', lastHour)).rows.get(model)?.sums.requests

describe('a row that somebody else has written', () => {
  it.each([
    'text',
    '',
    '1',
    '1 x 3',
    '- - -',
    '0 0 0 0 0 0 0 0 0 0 5 6 7',
    ' ',
    '1e999',
    'nan',
    'inf',
    '-inf',
    'nan nan nan nan nan nan nan nan nan nan',
    '0 0 0 inf 0 0 0 1e400',
  ])('does not break the counting: %j', async foreign => {
    await inside.hset(hourKey, 'model/gpt-4.1', foreign)
    expect(await add()).toBe(true)
    expect(await add()).toBe(true)
    const { rows } = await connect().read('model', lastHour)
    expect(rows.get('gpt-4.1')?.sums).toMatchObject({ completionTokens: 200, nanoUsd: 5_200_000 })
  })

  it('does not break the counting where it stands for a number of calls', async () => {
    await inside.hset(hourKey, `model/gpt-4.1#${latencyBucket(120)}`, 'text')
    const record = buildUsageRecord()
    await connect().add(record)
    await connect().add(record)
    expect(await requestsOf('gpt-4.1')).toBe(1)
    expect((await inside.hgetall(`isochrone:usage:${periods[2]}`))['model/gpt-4.1']).toMatch(/^1 /)
  })

  it('does not break the reading', async () => {
    await add()
    await inside.hset(hourKey, {
      unknown: '1 2 3',
      '': 'x',
      'model/': 'text',
      'model/foreign': '1 -2 x',
      'model/gpt-4.1#text': '5',
      'model/gpt-4.1#12': 'text',
      'planet/earth': '1 1 1',
    })
    for (const by of dimensions) {
      const { rows } = await connect().read(by, lastHour)
      expect([...rows.values()].every(({ sums }) => Number.isFinite(sums.nanoUsd))).toBe(true)
    }
    expect(await requestsOf('gpt-4.1')).toBe(1)
  })
})

describe('a key that somebody else has taken', () => {
  it.each(periods)('is replaced, and a call is counted whole and once: %s', async period => {
    await inside.set(`isochrone:usage:${period}`, 'text')
    const record = buildUsageRecord()
    expect([await connect().add(record), await connect().add(record)]).toEqual([true, false])
    for (const each of periods)
      expect((await inside.hgetall(`isochrone:usage:${each}`))['tried/sin']).toMatch(/^1 /)
  })

  it('does not keep the other hours from being read', async () => {
    await add()
    await inside.set('isochrone:usage:2026-11-21T09', 'text')
    expect(await requestsOf('gpt-4.1')).toBe(1)
  })
})

describe('a hash that is full', () => {
  const fill = async (key: string) => {
    for (let first = 0; first < 20_000; first += 5000) {
      const fields = Array.from({ length: 5000 }, (_, place) => [`tenant/t${first + place}`, '1'] as const)
      await inside.hset(key, Object.fromEntries(fields))
    }
  }

  it('counts what is new under `other`, and its sums stay right', async () => {
    await fill(hourKey)
    await add({ tenant: 't7' })
    const names = Array.from({ length: 30 }, (_, place) => `new-${place}`)
    await Promise.all(names.map(name => add({ tenant: name, model: name, country: name })))
    expect(await inside.hlen(hourKey)).toBeLessThan(20_020)
    const { rows } = await connect().read('tenant', lastHour)
    expect(rows.get('other')?.sums).toMatchObject({ requests: 30, nanoUsd: 30 * 2_600_000 })
    expect(rows.get('t7')?.sums).toMatchObject({ requests: 2, nanoUsd: 2_600_000 })
    for (const by of ['model', 'country', 'endpoint'] as const)
      expect((await connect().read(by, lastHour)).rows.get('other')?.sums.nanoUsd).toBe(31 * 2_600_000)
    // The day has room.
    const day = await inside.hgetall(`isochrone:usage:${periods[2]}`)
    expect(day['model/new-3']).toMatch(/^1 /)
  })
})

describe('names', () => {
  it.each([
    'a#b',
    'a/b/c',
    'a b',
    ' ',
    '🌏 Đà Nẵng',
    'a#60',
    '__proto__',
    'a\nb',
    '%23',
    'model/x',
    'x'.repeat(256),
  ])('of models come back as they are, or harmlessly: %j', async model => {
    await add({ model, tenant: model, country: model })
    await add({ model, tenant: model, country: model })
    for (const by of ['model', 'tenant', 'country'] as const) {
      const { rows } = await connect().read(by, lastHour)
      expect([...rows.keys()]).toEqual([expect.toBeOneOf([model, model.replaceAll('#', '%23')])])
      const [row] = rows.values()
      expect(row?.sums).toMatchObject({ requests: 2, promptTokens: 1800, nanoUsd: 5_200_000 })
      expect([...(row?.durations.values() ?? [])]).toEqual([2])
    }
  })
})

describe('a reading', () => {
  const readKeys = () =>
    storage.upstash.commands.map(([, key]) => String(key).replace('isochrone:usage:', ''))

  it.each([
    ['15 minutes by the minute', 15 * 60_000, 16, '2026-11-21T09:50/use', '2026-11-21T10:05/use'],
    ['24 hours by the hour', dayMs, 25, '2026-11-20T10', '2026-11-21T10'],
    ['7 days by the hour', 7 * dayMs, 169, '2026-11-14T10', '2026-11-21T10'],
    ['30 days by the day', 30 * dayMs, 31, '2026-10-22', '2026-11-21'],
    ['400 days by the day', 400 * dayMs, 401, '2025-10-17', '2026-11-21'],
  ])('is of %s, in one request', async (_, milliseconds, count, first, last) => {
    const report = await connect().read('model', { from: at - milliseconds, to: at })
    expect([readKeys().length, readKeys()[0], readKeys().at(-1)]).toEqual([count, first, last])
    expect(new Date(report.from).toISOString().startsWith(first.replace('/use', ''))).toBe(true)
    expect(storage.upstash.requests).toBe(1)
  })

  it.each([15 * 60_000, dayMs, 30 * dayMs])(
    'holds what was used since its beginning, and nothing before: %i ms',
    async span => {
      const { from } = await connect().read('model', { from: at - span, to: at })
      for (const moment of [from - 1, from, at, at + 1]) await add({ at: moment })
      const { rows } = await connect().read('model', { from: at - span, to: at })
      expect(rows.get('gpt-4.1')?.sums.requests).toBe(3)
    },
  )
})
