import { Redis as Inspector } from 'ioredis'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { mergeOpenings } from '@/lib/status/merge-openings'
import { readOpenings } from '@/lib/status/read-openings'
import { createRedis } from '@/lib/stores/create-redis'
import { createRedisIncidents } from '@/lib/stores/create-redis-incidents'
import { createRestTransport } from '@/lib/stores/create-rest-transport'
import { buildNews } from '../support/build-news'
import { connectExchange } from '../support/connect-exchange'
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

const minute = 60_000
const day = 24 * 60 * minute
const key = 'isochrone:openings'
const own = 'now|sin1|sin|m'

async function nowInRedis(): Promise<number> {
  const [seconds, microseconds] = (await inside.time()).map(Number)
  return (seconds ?? 0) * 1000 + Math.floor((microseconds ?? 0) / 1000)
}

const tell = (openings: Readonly<Record<string, boolean>>, edge = 'sin1') =>
  connectExchange(storage.upstash).tell(edge, buildNews({ openings }))

function connect() {
  const { startTimer, now } = createFakeEffects()
  return createRedisIncidents(
    createRedis(createRestTransport(storage.upstash, fetch), { startTimer, now }),
    patientBreaker,
  )
}

async function read(stretch = { from: 0, to: Number.MAX_SAFE_INTEGER }) {
  const stored = await connect().read(stretch)
  return mergeOpenings(readOpenings(stored), stored.storeNow)
}

/** Plants a row whose moments lie so many milliseconds ago; null is an end that has not come. */
async function plant(name: string, [started, said, ended]: readonly [number, number, number | null]) {
  const now = await nowInRedis()
  await inside.hset(key, name, `${now - started} ${now - said} ${ended === null ? 0 : now - ended}`)
}

describe('an opening that is told', () => {
  it('is an incident that goes on, for everyone', async () => {
    const now = await nowInRedis()
    await tell({ 'sin|m': true })
    expect(await read()).toEqual([
      {
        id: expect.stringMatching(/^sin-\d+$/),
        endpoint: 'sin',
        kind: 'circuit-open',
        models: ['m'],
        edges: ['sin1'],
        startedAt: expect.closeTo(now, -3.3),
        endedAt: null,
        isStale: false,
      },
    ])
  })

  it('by twenty instances at once is one, and by several edges is one', async () => {
    await Promise.all(Array.from({ length: 20 }, () => tell({ 'sin|m': true })))
    await tell({ 'sin|m': true, sin: true }, 'fra1')
    expect(await inside.hlen(key)).toBe(3)
    expect(await read()).toMatchObject([{ kind: 'unreachable', edges: ['fra1', 'sin1'] }])
  })

  it('ends when it is told closed, which a second time changes nothing', async () => {
    await tell({ 'sin|m': true })
    await tell({ 'sin|m': false })
    const [ended] = await read()
    expect(ended).toMatchObject({ endedAt: expect.any(Number), isStale: false })
    await tell({ 'sin|m': false })
    expect(await read()).toEqual([ended])
  })

  it('goes on while another edge has not closed', async () => {
    await tell({ 'sin|m': true })
    await tell({ 'sin|m': true }, 'fra1')
    await tell({ 'sin|m': false })
    expect(await read()).toMatchObject([{ endedAt: null }])
  })

  it('comes with other news in one request', async () => {
    await tell({ 'sin|m': true })
    storage.upstash.reset()
    await tell({ 'sin|m': true, 'fra|m': true, iad: true })
    expect(storage.upstash.requests).toBe(1)
  })
})

describe('what closes and was never told open', () => {
  it('leaves nothing', async () => {
    await tell({ 'sin|m': false, sin: false })
    expect(await inside.exists(key)).toBe(0)
  })
})

