import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { Redis as Inspector } from 'ioredis'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { AdmissionAnswer, AdmissionStore } from '@/lib/access/admission-store'
import type { Reservation } from '@/lib/access/limits'
import { createRedis } from '@/lib/stores/create-redis'
import { createRedisAdmission } from '@/lib/stores/create-redis-admission'
import { createRestTransport } from '@/lib/stores/create-rest-transport'
import { createStoreBreaker } from '@/lib/stores/create-store-breaker'
import { buildAsk } from '../support/build-ask'
import { createFakeEffects } from '../support/fake-effects'
import { used } from '../support/used'
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

/** One instance's own connection to the store. */
function connect() {
  const clock = createFakeEffects()
  const redis = createRedis(createRestTransport(storage.upstash, fetch), {
    startTimer: clock.startTimer,
    now: clock.now,
  })
  return { clock, store: createRedisAdmission(redis, createStoreBreaker(clock.now)) }
}

const caller = 'key-AAAAAAAAAAAA'
const requestsKey = `isochrone:requests:${caller}`
const tokensKey = `isochrone:tokens:${caller}`
const slotsKey = `isochrone:slots:${caller}`

const ask = (overrides: Parameters<typeof buildAsk>[0] = {}) => buildAsk({ caller, ...overrides })

const kindsOf = (answers: readonly { kind: string }[], kind: string) =>
  answers.filter(each => each.kind === kind).length

function reservationOf(answer: AdmissionAnswer): Reservation {
  if (answer.kind !== 'admitted') throw new Error(`It was not admitted but ${JSON.stringify(answer)}.`)
  return answer.reservation
}

const secondInRedis = async () => Number((await inside.time())[0])

/** Runs within one second of Redis's clock, again where the second ended meanwhile. */
async function withinOneSecond<Value>(run: (second: number) => Promise<Value>): Promise<Value> {
  for (;;) {
    await inside.del(requestsKey, tokensKey, slotsKey)
    const second = await secondInRedis()
    const value = await run(second)
    if ((await secondInRedis()) === second) return value
  }
}

const tokensInRedis = async () =>
  Object.values(await inside.hgetall(tokensKey)).reduce((sum, amount) => sum + Number(amount), 0)

