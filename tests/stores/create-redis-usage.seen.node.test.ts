import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { callRows } from '@/lib/status/call-rates'
import { createRedis } from '@/lib/stores/create-redis'
import { createRedisUsage } from '@/lib/stores/create-redis-usage'
import { createRestTransport } from '@/lib/stores/create-rest-transport'
import { bucketMs } from '@/lib/usage/latency-bucket'
import { limitedRow, probeRows } from '@/lib/usage/usage-sums'
import { buildBilled, buildUsageRecord } from '../support/build-usage-record'
import { createFakeEffects } from '../support/fake-effects'
import { patientBreaker } from '../support/patient-breaker'
import { type Storage, startStorage } from '../world/start-storage'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
const at = Date.UTC(2026, 10, 21, 10, 5)

describe.each(['real', 'embedded'] as const)('what was seen, in a store that is %s', kind => {
  let storage: Storage
  beforeAll(async () => {
    storage = await startStorage(kind)
  })
  beforeEach(() => storage.reset())
  afterAll(() => storage.close())

  function connect() {
    const { startTimer, now } = createFakeEffects()
    return createRedisUsage(createRedis(createRestTransport(storage.upstash, fetch), { startTimer, now }), {
      breaker: patientBreaker,
      newId: () => crypto.randomUUID(),
    })
  }
  const stream = (endpoint: string, firstContentMs: number, more: object = {}) =>
    connect().add(
      buildUsageRecord({ at, endpoint, attempts: [buildBilled({ endpoint, firstContentMs })], ...more }),
    )
  const timesOf = (durations: ReadonlyMap<number, number> | undefined) =>
    [...(durations ?? [])].map(([bucket, count]) => [Math.round(bucketMs(bucket) / 10) * 10, count])

  it('in the last hours is told by edge', async () => {
    await stream('sin', 100)
    await stream('sin', 100, { at: at - 23 * 60 * minuteMs })
    await stream('fra', 100, { at: at - 24 * 60 * minuteMs })
    const { together } = await connect().seenLately({ step: 'hour', count: 24, to: at })
    expect([...together].map(([name, row]) => [name, timesOf(row.durations)])).toEqual([
      ['pair/sin1|sin', [[100, 2]]],
    ])
  })

  it('in the last minutes is told of all together by edge and country, and of each by endpoint', async () => {
    await stream('sin', 100)
    await stream('sin', 100, { at: at - 30 * minuteMs })
    await stream('sin', 300, { at: at - 59 * minuteMs, edge: 'lhr1', country: 'DE' })
    await stream('fra', 100, { at: at - 60 * minuteMs })
    await connect().addSeen(
      probeRows({ edge: 'gru1', endpoint: 'fra' }, { reachable: false, roundTripMs: 5 }),
      at,
    )
    const { minutes, together } = await connect().seenLately({ step: 'minute', count: 60, to: at })
    const told = [...together].map(([name, row]) => [name, timesOf(row.durations)])
    expect(Object.fromEntries(told)).toEqual({
      'pair/sin1|sin': [[100, 2]],
      'place/VN|sin': [[100, 2]],
      'pair/lhr1|sin': [[300, 1]],
      'place/DE|sin': [[300, 1]],
      'probe/gru1|fra': [],
    })
    expect(minutes).toHaveLength(60)
    expect(minutes.flatMap((rows, place) => [...rows.keys()].map(name => [place, name]))).toEqual([
      [0, 'tried/sin'],
      [29, 'tried/sin'],
      ...[...(minutes[59]?.keys() ?? [])].map(name => [59, name]),
    ])
    expect(new Set(minutes[59]?.keys())).toEqual(new Set(['tried/sin', 'probed/fra']))
    expect(minutes[59]?.get('tried/sin')?.sums).toMatchObject({ requests: 1, errors: 0 })
    expect(minutes[59]?.get('probed/fra')?.sums).toMatchObject({ requests: 1, errors: 1 })
    expect(timesOf(minutes[0]?.get('tried/sin')?.durations)).toEqual([[300, 1]])
  })

  it.each([
    ['hour', hourMs, 24],
    ['day', dayMs, 90],
  ] as const)(
    'in each %s is told of the rows that are asked for, in one command',
    async (step, stepMs, count) => {
      await stream('sin', 100)
      await stream('sin', 100, { at: at - 2 * stepMs })
      await stream('fra', 100)
      const rows = ['tried/sin', 'probed/sin']
      await connect().seen(rows, { step, count, to: at })
      const before = storage.upstash.commands.length
      const seen = await connect().seen(rows, { step, count, to: at })
      expect(storage.upstash.commands.length - before).toBe(1)
      expect(
        seen.flatMap((each, place) => [...each].map(([name, { sums }]) => [place, name, sums.requests])),
      ).toEqual([
        [count - 3, 'tried/sin', 1],
        [count - 1, 'tried/sin', 1],
      ])
    },
  )

  it('of calls is told minute by minute, by what the cache had for them', async () => {
    await stream('sin', 100)
    await stream('sin', 100, { cache: 'HIT' })
    await stream('sin', 100, { at: at - minuteMs })
    const minutes = await connect().seen(callRows, { step: 'minute', count: 2, to: at })
    expect(minutes.map(seen => [...seen].map(([name, { sums }]) => [name, sums.requests]))).toEqual([
      [['cache/BYPASS', 1]],
      [
        ['cache/HIT', 1],
        ['cache/BYPASS', 1],
      ],
    ])
  })

  it('of all time is what metrics are made of, and of no tenant or country', async () => {
    await stream('sin', 100, { overheadMs: 3 })
    await stream('sin', 100, { at: at - 300 * dayMs, tenant: 'key-BBBBBBBBBBBB' })
    await connect().addSeen([limitedRow('rate_limit_exceeded', 7)], at)
    await connect().addSeen(
      probeRows({ edge: 'sin1', endpoint: 'sin' }, { reachable: true, roundTripMs: 40 }),
      at,
    )
    const totals = await connect().totals()
    expect([...totals.keys()].toSorted()).toEqual([
      'cache/BYPASS',
      'limited/rate_limit_exceeded',
      'model/gpt-4.1',
      'overhead/all',
      'pair/sin1|sin',
      'probe/sin1|sin',
      'probed/sin',
      'tried/sin',
    ])
    expect(totals.get('model/gpt-4.1')?.sums.requests).toBe(2)
    expect(totals.get('limited/rate_limit_exceeded')?.sums.requests).toBe(7)
    expect(timesOf(totals.get('tried/sin')?.durations)).toEqual([[100, 2]])
    expect(timesOf(totals.get('probed/sin')?.durations)).toEqual([[40, 1]])
  })
})

