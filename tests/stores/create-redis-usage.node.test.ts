import { Redis as Inspector } from 'ioredis'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createRedis } from '@/lib/stores/create-redis'
import { createRedisUsage } from '@/lib/stores/create-redis-usage'
import { createRestTransport } from '@/lib/stores/create-rest-transport'
import { percentileMs } from '@/lib/usage/latency-bucket'
import type { UsageRecord } from '@/lib/usage/usage-record'
import { type Counter, type Dimension, dimensions, noSums, type UsageSums } from '@/lib/usage/usage-sums'
import { buildBilled, buildUsageRecord } from '../support/build-usage-record'
import { createFakeEffects } from '../support/fake-effects'
import { patientBreaker } from '../support/patient-breaker'
import { seededRandom } from '../support/seeded-random'
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
const periodKeys = ['2026-11-21T10:05', '2026-11-21T10', '2026-11-21'].map(
  period => `isochrone:usage:${period}`,
)
const useKey = `${periodKeys[0]}/use`
const lastHour = { from: at - hourMs, to: at }

/** One instance's own connection to the store. */
function connect() {
  const { startTimer, now } = createFakeEffects()
  return createRedisUsage(createRedis(createRestTransport(storage.upstash, fetch), { startTimer, now }), {
    breaker: patientBreaker,
    newId: () => crypto.randomUUID(),
  })
}

async function addAll(records: readonly UsageRecord[]): Promise<void> {
  const store = connect()
  await Promise.all(records.map(record => store.add(record)))
}

/** The sum of a counter over all rows of a dimension, as it is read. */
async function totalOf(counter: Counter, by: Dimension, stretch = lastHour): Promise<number> {
  const { rows } = await connect().read(by, stretch)
  return [...rows.values()].reduce((sum, row) => sum + row.sums[counter], 0)
}

/** The same from the hash itself. */
async function storedSums(key: string, by: Dimension): Promise<UsageSums> {
  const rows = Object.entries(await inside.hgetall(key)).filter(
    ([field]) => field.startsWith(`${by}/`) && !field.includes('#'),
  )
  const sum = (place: number) => rows.reduce((all, [, value]) => all + Number(value.split(' ')[place]), 0)
  const [requests, errors, promptTokens, completionTokens] = [sum(0), sum(1), sum(2), sum(3)]
  const [cachedTokens, reasoningTokens, audioTokens] = [sum(4), sum(5), sum(6)]
  const [nanoUsd, estimated, unpriced] = [sum(7), sum(8), sum(9)]
  const tokens = { promptTokens, completionTokens, cachedTokens, reasoningTokens, audioTokens }
  return { ...noSums, requests, errors, ...tokens, nanoUsd, estimated, unpriced }
}

function sumsOf(records: readonly UsageRecord[]): UsageSums {
  const sum = (read: (record: UsageRecord) => number) => records.reduce((all, each) => all + read(each), 0)
  return {
    ...noSums,
    requests: records.length,
    errors: sum(({ isError }) => Number(isError)),
    promptTokens: sum(each => each.promptTokens),
    completionTokens: sum(each => each.completionTokens),
    cachedTokens: sum(each => each.cachedTokens),
    reasoningTokens: sum(each => each.reasoningTokens),
    audioTokens: sum(each => each.audioPromptTokens + each.audioCompletionTokens),
    nanoUsd: sum(each => each.nanoUsd),
    estimated: sum(({ isEstimated }) => Number(isEstimated)),
    unpriced: sum(({ isUnpriced }) => Number(isUnpriced)),
  }
}

