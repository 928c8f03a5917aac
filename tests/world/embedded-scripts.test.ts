import { Ratelimit } from '@upstash/ratelimit'
import type { Redis } from '@upstash/redis'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { AdmissionAsk } from '@/lib/access/admission-store'
import { createGuessLimiter } from '@/lib/stores/create-guess-limiter'
import { createRedis } from '@/lib/stores/create-redis'
import { createRedisAdmission } from '@/lib/stores/create-redis-admission'
import { createRestTransport } from '@/lib/stores/create-rest-transport'
import { createStoreBreaker } from '@/lib/stores/create-store-breaker'
import { redisKeys } from '@/lib/stores/redis-keys'
import { uncharged } from '../support/build-ask'
import { used } from '../support/used'
import { commandReplies } from './embedded/command-replies'
import { scriptFailures } from './embedded/script-failures'
import { scriptReturns } from './embedded/script-returns'
import { type Storage, startStorage } from './start-storage'

const kinds = ['embedded', 'real'] as const

const ask: AdmissionAsk = {
  proof: { kind: 'none' },
  caller: 'caller',
  slot: 'r',
  limits: { requestsPerMinute: undefined, tokensPerMinute: undefined, concurrency: undefined },
  tokens: 10,
  ...uncharged,
  owner: 'caller',
  ahead: undefined,
  healthOf: undefined,
}