describe('the limit of requests', () => {
  it('lets exactly as many through as it says, however many come at once from however many instances', async () => {
    const stores = Array.from({ length: 20 }, () => connect().store)
    const answers = await Promise.all(
      stores.flatMap((store, instance) =>
        Array.from({ length: 25 }, (_, at) =>
          store.admit(ask({ slot: `${instance}-${at}`, limits: { requestsPerMinute: 100 } })),
        ),
      ),
    )
    expect(kindsOf(answers, 'admitted')).toBe(100)
    expect(kindsOf(answers, 'limited')).toBe(400)
  })

  it('is one limit for four processes whose clocks are half a minute apart', async () => {
    const children = await Promise.all([0, 10, 20, 30].map(shift => startBurst({ shift, count: 125 })))
    const kinds = await Promise.all(children.map(child => child.burst()))
    expect(kinds.map(each => each.length)).toEqual([125, 125, 125, 125])
    expect(kinds.flat().filter(kind => kind === 'admitted')).toHaveLength(100)
    expect(kinds.flat().filter(kind => kind === 'limited')).toHaveLength(400)
  }, 30_000)

  // Whatever is let through lies in a window of 61 clock seconds, which holds every 60 s: so no minute, wherever it
  // begins, sees more than the limit.
  it.each([
    ['60 s old still counts', 60, 'limited', 1],
    ['a second old counts', 1, 'limited', 60],
    ['61 s old counts no more', 61, 'admitted', undefined],
  ])('a burst that is %s', async (_, age, kind, retryAfterSeconds) => {
    const answer = await withinOneSecond(async second => {
      await inside.hset(requestsKey, String(second - age), '100')
      return connect().store.admit(ask({ limits: { requestsPerMinute: 100 } }))
    })
    expect(answer.kind).toBe(kind)
    expect(answer).toMatchObject(retryAfterSeconds === undefined ? {} : { by: 'requests', retryAfterSeconds })
  })

  it('gives a greedy caller after a burst only what leaves the window', async () => {
    const { store } = connect()
    const answers = await withinOneSecond(async second => {
      await inside.hset(requestsKey, { [second - 61]: 30, [second - 60]: 40, [second - 1]: 50 })
      return Promise.all(
        Array.from({ length: 50 }, (_, at) =>
          store.admit(ask({ slot: `request-${at}`, limits: { requestsPerMinute: 100 } })),
        ),
      )
    })
    expect(kindsOf(answers, 'admitted')).toBe(10)
    expect(answers.find(({ kind }) => kind === 'limited')).toMatchObject({ retryAfterSeconds: 1 })
  })

  it('names the wait after which as much has left the window as is wanted', async () => {
    const answer = await withinOneSecond(async second => {
      await inside.hset(requestsKey, { [second - 50]: 1, [second - 30]: 99 })
      return connect().store.admit(ask({ limits: { requestsPerMinute: 100 } }))
    })
    expect(answer).toMatchObject({ kind: 'limited', retryAfterSeconds: 11 })
    expect(answer).toMatchObject({ requests: { used: 100, resetSeconds: 31 } })
  })

  it.each([0, 1])('of %i lets that many through', async limit => {
    const { store } = connect()
    const answers = [
      await store.admit(ask({ slot: 'a', limits: { requestsPerMinute: limit } })),
      await store.admit(ask({ slot: 'b', limits: { requestsPerMinute: limit } })),
    ]
    expect(kindsOf(answers, 'admitted')).toBe(limit)
  })

  it('is each caller’s own', async () => {
    const { store } = connect()
    const limits = { requestsPerMinute: 1 }
    expect((await store.admit(ask({ limits }))).kind).toBe('admitted')
    expect((await store.admit(ask({ limits, caller: 'key-BBBBBBBBBBBB' }))).kind).toBe('admitted')
    expect((await store.admit(ask({ limits }))).kind).toBe('limited')
  })

  it('that does not apply counts nothing', async () => {
    const { store } = connect()
    await store.admit(ask({ tokens: 500 }))
    expect(await inside.exists(requestsKey, tokensKey)).toBe(0)
  })
})

