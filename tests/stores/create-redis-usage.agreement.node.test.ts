import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRedis } from '@/lib/stores/create-redis'
import { createRedisUsage } from '@/lib/stores/create-redis-usage'
import { createRestTransport } from '@/lib/stores/create-rest-transport'
import { createMemoryUsage } from '@/lib/usage/create-memory-usage'
import type { UsageRecord } from '@/lib/usage/usage-record'
import type { Seen, UsageStore } from '@/lib/usage/usage-store'
import { dimensions, limitedRow, probeRows } from '@/lib/usage/usage-sums'
import { buildBilled, buildUsageRecord } from '../support/build-usage-record'
import { createFakeEffects } from '../support/fake-effects'
import { patientBreaker } from '../support/patient-breaker'
import { seededRandom } from '../support/seeded-random'
import { type Storage, startStorage } from '../world/start-storage'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const at = Date.UTC(2026, 10, 21, 10, 5)

/** Records that look thrown: mostly of the last hours, some streamed, some failed over, some by a canary. */
function throwRecords(seed: number, count: number): UsageRecord[] {
  const random = seededRandom(seed)
  const below = (limit: number) => Math.floor(random() * limit)
  return Array.from({ length: count }, () => {
    const attempts = Array.from({ length: below(3) }, () => ({
      ...buildBilled({ endpoint: `endpoint #${below(3)}`, outcome: below(3) === 0 ? 'failed' : 'succeeded' }),
      ...(below(2) === 0 && { firstContentMs: below(4000) }),
    }))
    return buildUsageRecord({
      at: at - below(below(2) === 0 ? 50 * minuteMs : 20 * hourMs),
      tenant: `tenant-${below(5)}`,
      model: `model/${below(3)}%`,
      country: below(2) === 0 ? 'VN' : 'DE',
      edge: below(2) === 0 ? 'sin1' : 'fra1',
      endpoint: attempts.at(-1)?.endpoint,
      attempts,
      isError: below(4) === 0,
      cache: below(3) === 0 ? 'HIT' : 'MISS',
      durationMs: below(60_000),
      ...(below(2) === 0 && { overheadMs: random() * 9 }),
      ...(below(2) === 0 && { canary: { version: 'v1', side: below(2) === 0 ? 'canary' : 'control' } }),
    })
  })
}

const plain = (seen: Seen) =>
  Object.fromEntries(
    [...seen]
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, { sums, durations }]) => [
        name,
        { sums, durations: Object.fromEntries([...durations].toSorted(([one], [other]) => one - other)) },
      ]),
  )

async function told(usage: UsageStore) {
  const rows = ['tried/endpoint %230', 'probed/endpoint %230', 'cache/HIT']
  const reports = await Promise.all(
    dimensions.flatMap(by =>
      [10 * minuteMs, 5 * hourMs, 9 * 24 * hourMs].map(async span => {
        const { from, total, rows } = await usage.read(by, { from: at - span, to: at })
        return { from, total, rows: plain(rows) }
      }),
    ),
  )
  const lately = await Promise.all([
    usage.seenLately({ step: 'minute', count: 60, to: at }),
    usage.seenLately({ step: 'hour', count: 24, to: at }),
  ])
  const seen = await Promise.all([
    usage.seen(rows, { step: 'minute', count: 60, to: at }),
    usage.seen(rows, { step: 'hour', count: 24, to: at }),
    usage.seen(rows, { step: 'day', count: 90, to: at }),
  ])
  return {
    reports,
    totals: plain(await usage.totals()),
    lately: lately.map(({ minutes, together }) => ({
      minutes: minutes.map(plain),
      together: plain(together),
    })),
    seen: seen.map(periods => periods.map(plain)),
    canary: plain((await usage.canary('v1')).seen),
    receipts: await usage.receipts('request-0001'),
  }
}

describe('usage in memory', () => {
  let storage: Storage
  beforeAll(async () => {
    storage = await startStorage('real')
  })
  afterAll(() => storage.close())

  it.each([1, 2, 3])('tells what usage in Redis tells, whatever was added: %i', async seed => {
    await storage.reset()
    const { startTimer, now } = createFakeEffects()
    const redis = createRedis(createRestTransport(storage.upstash, fetch), { startTimer, now })
    const stores = [
      createRedisUsage(redis, { breaker: patientBreaker, newId: () => crypto.randomUUID() }),
      createMemoryUsage(),
    ]
    const records = throwRecords(seed, 150).toSorted((one, other) => one.at - other.at)
    const probe = { edge: 'gru1', endpoint: 'endpoint #0' }
    for (const usage of stores) {
      for (const [place, record] of records.entries()) await usage.add(record, `receipt-${place}`)
      await usage.addSeen(probeRows(probe, { reachable: false, roundTripMs: 5 }), at)
      await usage.addSeen(probeRows(probe, { reachable: true, roundTripMs: 50 }), at - hourMs)
      await usage.addSeen([limitedRow('rate_limit_exceeded', 7)], at)
    }
    const [shared, own] = await Promise.all(stores.map(told))
    expect(own).toEqual(shared)
  })
})