describe('what somebody else has written', () => {
  let storage: Storage
  beforeAll(async () => {
    storage = await startStorage('real')
  })
  afterAll(() => storage.close())

  it('neither breaks the reading nor counts', async () => {
    const { startTimer, now } = createFakeEffects()
    const client = createRedis(createRestTransport(storage.upstash, fetch), { startTimer, now })
    const usage = createRedisUsage(client, { breaker: patientBreaker, newId: () => 'id' })
    await client.hset('isochrone:usage:2026-11-21T10:05', {
      'pair/sin1|sin#5': 'nan',
      'pair/sin1|sin#6': '-3',
      'pair/sin1|sin#7': '2',
      'pair/sin1|sin#x': '9',
      'tried/sin': 'text',
      'tried/sin#text': '9',
      '': 'text',
      other: '5',
    })
    await client.set('isochrone:usage:2026-11-21T10:04', 'text')
    await client.set('isochrone:usage:2026-11-21T10', 'text')
    await client.set('isochrone:usage:all', 'text')
    const { minutes, together } = await usage.seenLately({ step: 'minute', count: 60, to: at })
    expect([...(together.get('pair/sin1|sin')?.durations ?? [])].filter(([, count]) => count > 0)).toEqual([
      [7, 2],
    ])
    expect(minutes[59]?.get('tried/sin')).toMatchObject({ sums: { requests: 0 }, durations: new Map() })
    expect((await usage.seen(['tried/sin'], { step: 'hour', count: 1, to: at }))[0]?.size).toBe(0)
    expect((await usage.totals()).size).toBe(0)
  })
})
