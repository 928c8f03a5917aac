import { Redis as UpstashClient } from '@upstash/redis'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Storage, startStorage } from './start-storage'

const kinds = ['embedded', 'real'] as const

describe.each(kinds)('the REST server over the %s store', kind => {
  let storage: Storage
  let client: UpstashClient

  beforeAll(async () => {
    storage = await startStorage(kind)
    const { url, token } = storage.upstash
    client = new UpstashClient({ url, token, retry: { retries: 0 }, enableTelemetry: false })
  })
  beforeEach(() => storage.reset())
  afterAll(() => storage.close())

  it('keeps strings in any alphabet, for a time', async () => {
    expect(await client.set('key', 'Đà Nẵng ☀️', { ex: 60 })).toBe('OK')
    expect(await client.get('key')).toBe('Đà Nẵng ☀️')
    expect(await client.ttl('key')).toBe(60)
    expect(await client.set('key', 'other', { nx: true })).toBeNull()
    expect(await client.get('nothing')).toBeNull()
    expect(await client.mget('key', 'nothing')).toEqual(['Đà Nẵng ☀️', null])
    expect(await client.pexpire('key', 0)).toBe(1)
    expect(await client.exists('key')).toBe(0)
  })

  it('counts', async () => {
    expect(await client.incr('count')).toBe(1)
    expect(await client.incrby('count', 41)).toBe(42)
    expect(await client.incrbyfloat('sum', 0.1)).toBe(0.1)
    expect(await client.incrbyfloat('sum', 0.2)).toBe(0.3)
    expect(await client.hincrbyfloat('costs', 'VN', 1.5)).toBe(1.5)
    expect(await client.hincrby('costs', 'calls', 3)).toBe(3)
    // The client leaves all but safe integers of a hash as text.
    expect(await client.hgetall('costs')).toEqual({ VN: '1.5', calls: 3 })
  })

  it('keeps hashes, sets and sorted sets', async () => {
    expect(await client.hset('hash', { a: '1', b: 'two' })).toBe(2)
    expect(await client.hget('hash', 'b')).toBe('two')
    expect(await client.hdel('hash', 'a', 'b')).toBe(2)
    expect(await client.sadd('set', 'x', 'y', 'x')).toBe(2)
    expect((await client.smembers('set')).sort()).toEqual(['x', 'y'])
    expect(await client.srem('set', 'x')).toBe(1)
    await client.zadd(
      'sorted',
      { score: 2, member: 'b' },
      { score: 1, member: 'a' },
      { score: 3, member: 'c' },
    )
    expect(await client.zrange('sorted', 0, -2)).toEqual(['a', 'b'])
    expect(await client.zrange('sorted', 2, '+inf', { byScore: true, withScores: true })).toEqual([
      'b',
      2,
      'c',
      3,
    ])
    expect(await client.zrem('sorted', 'a')).toBe(1)
    expect((await client.keys('s*')).sort()).toEqual(['set', 'sorted'])
  })

  it('takes several commands at once, failing each one alone', async () => {
    await client.set('text', 'word')
    const outcomes = await client.pipeline().set('a', 'OK').incr('text').get('a').exec({ keepErrors: true })
    expect(outcomes[0]).toEqual({ result: 'OK', error: undefined })
    expect(outcomes[1]?.error).toContain('not an integer')
    expect(outcomes[2]?.result).toBe('OK')
  })

  it('runs a transaction', async () => {
    const outcomes = await client.multi().incr('n').hset('h', { field: 'ß' }).hgetall('h').exec()
    expect(outcomes).toEqual([1, 1, { field: 'ß' }])
    expect(storage.upstash.commands.at(-1)).toEqual(['hgetall', 'h'])
  })

  it('answers an error as an error', async () => {
    await client.set('text', 'word')
    await expect(client.hget('text', 'field')).rejects.toThrow('WRONGTYPE')
    await expect(client.exec(['NOSUCH', 'thing'])).rejects.toThrow('unknown command')
  })

  it('runs scripts, also where they begin with the flag that only Upstash knows', async () => {
    const script = '#!lua flags=allow-key-locking\nreturn {KEYS[1], tonumber(ARGV[1]) + 1, {"nested", false}}'
    const expected = ['k', 42, ['nested', null]]
    expect(await client.eval(script, ['k'], [41])).toEqual(expected)
    const name = await client.scriptLoad(script)
    expect(await client.scriptExists(name)).toEqual([1])
    expect(await client.evalsha(name, ['k'], [41])).toEqual(expected)
    expect(await client.createScript(script).exec(['k'], ['41'])).toEqual(expected)
    expect(await client.multi().evalsha(name, ['k'], [41]).exec()).toEqual([expected])
    await expect(client.evalsha('0'.repeat(40), [], [])).rejects.toThrow('NOSCRIPT')
  })

  it('takes the path form, plain where no encoding is asked for', async () => {
    const { url, token } = storage.upstash
    const set = await fetch(`${url}/set/key/caf%C3%A9?_token=${token}`)
    expect(await set.json()).toEqual({ result: 'OK' })
    const got = await fetch(`${url}/get/key`, { headers: { authorization: `Bearer ${token}` } })
    expect(await got.json()).toEqual({ result: 'café' })
    expect((await fetch(`${url}/get/key`)).status).toBe(401)
    expect(storage.upstash.requests).toBe(3)
  })

  it('fails as its mode says, and refuses connections', async () => {
    storage.upstash.mode = 'error'
    await expect(client.get('key')).rejects.toThrow('internal error')
    storage.upstash.mode = 'unauthorized'
    await expect(client.get('key')).rejects.toThrow('WRONGPASS')
    storage.upstash.mode = 'html'
    await expect(client.get('key')).rejects.toThrow()
    storage.upstash.mode = 'hang'
    const { url } = storage.upstash
    await expect(fetch(url, { signal: AbortSignal.timeout(50) })).rejects.toThrow('timeout')
    await storage.upstash.refuse()
    await expect(client.get('key')).rejects.toThrow('fetch failed')
  })
})