describe('what opens again', () => {
  it('within five minutes goes on', async () => {
    await plant(own, [10 * minute, 4.5 * minute, 4.5 * minute])
    await tell({ 'sin|m': true })
    expect(await inside.hkeys(key)).toEqual([own])
    expect(await read()).toMatchObject([{ endedAt: null }])
  })

  it.each([
    ['after it had been closed for five minutes', 6 * minute, 6 * minute],
    ['after ten minutes in which nobody told of it', 11 * minute, null],
  ])('%s is another, and the earlier one stays', async (_, said, ended) => {
    await plant(own, [20 * minute, said, ended])
    const [before] = await read()
    await tell({ 'sin|m': true })
    const [newest, earlier, ...more] = await read()
    expect(newest?.endedAt).toBeNull()
    expect(earlier).toEqual(before)
    expect(more).toEqual([])
  })

  it('after a silence is not ended by who tells that it closed', async () => {
    await plant(own, [20 * minute, 11 * minute, null])
    const before = await read()
    await tell({ 'sin|m': false })
    expect(await read()).toEqual(before)
    expect(before).toMatchObject([{ isStale: true }])
  })
})

describe('the reading', () => {
  it('is one request, of what was open in a stretch of time', async () => {
    await plant(own, [5 * day, 4 * day, 4 * day])
    await plant('now|sin1|fra|m', [2 * day, day, day])
    const now = await nowInRedis()
    const endpointsOf = async (fromDays: number, toDays: number) =>
      (await read({ from: now - fromDays * day, to: now - toDays * day })).map(({ endpoint }) => endpoint)
    expect(await endpointsOf(9, 6)).toEqual([])
    expect(await endpointsOf(9, 4.5)).toEqual(['sin'])
    expect(await endpointsOf(4.5, 1.5)).toEqual(['fra', 'sin'])
    expect(await endpointsOf(3, 0)).toEqual(['fra'])
    storage.upstash.reset()
    await endpointsOf(9, 0)
    expect(storage.upstash.requests).toBe(1)
  })

  it('finds nothing where nothing is', async () => {
    expect(await read()).toEqual([])
  })

  it.each([
    ['a text', () => inside.set(key, 'junk')],
    ['a list', () => inside.lpush(key, 'junk')],
    ['too large a hash', () => inside.hset(key, many(4001))],
  ])('finds nothing where %s is', async (_, put) => {
    await put()
    expect(await read()).toEqual([])
  })

  it('fails where the store is away, and is never taken for empty', async () => {
    storage.upstash.mode = 'error'
    await expect(read()).rejects.toThrow()
  })
})

const many = (count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, at) => [`past|${at + 1}|sin1|sin|m`, `${at + 1} ${at + 2} ${at + 2}`]),
  )

describe('the hash', () => {
  it('holds two thousand openings, and then drops those of longest ago', async () => {
    await inside.hset(key, many(2000))
    await plant('now|sin1|fra|m', [minute, minute, null])
    await tell({ 'sin|m': true })
    const fields = await inside.hkeys(key)
    expect(fields).toHaveLength(1801)
    expect(fields).toEqual(expect.arrayContaining([own, 'now|sin1|fra|m', 'past|2000|sin1|sin|m']))
    expect(fields).not.toContain('past|1|sin1|sin|m')
  })

  it('is kept for 400 days', async () => {
    await tell({ 'sin|m': true })
    expect(await inside.ttl(key)).toBeGreaterThan(399 * 24 * 60 * 60)
  })

  it.each([
    'junk',
    '',
    '1 2',
    '1 2 3 4',
    '-1 -2 0',
    'nan nan nan',
    '9 1 0',
    `1 ${'9'.repeat(16)} 0`,
    '9'.repeat(1e6),
  ])('takes an opening in the place of junk: %#', async junk => {
    await inside.hset(key, own, junk)
    await tell({ 'sin|m': true })
    expect(await read()).toMatchObject([{ endpoint: 'sin', endedAt: null }])
  })

  it('takes the place of what is no hash', async () => {
    await inside.set(key, 'junk')
    await tell({ 'sin|m': true })
    expect(await read()).toHaveLength(1)
  })
})