describe('the limit of tokens', () => {
  const limits = { tokensPerMinute: 1000 }

  it('is held by what calls are estimated to use, before they have used it', async () => {
    const { store } = connect()
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, at) => store.admit(ask({ limits, slot: `r-${at}`, tokens: 100 }))),
    )
    expect(kindsOf(answers, 'admitted')).toBe(10)
    expect(answers.find(({ kind }) => kind === 'limited')).toMatchObject({ by: 'tokens' })
    expect(await tokensInRedis()).toBe(1000)
  })

  it.each([
    ['less than was estimated', 30, 30],
    ['exactly as was estimated', 100, 100],
    ['more than was estimated', 700, 700],
    ['nothing, since it failed', 0, 0],
  ])('counts what was really used: %s', async (_, tokens, counted) => {
    const { store } = connect()
    const reservation = reservationOf(await store.admit(ask({ limits, tokens: 100 })))
    await store.settle(reservation, used(tokens))
    expect(await tokensInRedis()).toBe(counted)
  })

  it('is settled once, however often that is tried', async () => {
    const { store } = connect()
    const reservation = reservationOf(await store.admit(ask({ limits, tokens: 100 })))
    await Promise.all([store.settle(reservation, used(10)), connect().store.settle(reservation, used(10))])
    await store.settle(reservation, used(900))
    expect(await tokensInRedis()).toBe(10)
  })

  it('may be passed by what is in flight, and then lets nothing through until it has passed', async () => {
    const { store } = connect()
    const reservation = reservationOf(await store.admit(ask({ limits, tokens: 100 })))
    await store.settle(reservation, used(5000))
    expect(await store.admit(ask({ limits, tokens: 1, slot: 'next' }))).toMatchObject({
      kind: 'limited',
      by: 'tokens',
      tokens: { used: 5000 },
    })
  })

  it('is not changed by a call whose slot ran out before it was settled', async () => {
    const { store } = connect()
    const reservation = reservationOf(await store.admit(ask({ limits, tokens: 100 })))
    await inside.zadd(slotsKey, (await secondInRedis()) - 1, reservation.slot)
    await store.admit(ask({ slot: 'other', limits }))
    await store.settle(reservation, used(900))
    expect(await tokensInRedis()).toBe(100)
  })

  it('is not lowered by a refund for a second that has left the window', async () => {
    const { store } = connect()
    const reservation = reservationOf(await store.admit(ask({ limits, tokens: 100 })))
    await inside.hdel(tokensKey, String(reservation.second))
    await inside.hset(tokensKey, String(reservation.second - 1), '40')
    await store.settle(reservation, used(0))
    expect(await inside.hgetall(tokensKey)).toEqual({ [reservation.second - 1]: '40' })
  })

  it('counts now what a long call used beyond its estimate', async () => {
    const { store } = connect()
    const second = await withinOneSecond(async now => {
      const reservation = reservationOf(await store.admit(ask({ limits, tokens: 100 })))
      await inside.hdel(tokensKey, String(reservation.second))
      await inside.hset(tokensKey, String(now - 30), '40')
      await store.settle({ ...reservation, second: now - 100 }, used(150))
      return now
    })
    expect(await inside.hgetall(tokensKey)).toEqual({ [second - 30]: '40', [second]: '50' })
  })

  it('counts what a long call used beyond its estimate for a whole window, not until the key of earlier calls expires', async () => {
    const { store } = connect()
    await withinOneSecond(async now => {
      const reservation = reservationOf(await store.admit(ask({ limits, tokens: 100 })))
      await inside.del(tokensKey)
      await inside.hset(tokensKey, String(now - 58), '40')
      await inside.expire(tokensKey, 4)
      await store.settle({ ...reservation, second: now - 100 }, used(150))
    })
    expect(await inside.ttl(tokensKey)).toBeGreaterThanOrEqual(60)
  })

  it('counts now what a long call used beyond its estimate, although all that was counted has expired', async () => {
    const { store } = connect()
    const second = await withinOneSecond(async now => {
      const reservation = reservationOf(await store.admit(ask({ limits, tokens: 100 })))
      await inside.del(tokensKey)
      await store.settle({ ...reservation, second: now - 100 }, used(150))
      return now
    })
    expect(await inside.hgetall(tokensKey)).toEqual({ [second]: '50' })
    expect(await inside.ttl(tokensKey)).toBeGreaterThanOrEqual(60)
  })

  it('takes a settlement after everything of the caller has expired', async () => {
    const { store } = connect()
    const reservation = reservationOf(await store.admit(ask({ limits, tokens: 100 })))
    await inside.flushall()
    await store.settle(reservation, used(900))
    expect(await inside.keys('*')).toEqual([])
  })

  it('lets a list of models through, which uses none, until the limit has been passed', async () => {
    const { store } = connect()
    await store.admit(ask({ limits, tokens: 1000 }))
    expect((await store.admit(ask({ limits, tokens: 0, slot: 'list' }))).kind).toBe('admitted')
  })
})

