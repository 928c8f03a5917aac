import { Redis as Inspector } from 'ioredis'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { HealthNews } from '@/lib/health/shared-health'
import { buildNews, endpointNews, modelNews } from '../support/build-news'
import { connectExchange } from '../support/connect-exchange'
import { type Storage, startStorage } from '../world/start-storage'

let storage: Storage
let inside: Inspector

beforeAll(async () => {
  storage = await startStorage('real')
  inside = new Inspector(storage.redis?.url ?? '')
})
beforeEach(async () => {
  await storage.reset()
  await inside.script('FLUSH')
})
afterAll(async () => {
  inside.disconnect()
  await storage.close()
})

const edge = 'sin1'
const edgeKey = `isochrone:health:${edge}`
const processingKey = 'isochrone:processing'
const minute = 60_000

const connect = () => connectExchange(storage.upstash)

const news: HealthNews = buildNews({
  models: { 'sin|m': modelNews({ succeeded: 7, failed: 3 }) },
  endpoints: { sin: endpointNews({ roundTripMs: 40 }) },
  processing: { 'sin|m': { count: 4, sumLog: 4 * Math.log(400) } },
})

describe('junk in a field is replaced', () => {
  it.each([
    ['a word', 'junk'],
    ['nothing', ''],
    ['too few numbers', '1 2'],
    ['too many numbers', '1 2 3 4 5 6 7'],
    ['JSON', '{"at":1}'],
    ['binary', '\u0000\u0001\uffff'],
    ['a megabyte', '9'.repeat(1_000_000)],
    ['words among numbers', '1 2 x 4 5'],
    ['no numbers', 'nan nan nan nan nan'],
    ['no number in the place of three', 'nan nan nan'],
    ['endless numbers', 'inf inf inf inf inf'],
    ['endless numbers in the place of three', 'inf inf inf'],
    ['negative numbers', '-9 -9 -9 -9 -9'],
    ['three negative numbers', '-9 -9 -9'],
    ['huge numbers', '1e308 1e308 1e308 1e308 1e308'],
    ['three huge numbers', '1e308 1e308 1e308'],
  ])('%s', async (_, text) => {
    for (const field of ['m/sin|m', 'e/sin']) await inside.hset(edgeKey, field, text)
    await inside.hset(processingKey, 'sin|m', text)
    const instance = connect()
    await instance.tell(edge, news)
    await instance.tell(edge, news)
    const known = await instance.read(edge)
    const { succeeded = 0, failed = 0, ...rest } = known.models.get('sin|m') ?? {}
    // Once or twice: by the first to tell, or else by the second.
    expect(succeeded).toBeGreaterThan(6.9)
    expect(succeeded).toBeLessThan(14.1)
    expect(failed / succeeded).toBeCloseTo(3 / 7)
    expect(rest).toMatchObject({ coolUntil: 0, openUntil: 0 })
    expect(known.endpoints.get('sin')).toMatchObject({ reachable: true, roundTripMs: 40, coolUntil: 0 })
    expect(Math.exp(known.processing.get('sin|m')?.meanLog ?? 0)).toBeCloseTo(400, 0)
  })

  it('a deadline further ahead than any may be holds no longer than the longest, however often others tell', async () => {
    await inside.hset(edgeKey, 'm/sin|m', `1 0 0 ${'9'.repeat(15)} ${'9'.repeat(15)}`)
    await connect().tell(edge, news)
    const [, , , cool, open] = String(await inside.hget(edgeKey, 'm/sin|m'))
      .split(' ')
      .map(Number)
    const latest = Number((await inside.time())[0]) * 1000 + 15 * minute + 1000
    expect(cool).toBeLessThanOrEqual(latest)
    expect(open).toBeLessThanOrEqual(latest)
  })
})

describe('junk beside it harms nothing', () => {
  it('fields of strange names, and values too long, are not passed on', async () => {
    await inside.hset(edgeKey, {
      [`m/${'x'.repeat(600)}`]: '1 1 1 1 1',
      'm/long': '1 '.repeat(1000),
      __proto__x: '1',
      'm/__proto__': 'junk',
    })
    const instance = connect()
    await instance.tell(edge, news)
    expect([...(await instance.read(edge)).models.keys()]).toEqual(['sin|m'])
  })

  it.each([
    ['a text', () => inside.set(edgeKey, 'junk')],
    ['a list', () => inside.lpush(edgeKey, 'junk')],
    ['a text in the place of the times', () => inside.set(processingKey, 'junk')],
  ])('%s in the place of a hash keeps no call out', async (_, plant) => {
    await plant()
    const { models } = await connect().read(edge)
    expect(models.size).toBe(0)
  })
})

describe('a lease', () => {
  it('goes to one of many that ask at once', async () => {
    const got = await Promise.all(
      Array.from({ length: 20 }, () => connect().claim(['probe/sin1/sin'], 25_000)),
    )
    expect(got.flat().filter(Boolean)).toHaveLength(1)
  })

  it('is each name’s own', async () => {
    await connect().claim(['b'], 25_000)
    expect(await connect().claim(['a', 'b', 'c'], 25_000)).toEqual([true, false, true])
  })

  it('ends after the time that was asked for, and can be had again', async () => {
    await connect().claim(['a'], 25_000)
    const left = await inside.pttl('isochrone:lease:a')
    expect(left).toBeGreaterThan(20_000)
    expect(left).toBeLessThanOrEqual(25_000)
    await inside.pexpire('isochrone:lease:a', 0)
    expect(await connect().claim(['a'], 25_000)).toEqual([true])
  })

  it('is not asked for where there is none to take', async () => {
    const before = storage.upstash.requests
    expect(await connect().claim([], 25_000)).toEqual([])
    expect(storage.upstash.requests).toBe(before)
  })

  it('is one request, however many are asked for, and so is telling', async () => {
    const instance = connect()
    await instance.claim(['a', 'b', 'c'], 25_000)
    expect(storage.upstash.requests).toBe(1)
    await instance.tell(edge, news)
    await instance.tell(edge, news)
    const told = storage.upstash.requests
    await instance.tell(edge, news)
    expect(storage.upstash.requests).toBe(told + 1)
  })
})
