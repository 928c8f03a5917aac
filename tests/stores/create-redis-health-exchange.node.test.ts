import { Redis as Inspector } from 'ioredis'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { HealthNews } from '@/lib/health/shared-health'
import { buildNews, endpointNews, modelNews } from '../support/build-news'
import { connectExchange } from '../support/connect-exchange'
import { start } from '../support/fake-effects'
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

const minute = 60_000
const edge = 'sin1'
const edgeKey = `isochrone:health:${edge}`
const processingKey = 'isochrone:processing'

const connect = (aheadMs = 0) => connectExchange(storage.upstash, aheadMs)

const tell = (news: HealthNews, of = edge) => connect().tell(of, news)

const knownOf = async (key = 'sin|m') => (await connect().read(edge)).models.get(key)

const nowInRedis = async () => {
  const [seconds, microseconds] = await inside.time()
  return Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000)
}

const near = (value: number) => expect.closeTo(value, -3.3)

describe('counts', () => {
  it('of two instances add up', async () => {
    await tell(buildNews({ models: { 'sin|m': modelNews({ succeeded: 7, failed: 1 }) } }))
    await tell(buildNews({ models: { 'sin|m': modelNews({ succeeded: 3, failed: 2 }) } }))
    const known = await knownOf()
    expect(known?.succeeded).toBeCloseTo(10, 0)
    expect(known?.failed).toBeCloseTo(3, 0)
  })

  it('of many instances at once add up, and none is lost', async () => {
    const news = buildNews({ models: { 'sin|m': modelNews({ succeeded: 5 }) } })
    await Promise.all(Array.from({ length: 20 }, () => tell(news)))
    expect((await knownOf())?.succeeded).toBeCloseTo(100, -1)
  })

  it('fade to a third in half a minute', async () => {
    await inside.hset(edgeKey, 'm/sin|m', `${(await nowInRedis()) - 30_000} 100 50 0 0`)
    await tell(buildNews({ models: { 'sin|m': modelNews({ succeeded: 1 }) } }))
    const known = await knownOf()
    expect(known?.succeeded).toBeCloseTo(1 + 100 / Math.E, 0)
    expect(known?.failed).toBeCloseTo(50 / Math.E, 0)
  })

  it('are kept by edge', async () => {
    await tell(buildNews({ models: { 'sin|m': modelNews({ failed: 5 }) } }), 'fra1')
    expect(await knownOf()).toBeUndefined()
    expect((await connect().read('fra1')).models.get('sin|m')?.failed).toBeCloseTo(5, 0)
  })
})

describe('deadlines', () => {
  it.each([
    ['cool-downs', 'coolMs', 'coolUntil'],
    ['open circuits', 'openMs', 'openUntil'],
  ] as const)('of two %s the later stands, in whichever order they are told', async (_, told, known) => {
    for (const durations of [
      [1000, minute],
      [minute, 1000],
      [minute, 0],
    ]) {
      await inside.flushall()
      for (const duration of durations)
        await tell(buildNews({ models: { 'sin|m': modelNews({ [told]: duration }) } }))
      const row = await knownOf()
      expect(row?.[known]).toEqual(near(start + minute))
    }
  })

  it('of an endpoint hold beside what its last probe found', async () => {
    await tell(
      buildNews({ endpoints: { sin: endpointNews({ coolMs: minute, egressRefusedMs: 2 * minute }) } }),
    )
    await tell(buildNews({ endpoints: { sin: endpointNews({ reachable: false, roundTripMs: 55.25 }) } }))
    expect((await connect().read(edge)).endpoints.get('sin')).toEqual({
      at: near(start),
      reachable: false,
      roundTripMs: expect.closeTo(55.2, 0),
      coolUntil: near(start + minute),
      egressRefusedUntil: near(start + 2 * minute),
    })
  })

  it('told by one instance are read by others, although their clocks differ by ten minutes', async () => {
    const [slow, right, fast] = [connect(-10 * minute), connect(), connect(10 * minute)]
    await fast.tell(edge, buildNews({ models: { 'sin|m': modelNews({ coolMs: 30_000 }) } }))
    for (const reader of [slow, right, fast]) {
      const row = (await reader.read(edge)).models.get('sin|m')
      expect(row?.coolUntil).toEqual(near(reader.now + 30_000))
      expect(row?.at).toEqual(near(reader.now))
    }
  })
})