describe('the limit of calls in flight', () => {
  const limits = { concurrency: 2 }

  it('holds under a burst', async () => {
    const stores = Array.from({ length: 4 }, () => connect().store)
    const answers = await Promise.all(
      stores.flatMap((store, instance) =>
        Array.from({ length: 10 }, (_, at) => store.admit(ask({ limits, slot: `${instance}-${at}` }))),
      ),
    )
    expect(kindsOf(answers, 'admitted')).toBe(2)
    expect(answers.find(({ kind }) => kind === 'limited')).toMatchObject({
      by: 'concurrency',
      retryAfterSeconds: 1,
    })
  })

  it('is free again as soon as a call is settled', async () => {
    const { store } = connect()
    const first = reservationOf(await store.admit(ask({ limits, slot: 'a' })))
    await store.admit(ask({ limits, slot: 'b' }))
    expect((await store.admit(ask({ limits, slot: 'c' }))).kind).toBe('limited')
    await connect().store.settle(first, used(0))
    expect((await store.admit(ask({ limits, slot: 'c' }))).kind).toBe('admitted')
  })

  it('gives up a call for lost that was never settled', async () => {
    const { store } = connect()
    const now = await secondInRedis()
    await inside.zadd(slotsKey, String(now - 1), 'lost-1', String(now - 200), 'lost-2')
    expect((await store.admit(ask({ limits }))).kind).toBe('admitted')
    expect(await inside.zrange(slotsKey, '0', '-1')).toEqual(['request-0001'])
  })

  it('keeps a slot longer than any stream lasts, and not for ever', async () => {
    await connect().store.admit(ask({ limits }))
    const until = Number(await inside.zscore(slotsKey, 'request-0001')) - (await secondInRedis())
    expect(until).toBeGreaterThan(300)
    expect(until).toBeLessThanOrEqual(310)
  })
})

describe('a refused call', () => {
  it.each([
    ['requests', { requestsPerMinute: 1, tokensPerMinute: 1000, concurrency: 10 }, 10],
    ['tokens', { requestsPerMinute: 10, tokensPerMinute: 100, concurrency: 10 }, 60],
    ['concurrency', { requestsPerMinute: 10, tokensPerMinute: 1000, concurrency: 1 }, 10],
  ])('by its %s counts nowhere', async (by, limits, tokens) => {
    const { store } = connect()
    await store.admit(ask({ limits, tokens }))
    const before = await counters()
    for (const slot of ['b', 'c', 'd'])
      expect(await store.admit(ask({ limits, tokens, slot }))).toMatchObject({ kind: 'limited', by })
    expect(await counters()).toEqual(before)
  })

  it('by its record counts nowhere', async () => {
    const proof = { kind: 'key', id: 'AAAAAAAAAAAA', record: 'old' } as const
    await connect().store.admit(
      ask({ proof, limits: { requestsPerMinute: 5, tokensPerMinute: 5 }, tokens: 1 }),
    )
    expect(await inside.keys('*')).toEqual([])
  })

  const counters = async () => [
    await inside.hgetall(requestsKey),
    await inside.hgetall(tokensKey),
    await inside.zrange(slotsKey, '0', '-1'),
  ]
})

describe('a credential', () => {
  const record = '{"id":"AAAAAAAAAAAA","plan":"pro","n":1.0}'
  const proof = { kind: 'key', id: 'AAAAAAAAAAAA', record } as const

  it('whose record is as it was read is let in', async () => {
    await inside.hset('isochrone:keys', proof.id, record)
    expect((await connect().store.admit(ask({ proof }))).kind).toBe('admitted')
  })

  it.each(['{"id":"AAAAAAAAAAAA","plan":"free"}', '12', '[]', 'null', `${record} `])(
    'whose record is another by now is told, in its very text: %s',
    async other => {
      await inside.hset('isochrone:keys', proof.id, other)
      expect(await connect().store.admit(ask({ proof }))).toEqual({ kind: 'record', record: other })
    },
  )

  it('whose record is gone is told', async () => {
    expect(await connect().store.admit(ask({ proof }))).toEqual({ kind: 'record', record: undefined })
  })

  it('that is a revoked token is refused, and any other is let in', async () => {
    await inside.set('isochrone:revoked:bad', '1')
    const { store } = connect()
    expect(await store.admit(ask({ proof: { kind: 'token', jti: 'bad' } }))).toEqual({ kind: 'revoked' })
    expect((await store.admit(ask({ proof: { kind: 'token', jti: 'good' } }))).kind).toBe('admitted')
  })

  it.each(['{"plan":"pro"}', '1', '1e3', 'true', 'null', '"text"', '[1]', 'plain'])(
    'is read as the very text that was stored: %s',
    async text => {
      await inside.hset('isochrone:keys', proof.id, text)
      expect(await connect().store.readKey(proof.id)).toBe(text)
    },
  )

  it('that nobody stored is not there', async () => {
    expect(await connect().store.readKey('BBBBBBBBBBBB')).toBeUndefined()
  })
})