describe.each(kinds)('on the %s store', kind => {
  let storage: Storage
  let client: Redis

  beforeAll(async () => {
    storage = await startStorage(kind)
    const { url, token } = storage.upstash
    // As in production, but patient.
    client = createRedis(createRestTransport({ url, token }, fetch), {
      startTimer: () => () => undefined,
      now: () => 0,
    })
  })
  beforeEach(async () => {
    await storage.reset()
    await client.set('text', 'word')
  })
  afterAll(() => storage.close())

  const run = (script: string) => client.eval<string[], unknown>(script, [], [])
  const commandNames = () => storage.upstash.commands.map(([name = '']) => name.toLowerCase())

  it.each(scriptReturns)('a script returns %s', async (_, script, reply) => {
    expect(await run(script)).toEqual(reply)
  })

  it.each(scriptFailures)('a script fails by %s', async (_, script, reason) => {
    const outcome = await run(script).catch((error: Error) => error)
    expect(outcome).toBeInstanceOf(Error)
    expect(String(outcome)).toMatch(reason)
  })

  it('a script finds its keys and arguments, in any alphabet', async () => {
    const text = 'Đà Nẵng ☀️ 𝄞 \uFEFF'
    const script = `
      redis.call('HSET', KEYS[1], KEYS[2], ARGV[1])
      return {#KEYS, #ARGV, ARGV[1], #ARGV[1], redis.call('HGETALL', KEYS[1]), KEYS[3] == nil}`
    const reply = await client.eval(script, ['đường', ''], [text, '5', ''])
    const bytes = new TextEncoder().encode(text).length
    expect(reply).toEqual([2, 3, text, bytes, ['', text], 1])
    expect(await client.hget('đường', '')).toBe(text)
    expect(await client.eval('return #KEYS + #ARGV', [], [])).toBe(0)
  })

  it('wrong counts of keys are refused', async () => {
    const count = (keys: string) => client.exec(['EVAL', 'return 1', keys, 'a'])
    await expect(count('2')).rejects.toThrow("ERR Number of keys can't be greater than number of args")
    await expect(count('-1')).rejects.toThrow("ERR Number of keys can't be negative")
    await expect(count('x')).rejects.toThrow('ERR value is not an integer')
  })

  it('a script keeps nothing for the next but what it wrote, also where it failed', async () => {
    const script = 'local n = (n_of or 0) + 1 return n'
    await expect(run(script)).rejects.toThrow('nonexistent global')
    await expect(run("redis.call('SET', 'a', 'kept') error('late')")).rejects.toThrow('late')
    expect(await client.get('a')).toBe('kept')
    expect(await client.eval('return ARGV[1]', [], ['one'])).toBe('one')
    expect(await client.eval('return ARGV[1]', [], [])).toBeNull()
  })

  it('a script is known by its name once it was loaded or run', async () => {
    const text = `return '${crypto.randomUUID()}'`
    const script = client.createScript<string>(text)
    storage.upstash.commands.length = 0
    const replies = [await script.exec([], []), await script.exec([], [])]
    expect(new Set(replies).size).toBe(1)
    expect(commandNames()).toEqual(['evalsha', 'eval', 'evalsha'])
    const other = `return 1 -- ${crypto.randomUUID()}`
    const [name, count] = await client.pipeline().scriptLoad(other).set('a', 'b').exec()
    expect(count).toBe('OK')
    expect(await client.scriptExists(String(name), '0'.repeat(40))).toEqual([1, 0])
    expect(await client.evalsha(String(name).toUpperCase(), [], [])).toBe(1)
    await client.scriptFlush()
    await expect(client.evalsha(String(name), [], [])).rejects.toThrow(
      'NOSCRIPT No matching script. Please use EVAL.',
    )
    await expect(client.scriptLoad('return =')).rejects.toThrow('ERR Error compiling script')
  })

  it('scripts run one after the other', async () => {
    const script = client.createScript<number>(`
      if tonumber(redis.call('GET', KEYS[1]) or '0') >= tonumber(ARGV[1]) then return 0 end
      return redis.call('INCR', KEYS[1])`)
    const counts = await Promise.all(Array.from({ length: 200 }, () => script.exec(['n'], ['50'])))
    const sorted = counts.filter(count => count > 0).sort((one, other) => one - other)
    expect(sorted).toEqual(Array.from({ length: 50 }, (_, index) => index + 1))
  })

  it('the commands that scripts use answer as Redis does', async () => {
    for (const [line, expected] of commandReplies) {
      const [name = '', ...args] = line.split(' ')
      const outcome = await client.exec([name, ...args]).catch((error: Error) => error)
      if (typeof expected === 'string' && outcome instanceof Error)
        expect(outcome.message).toContain(expected)
      else expect([line, outcome]).toEqual([line, expected])
    }
  })

  describe('the admission store', () => {
    const admission = () => createRedisAdmission(client, createStoreBreaker(Date.now))

    it('lets exactly the limit through, however many come at once', async () => {
      const { admit } = admission()
      const limits = { ...ask.limits, requestsPerMinute: 100 }
      const answers = await Promise.all(
        Array.from({ length: 500 }, (_, index) => admit({ ...ask, slot: `r${index}`, limits })),
      )
      expect(answers.filter(({ kind }) => kind === 'admitted')).toHaveLength(100)
      const refused = answers.filter(({ kind }) => kind === 'limited')
      expect(refused).toHaveLength(400)
      for (const answer of refused) expect(answer).toMatchObject({ by: 'requests', requests: { used: 100 } })
    })

    it('reserves tokens and settles them once', async () => {
      const { admit, settle } = admission()
      const limits = { ...ask.limits, tokensPerMinute: 100 }
      const first = await admit({ ...ask, limits, tokens: 60 })
      if (first.kind !== 'admitted') throw new Error(`The first call is ${first.kind}.`)
      const late = { ...ask, slot: 'late', limits, tokens: 60 }
      expect(await admit(late)).toMatchObject({ kind: 'limited', by: 'tokens', tokens: { used: 60 } })
      await Promise.all([25, 25, 25].map(tokens => settle(first.reservation, used(tokens))))
      expect(await admit(late)).toMatchObject({ kind: 'admitted', tokens: { used: 85 } })
      await settle(first.reservation, used(99))
      expect(await admit({ ...late, slot: 'last' })).toMatchObject({ tokens: { used: 85 } })
    })

    it('frees slots', async () => {
      const { admit, settle } = admission()
      const limits = { ...ask.limits, concurrency: 2 }
      const admitAs = (slot: string) => admit({ ...ask, slot, limits })
      const first = await admitAs('a')
      expect((await admitAs('b')).kind).toBe('admitted')
      expect(await admitAs('c')).toMatchObject({ kind: 'limited', by: 'concurrency', retryAfterSeconds: 1 })
      if (first.kind !== 'admitted') throw new Error(`The first call is ${first.kind}.`)
      await settle(first.reservation, used(0))
      expect((await admitAs('c')).kind).toBe('admitted')
      // A call that was never settled loses its slot in time.
      await client.zadd(redisKeys.slots('caller'), { score: 1, member: 'b' })
      expect((await admitAs('d')).kind).toBe('admitted')
      expect((await admitAs('e')).kind).toBe('limited')
    })

    it('sees another record and a revoked token', async () => {
      const { admit, readKey } = admission()
      const record = JSON.stringify({ plan: 'Ω', name: 'Đà Nẵng' })
      await client.hset(redisKeys.apiKeys, { id: record })
      storage.upstash.reset()
      expect(await readKey('id')).toBe(record)
      const proof = { kind: 'key', id: 'id', record } as const
      expect((await admit({ ...ask, proof })).kind).toBe('admitted')
      expect(storage.upstash.requests).toBe(2)
      expect(await admit({ ...ask, proof: { ...proof, record: '{}' } })).toEqual({ kind: 'record', record })
      expect(await admit({ ...ask, proof: { ...proof, id: 'none' } })).toEqual({ kind: 'record' })
      await client.set(redisKeys.revocation('jti'), '1')
      expect(await admit({ ...ask, proof: { kind: 'token', jti: 'jti' } })).toEqual({ kind: 'revoked' })
    })
  })

  it('the guess limiter blocks an address after its guesses', async () => {
    const limiter = createGuessLimiter(client, Date.now)
    for (let guess = 0; guess < 100; guess += 1) await limiter.count('192.0.2.1')
    expect(limiter.isBlocked('192.0.2.1')).toBe(false)
    for (let guess = 0; guess < 101; guess += 1) await limiter.count('192.0.2.1')
    expect(limiter.isBlocked('192.0.2.1')).toBe(true)
    expect(limiter.isBlocked('192.0.2.2')).toBe(false)
    expect(await client.keys(`${redisKeys.guesses}*`)).not.toEqual([])
  })

  it.each([
    ['a fixed window', Ratelimit.fixedWindow(3, '1 h')],
    ['a sliding window', Ratelimit.slidingWindow(3, '1 h')],
    ['a token bucket', Ratelimit.tokenBucket(3, '1 h', 3)],
  ])('the package limits by %s', async (_, algorithm) => {
    const limiter = new Ratelimit({ redis: client, limiter: algorithm, ephemeralCache: false, timeout: 0 })
    const outcomes = []
    for (let call = 0; call < 4; call += 1) outcomes.push(await limiter.limit('id'))
    expect(outcomes.map(({ success }) => success)).toEqual([true, true, true, false])
    expect(outcomes.map(({ remaining }) => remaining)).toEqual([2, 1, 0, 0])
    expect((await limiter.getRemaining('id')).remaining).toBe(0)
    await limiter.resetUsedTokens('id')
    expect((await limiter.limit('id')).remaining).toBe(2)
  })
})