describe('a circuit that has closed', () => {
  it('is told, and no deadline of before stands', async () => {
    await tell(buildNews({ models: { 'sin|m': modelNews({ openMs: minute }) } }))
    await tell(buildNews({ models: { 'sin|m': modelNews({ openMs: -1 }) } }))
    expect(await knownOf()).toMatchObject({ openUntil: 0, isClosedAgain: true })
  })

  it('is open again as soon as somebody tells so', async () => {
    await tell(buildNews({ models: { 'sin|m': modelNews({ openMs: -1 }) } }))
    await tell(buildNews({ models: { 'sin|m': modelNews({ openMs: minute }) } }))
    expect(await knownOf()).toMatchObject({ openUntil: near(start + minute), isClosedAgain: false })
  })
})

describe('how long endpoints take', () => {
  const told = (count: number, milliseconds: number) =>
    buildNews({ processing: { 'sin|m': { count, sumLog: count * Math.log(milliseconds) } } })

  it('is the mean of what all edges tell, each sample counting once', async () => {
    await tell(told(3, 200), 'sin1')
    await tell(told(1, 3200), 'fra1')
    const known = (await connect().read('iad1')).processing.get('sin|m')
    expect(known?.weight).toBeCloseTo(4, 0)
    expect(Math.exp(known?.meanLog ?? 0)).toBeCloseTo(400, -2)
  })

  it('forgets what is older', async () => {
    await inside.hset(processingKey, 'sin|m', `${(await nowInRedis()) - minute} 100 ${Math.log(200)}`)
    await tell(told(10, 800))
    const known = (await connect().read(edge)).processing.get('sin|m')
    expect(Math.exp(known?.meanLog ?? 0)).toBeGreaterThan(750)
  })
})

describe('a hash', () => {
  const many = (count: number) => {
    const rows = Array.from({ length: count }, (_, at) => [`e${at}|m`, modelNews({ succeeded: 1 })] as const)
    return Object.fromEntries(rows)
  }

  it('is bounded at 512 fields, and those that are there can still be told of', async () => {
    await tell(buildNews({ models: many(700) }))
    expect(await inside.hlen(edgeKey)).toBe(512)
    await tell(buildNews({ models: { 'e0|m': modelNews({ failed: 4 }), new: modelNews({ failed: 4 }) } }))
    expect(await inside.hlen(edgeKey)).toBe(512)
    const { models } = await connect().read(edge)
    expect(models.get('e0|m')?.failed).toBeCloseTo(4, 0)
    expect(models.has('new')).toBe(false)
  })

  it('that is full drops what is no longer news, and keeps what still rests', async () => {
    const now = await nowInRedis()
    const stale = Array.from({ length: 511 }, (_, at) => [`m/e${at}`, `${now - 2 * minute} 1 0 0 0`])
    await inside.hset(edgeKey, Object.fromEntries(stale))
    await inside.hset(edgeKey, 'm/resting', `${now - 2 * minute} 1 0 ${now + minute} 0`)
    await tell(buildNews({ models: { new: modelNews({ failed: 4 }) } }))
    expect(await inside.hkeys(edgeKey)).toEqual(expect.arrayContaining(['m/new', 'm/resting']))
    expect(await inside.hlen(edgeKey)).toBe(2)
  })

  it('that somebody has made too large is not passed on', async () => {
    for (const key of [edgeKey, processingKey])
      await inside.hset(key, Object.fromEntries(Array.from({ length: 513 }, (_, at) => [`m/${at}`, '1'])))
    const known = await connect().read(edge)
    expect([known.models.size, known.processing.size]).toEqual([0, 0])
  })

  it('expires by itself', async () => {
    await tell(buildNews({ models: many(1), processing: { 'sin|m': { count: 1, sumLog: 5 } } }))
    for (const key of [edgeKey, processingKey]) {
      const seconds = await inside.ttl(key)
      expect(seconds).toBeGreaterThan(890)
      expect(seconds).toBeLessThanOrEqual(900)
    }
  })

  it('is not written where there is nothing to tell', async () => {
    await tell(buildNews())
    expect(await inside.keys('*')).toEqual([])
  })
})