describe('what lies in Redis afterwards', () => {
  it('are three keys of the caller that expire by themselves', async () => {
    const limits = { requestsPerMinute: 10, tokensPerMinute: 1000, concurrency: 3 }
    const { store } = connect()
    const reservation = reservationOf(await store.admit(ask({ limits, tokens: 10 })))
    await store.admit(ask({ limits, tokens: 10, slot: 'other' }))
    await store.settle(reservation, used(20))
    expect((await inside.keys('*')).toSorted()).toEqual([requestsKey, slotsKey, tokensKey])
    for (const [key, most] of [
      [requestsKey, 62],
      [tokensKey, 62],
      [slotsKey, 311],
    ] as const) {
      const seconds = await inside.ttl(key)
      expect(seconds).toBeGreaterThan(most - 3)
      expect(seconds).toBeLessThanOrEqual(most)
    }
  })

  it('is a field for each second of the window and no more', async () => {
    const now = await secondInRedis()
    await inside.hset(
      requestsKey,
      Object.fromEntries(Array.from({ length: 500 }, (_, age) => [String(now - age), '1'])),
    )
    await connect().store.admit(ask({ limits: { requestsPerMinute: 1000 } }))
    expect(await inside.hlen(requestsKey)).toBeLessThanOrEqual(61)
  })
})

describe('over the bridge', () => {
  const record = '{"plan":"pro"}'
  const proof = { kind: 'key', id: 'AAAAAAAAAAAA', record } as const
  const requests = () => storage.upstash.requests

  it('the first call with a key is two requests, and each later one is one', async () => {
    await inside.hset('isochrone:keys', proof.id, record)
    const { store } = connect()
    await store.readKey(proof.id)
    await store.admit(ask({ proof }))
    expect(requests()).toBe(2)
    await store.admit(ask({ proof, slot: 'second' }))
    expect(requests()).toBe(3)
  })

  it.each([
    ['with a token', { kind: 'token', jti: 'a' }],
    ['without a credential', { kind: 'none' }],
  ] as const)('the first call %s is at most two requests, and each later one is one', async (_, other) => {
    const { store } = connect()
    await store.admit(ask({ proof: other }))
    expect(requests()).toBeLessThanOrEqual(2)
    const before = requests()
    await store.admit(ask({ proof: other, slot: 'second' }))
    expect(requests()).toBe(before + 1)
  })

  it('a store that has forgotten its scripts is taught them again', async () => {
    const limits = { tokensPerMinute: 100 }
    const { store } = connect()
    await store.readKey(proof.id)
    await store.admit(ask({ limits, tokens: 1 }))
    await inside.script('FLUSH')
    const reservation = reservationOf(await store.admit(ask({ limits, tokens: 10, slot: 'second' })))
    await inside.script('FLUSH')
    await store.settle(reservation, used(20))
    expect(await tokensInRedis()).toBe(21)
    const before = requests()
    await store.admit(ask({ slot: 'third' }))
    expect(requests()).toBe(before + 2)
    await store.admit(ask({ slot: 'fourth' }))
    expect(requests()).toBe(before + 3)
  })

  it('no prompt and no secret goes along, and the caller is named by its id', async () => {
    await connect().store.admit(ask({ proof: { kind: 'token', jti: 'digest-of-jti' } }))
    const names = storage.upstash.commands.map(([name]) => String(name).toLowerCase())
    expect(names).toEqual(['evalsha', 'eval'])
  })
})

