import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { BoardRow } from '@/lib/health/health-board'
import { createRedis } from '@/lib/stores/create-redis'
import { createRedisHealthBoard } from '@/lib/stores/create-redis-health-board'
import { createRestTransport } from '@/lib/stores/create-rest-transport'
import { createFakeEffects, start } from '../support/fake-effects'
import { type Storage, startStorage } from '../world/start-storage'

let storage: Storage

beforeAll(async () => {
  storage = await startStorage('real')
})
beforeEach(() => storage.reset())
afterAll(() => storage.close())

function connect() {
  const clock = createFakeEffects()
  const redis = createRedis(createRestTransport(storage.upstash, fetch), {
    startTimer: clock.startTimer,
    now: clock.now,
    parseReplies: true,
  })
  return { clock, redis, board: createRedisHealthBoard(redis) }
}

function row(endpoint: string, overrides: Partial<BoardRow> = {}): BoardRow {
  return { edge: 'sin1', endpoint, reachable: true, roundTripMs: 30.5, at: start, ...overrides }
}

/** The key that the board writes to. */
function keyInUse(): string {
  const written = storage.upstash.commands.find(([name]) => String(name).toLowerCase() === 'hset')
  return String(written?.[1])
}

const byPlace = (rows: readonly BoardRow[]) =>
  rows.toSorted((one, other) => `${one.edge}${one.endpoint}`.localeCompare(`${other.edge}${other.endpoint}`))

describe('the board', () => {
  it('is empty at first', async () => {
    expect(await connect().board.read()).toEqual([])
  })

  it('shows what was pinned up, to every instance', async () => {
    const rows = [row('nrt', { reachable: false }), row('sin')]
    await connect().board.post(rows)
    expect(byPlace(await connect().board.read())).toEqual(rows)
  })

  it('keeps what one edge found beside what another found', async () => {
    await Promise.all([
      connect().board.post([row('sin')]),
      connect().board.post([row('sin', { edge: 'fra1' })]),
    ])
    expect(byPlace(await connect().board.read())).toEqual([row('sin', { edge: 'fra1' }), row('sin')])
  })

  it('replaces what the same edge found before', async () => {
    const { board } = connect()
    await board.post([row('sin')])
    await board.post([row('sin', { reachable: false, at: start + 1 })])
    expect(await board.read()).toEqual([row('sin', { reachable: false, at: start + 1 })])
  })

  it('takes one request to write and one to read', async () => {
    const { board } = connect()
    await board.post([row('sin'), row('nrt')])
    expect(storage.upstash.requests).toBe(1)
    await board.read()
    expect(storage.upstash.requests).toBe(2)
  })

  it('is forgotten after a day in which nobody writes', async () => {
    const { board, redis } = connect()
    await board.post([row('sin')])
    const seconds = await redis.ttl(keyInUse())
    expect(seconds).toBeGreaterThan(86_000)
    expect(seconds).toBeLessThanOrEqual(86_400)
  })

  it('takes a round of nobody', async () => {
    await expect(connect().board.post([])).resolves.toBeUndefined()
  })
})

describe('what is no row is left out', () => {
  it.each<[string, string]>([
    ['text', 'garbage'],
    ['JSON that is cut off', '{"edge":"sin1"'],
    ['null', 'null'],
    ['a number', '7'],
    ['a list', '[1,2]'],
    ['an object without its fields', '{"edge":"sin1"}'],
    ['a round trip below 0', JSON.stringify(row('sin', { roundTripMs: -1 }))],
    ['a round trip in words', JSON.stringify({ ...row('sin'), roundTripMs: 'fast' })],
    ['a moment below 0', JSON.stringify(row('sin', { at: -1 }))],
    ['a state in words', JSON.stringify({ ...row('sin'), reachable: 'yes' })],
  ])('%s', async (_, garbage) => {
    const { board, redis } = connect()
    await board.post([row('nrt')])
    await redis.exec(['HSET', keyInUse(), 'sin1/sin', garbage])
    expect(await board.read()).toEqual([row('nrt')])
  })

  it('a field that is named like a part of every object', async () => {
    const { board, redis } = connect()
    await board.post([row('nrt')])
    await redis.exec(['HSET', keyInUse(), '__proto__', '{"edge":"x"}', 'constructor', '1'])
    expect(await board.read()).toEqual([row('nrt')])
  })

  it('what is more than a row needs', async () => {
    const { board, redis } = connect()
    await board.post([row('nrt')])
    await redis.exec(['HSET', keyInUse(), 'sin1/sin', JSON.stringify({ ...row('sin'), note: 'x' })])
    expect(byPlace(await board.read())).toEqual([row('nrt'), row('sin')])
  })
})

describe('a board that is away', () => {
  it.each(['error', 'unauthorized', 'html'] as const)('fails where Redis answers: %s', async mode => {
    const { board } = connect()
    storage.upstash.mode = mode
    await expect(board.read()).rejects.toThrow()
    await expect(board.post([row('sin')])).rejects.toThrow()
    expect(storage.upstash.requests).toBe(2)
  })

  it('fails at once where nobody listens', async () => {
    const { board } = connect()
    await storage.upstash.refuse()
    // Its clock stands still, so that no limit of time can have ended it.
    await expect(board.read()).rejects.toThrow('fetch failed')
    await expect(board.post([row('sin')])).rejects.toThrow('fetch failed')
  })

  it('fails after 400 ms where Redis, not heard before, says nothing, and is never taken for empty', async () => {
    storage.upstash.mode = 'hang'
    const { clock, board } = connect()
    const outcomes = Promise.allSettled([board.read(), board.post([row('sin')])])
    await clock.settle()
    await clock.advance(400)
    expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  })

  it('fails where the key holds something else', async () => {
    const { board, redis } = connect()
    await board.post([row('sin')])
    const key = keyInUse()
    await redis.set(key, 'text')
    await expect(board.read()).rejects.toThrow('WRONGTYPE')
  })
})