/** Records that look thrown: over three days, by few and many names, with no to three attempts. */
function throwRecords(seed: number, count: number): UsageRecord[] {
  const random = seededRandom(seed)
  const below = (limit: number) => Math.floor(random() * limit)
  const pick = (name: string, of: number) => `${name}-${below(of)}`
  return Array.from({ length: count }, () => {
    const attempts = Array.from({ length: below(4) }, () =>
      buildBilled({
        endpoint: pick('endpoint', 3),
        billed: random() < 0.5 ? 'yes' : 'unknown',
        promptTokens: below(1e9),
        completionTokens: below(1e6),
        cachedTokens: below(100),
        reasoningTokens: below(100),
        audioPromptTokens: below(10),
        audioCompletionTokens: below(10),
        nanoUsd: below(1e12),
      }),
    )
    return buildUsageRecord({
      at: at - below(3 * dayMs),
      tenant: pick('tenant', 20),
      model: pick('model', 5),
      country: pick('country', 4),
      endpoint: attempts.at(-1)?.endpoint,
      attempts,
      isError: random() < 0.3,
      isEstimated: random() < 0.3,
      isUnpriced: random() < 0.3,
      durationMs: below(300_000),
    })
  })
}

describe('a record', () => {
  it('counts once, however often and from however many instances it is added', async () => {
    const record = buildUsageRecord()
    const stores = Array.from({ length: 5 }, connect)
    const added = await Promise.all(stores.flatMap(store => [store.add(record), store.add(record)]))
    expect(added.filter(Boolean)).toHaveLength(1)
    expect(await connect().add({ ...record, nanoUsd: 7, tenant: 'other' })).toBe(false)
    for (const key of [...periodKeys.slice(1), useKey])
      for (const by of dimensions) expect(await storedSums(key, by)).toEqual(sumsOf([record]))
    for (const key of periodKeys) expect(await inside.hget(key, 'tried/sin')).toMatch(/^1 /)
  })

  it('is kept as it was, as long as it may come once more', async () => {
    const record = buildUsageRecord({ code: 'upstream_timeout' })
    await connect().add(record)
    const key = `isochrone:usage:record:${record.id}`
    expect(JSON.parse((await inside.get(key)) ?? '')).toEqual(record)
    expect(await inside.ttl(key)).toBeGreaterThan(7 * 24 * 3600 - 10)
  })

  it('is counted by its minute, hour and day of UTC and by no other', async () => {
    await connect().add(buildUsageRecord({ at: Date.UTC(2026, 10, 21, 23, 59, 59, 999) }))
    await connect().add(buildUsageRecord({ at: Date.UTC(2026, 10, 22) }))
    const sums = (await inside.keys('isochrone:usage:2026*')).toSorted()
    expect(sums.map(key => key.slice('isochrone:usage:'.length))).toEqual([
      '2026-11-21',
      '2026-11-21T23',
      '2026-11-21T23:59',
      '2026-11-21T23:59/use',
      '2026-11-22',
      '2026-11-22T00',
      '2026-11-22T00:00',
      '2026-11-22T00:00/use',
    ])
    for (const key of sums)
      expect(await inside.hget(key, key.endsWith('/use') ? 'tenant/key-AAAAAAAAAAAA' : 'tried/sin')).toMatch(
        /^1 /,
      )
  })

  it('leaves nothing that never expires', async () => {
    await connect().add(buildUsageRecord())
    const seconds = await Promise.all([...periodKeys, useKey].map(key => inside.ttl(key)))
    const expected = [3 * 3600, 8 * 24 * 3600, 400 * 24 * 3600, 3 * 3600]
    for (const [place, most] of expected.entries()) {
      expect(seconds[place]).toBeLessThanOrEqual(most)
      expect(seconds[place]).toBeGreaterThan(most - 10)
    }
    const ttls = await Promise.all((await inside.keys('*')).map(key => inside.ttl(key)))
    expect(ttls).toHaveLength(6)
    expect(Math.min(...ttls)).toBeGreaterThan(0)
  })
})