describe('a store that is lost', () => {
  const actions: readonly (readonly [string, (store: AdmissionStore) => Promise<unknown>])[] = [
    ['reading a key', store => store.readKey('AAAAAAAAAAAA')],
    ['admitting', store => store.admit(ask({ limits: { requestsPerMinute: 1 } }))],
    [
      'settling',
      store =>
        store.settle(
          { caller, slot: 'request-0001', second: 1_790_000_000, tokens: 5, budgets: [], nanoUsd: 0 },
          used(1),
        ),
    ],
  ]

  it.each(
    actions.flatMap(([name, run]) =>
      (['error', 'html', 'unauthorized'] as const).map(mode => [name, mode, run] as const),
    ),
  )('rejects: %s, where Redis answers: %s', async (_, mode, run) => {
    storage.upstash.mode = mode
    await expect(run(connect().store)).rejects.toThrow()
  })

  it.each(actions)('rejects where nobody listens: %s', async (_, run) => {
    await storage.upstash.refuse()
    await expect(run(connect().store)).rejects.toThrow('fetch failed')
  })

  it.each(actions)('rejects after 400 ms where Redis, not heard before, says nothing: %s', async (_, run) => {
    storage.upstash.mode = 'hang'
    const { clock, store } = connect()
    const outcome = run(store).catch((error: unknown) => error)
    // The script's name is made by real cryptography.
    while (clock.pendingTimers === 0) await new Promise(setImmediate)
    await clock.advance(400)
    expect(await outcome).toMatchObject({ name: 'TimeoutError' })
  })

  it('rejects where a key is of another kind than ours', async () => {
    await inside.set(requestsKey, 'text')
    await expect(connect().store.admit(ask({ limits: { requestsPerMinute: 1 } }))).rejects.toThrow(
      'WRONGTYPE',
    )
  })

  it('is left alone for 5 s after three failures, and then asked again', async () => {
    const { clock, store } = connect()
    storage.upstash.mode = 'error'
    for (let failure = 0; failure < 3; failure++) await expect(store.readKey('a')).rejects.toThrow()
    expect(storage.upstash.requests).toBe(3)
    storage.upstash.mode = 'ok'
    await clock.advance(4999)
    await expect(store.readKey('a')).rejects.toThrow('left alone')
    await expect(store.admit(ask())).rejects.toThrow('left alone')
    expect(storage.upstash.requests).toBe(3)
    await clock.advance(1)
    expect((await store.admit(ask())).kind).toBe('admitted')
  })
})

/** Starts a process that waits to admit many calls at once, with a clock that is `shift` seconds ahead. */
async function startBurst({ shift, count }: { shift: number; count: number }) {
  const { url, token } = storage.upstash
  const script = fileURLToPath(new URL('../support/admit-burst.ts', import.meta.url))
  const values = [url, token, shift, count, caller].map(String)
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...values])
  child.stderr.pipe(process.stderr)
  const output = readAll(child)
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve())
    child.once('exit', code => reject(new Error(`The process ended with ${code}.`)))
  })
  return {
    async burst(): Promise<string[]> {
      child.stdin.end('go\n')
      const [, line = '[]'] = (await output).split('\n')
      return JSON.parse(line)
    },
  }
}

function readAll(child: ChildProcessWithoutNullStreams): Promise<string> {
  return new Promise(resolve => {
    let text = ''
    child.stdout.on('data', piece => {
      text += piece
    })
    child.once('close', () => resolve(text))
  })
}