describe('the rows of each dimension', () => {
  it.each([1, 2, 3])('add up to the sum of the records, whatever they hold: %i', async seed => {
    const records = throwRecords(seed, 150)
    await addAll(records)
    const periodOf = (record: UsageRecord, length: number) =>
      new Date(record.at).toISOString().slice(0, length)
    for (const length of [10, 13, 16])
      for (const period of new Set(records.map(record => periodOf(record, length)))) {
        const expected = sumsOf(records.filter(record => periodOf(record, length) === period))
        for (const by of dimensions) {
          const key = `isochrone:usage:${period}${length === 16 ? '/use' : ''}`
          const { errors, ...sums } = await storedSums(key, by)
          expect(sums).toEqual({ ...expected, errors: undefined })
          if (by !== 'endpoint') expect(errors).toBe(expected.errors)
        }
      }
  })

  it('of less than an hour are those of its minutes, each call once', async () => {
    await addAll([0, 1, 14, 15, 16, 59].map(minutes => buildUsageRecord({ at: at - minutes * 60_000 })))
    const minutes = (count: number) => ({ from: at - count * 60_000, to: at })
    for (const by of dimensions) {
      expect(await totalOf('requests', by, minutes(0))).toBe(1)
      expect(await totalOf('requests', by, minutes(15))).toBe(4)
      expect(await totalOf('requests', by, minutes(59))).toBe(6)
      expect(await totalOf('nanoUsd', by, minutes(15))).toBe(4 * 2_600_000)
    }
    const report = await connect().read('tenant', { from: at - 15.5 * 60_000, to: at })
    expect(new Date(report.from).toISOString()).toBe('2026-11-21T09:49:00.000Z')
    expect([report.total.requests, report.total.nanoUsd]).toEqual([5, 5 * 2_600_000])
  })

  it('of minutes are not among what every viewer reads, and what is seen not among them', async () => {
    await connect().add(buildUsageRecord())
    const kindsIn = async (key: string) => {
      const fields = await inside.hkeys(key)
      return [...new Set(fields.map(field => field.split('/')[0]))].toSorted()
    }
    expect(await kindsIn(useKey)).toEqual([...dimensions].toSorted())
    expect(await kindsIn(periodKeys[0] ?? '')).toEqual(['cache', 'pair', 'place', 'tried'])
  })

  it('are read as they were added: what an endpoint was paid is its own, whoever answered', async () => {
    const failed = buildBilled({
      endpoint: 'sin',
      label: 'reset',
      billed: 'unknown',
      outcome: 'failed',
      nanoUsd: 30,
    })
    const answered = buildBilled({ endpoint: 'fra', nanoUsd: 500 })
    await addAll([
      buildUsageRecord({ endpoint: 'fra', attempts: [failed, answered] }),
      buildUsageRecord({ endpoint: undefined, attempts: [], status: 503, isError: true }),
    ])
    const { rows } = await connect().read('endpoint', lastHour)
    expect(rows.get('sin')?.sums).toMatchObject({ requests: 0, errors: 1, nanoUsd: 30 })
    expect(rows.get('fra')?.sums).toMatchObject({ requests: 1, errors: 0, nanoUsd: 500 })
    expect(rows.get('none')?.sums).toMatchObject({ requests: 1, errors: 1, nanoUsd: 0 })
    for (const by of dimensions) expect(await totalOf('nanoUsd', by)).toBe(530)
  })

  it('tell how long calls took within five in a hundred', async () => {
    await addAll(
      Array.from({ length: 200 }, (_, place) => buildUsageRecord({ durationMs: (place + 1) * 10 })),
    )
    for (const by of dimensions) {
      const { rows } = await connect().read(by, lastHour)
      const [row] = rows.values()
      for (const [share, milliseconds] of [
        [0.5, 1000],
        [0.95, 1900],
        [0.99, 1980],
      ] as const) {
        const told = percentileMs(row?.durations ?? new Map(), share) ?? 0
        expect(Math.abs(told / milliseconds - 1)).toBeLessThan(0.055)
      }
    }
  })
})
