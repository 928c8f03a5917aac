import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { expectError } from './support/expect-error'
import { itWhereTold } from './support/it-where-told'
import { newTopic, type Topic } from './support/new-topic'
import { beginAt, type Reply } from './support/send-to'
import { type Access, startAccess } from './support/start-access'

let access: Access
let redis: Redis
let key = ''
beforeAll(async () => {
  access = await startAccess({
    gateways: 2,
    plans: { one: { requestsPerMinute: 1 }, costly: { tokensPerMinute: 100_000, budgetUsdPerDay: 0.000001 } },
  })
  redis = new Redis(access.world.redis?.url ?? '')
  key = (await access.makeKey('warm', { tenant: 'one' })).key
})
afterEach(() => access.world.endpoint('sin').set({}))
afterAll(async () => {
  redis.disconnect()
  await access.close()
})

type Once = {
  readonly name?: string
  readonly by?: string
  readonly at?: number
  readonly changes?: object
  readonly country?: string
}

// Left to chance, so that no answer comes from the cache.
const chance = { temperature: 1 }

function ask(
  topic: Topic,
  { name = nameOf(topic), by = key, at = 0, changes, country = 'VN' }: Once = {},
): Promise<Reply> {
  const headers = { 'idempotency-key': name, 'x-vercel-ip-country': country }
  return access.sendAs(by, { headers, body: topic.body({ ...chance, ...changes }) }, at)
}

const nameOf = ({ content }: Topic) => `once-${content.replace(/\D/g, '')}`
const callsAbout = (topic: Topic) => topic.calls(access.world).length
const conflict = { status: 409, code: 'idempotency_in_flight' }

/** Asks again, as an app does that is told that its call, or another of that name, still runs: what became of it is written after its answer. */
function askAgain(topic: Topic, once: Once = {}): Promise<Reply> {
  return vi.waitFor(
    async () => {
      const reply = await ask(topic, once)
      expect([409, 422]).not.toContain(reply.status)
      return reply
    },
    { timeout: 5000 },
  )
}

describe('a call that is to be done once', () => {
  it.each([
    ['plain', {}, 'application/json'],
    ['streamed', { stream: true }, 'text/event-stream; charset=utf-8'],
    [
      'streamed, with its usage',
      { stream: true, stream_options: { include_usage: true } },
      'text/event-stream; charset=utf-8',
    ],
  ])(
    'has the same answer byte for byte whenever it comes again, at any gateway: %s',
    async (_, changes, type) => {
      const topic = newTopic()
      const first = await ask(topic, { changes })
      expect([first.status, first.headers.has('idempotency-replayed')]).toEqual([200, false])
      for (const at of [0, 1, 0, 1]) {
        const again = await askAgain(topic, { changes, at })
        expect([again.status, again.text]).toEqual([200, first.text])
        expect(again.headers.get('idempotency-replayed')).toBe('true')
        expect(again.headers.get('content-type')).toBe(type)
        expect(again.headers.get('cache-control')).toBe(first.headers.get('cache-control'))
        expect(again.headers.get('vary')).toBe(first.headers.get('vary'))
      }
      expect(callsAbout(topic)).toBe(1)
    },
  )

  it('has its answer for another country, but for none that its endpoint may not serve', async () => {
    const topic = newTopic()
    expect((await ask(topic)).headers.get('x-endpoint-used')).toBe('sin')
    expect((await askAgain(topic, { country: 'SG' })).headers.get('idempotency-replayed')).toBe('true')
    const refused = await ask(topic, { country: 'DE' })
    expectError(refused, { status: 403, code: 'residency_violation' })
    expect(refused.headers.has('idempotency-replayed')).toBe(false)
    expect(callsAbout(topic)).toBe(1)
  })

  it('is done once more without its name, or with another', async () => {
    const topic = newTopic()
    const first = await ask(topic)
    const [bare, other] = [
      await access.sendAs(key, { body: topic.body(chance) }),
      await ask(topic, { name: 'another' }),
    ]
    expect(new Set([first, bare, other].map(({ text }) => text)).size).toBe(3)
    expect(callsAbout(topic)).toBe(3)
  })

  it('is not done with another body, whether it is over or not', async () => {
    const topic = newTopic()
    const mismatch = { status: 422, code: 'idempotency_mismatch' }
    access.world.endpoint('sin').set({ delayMs: 500 })
    const first = ask(topic)
    await vi.waitFor(() => expect(callsAbout(topic)).toBe(1))
    for (const at of [0, 1]) expectError(await ask(topic, { at, changes: { top_p: 0.5 } }), mismatch)
    await first
    for (const at of [0, 1])
      for (const changes of [{ top_p: 0.5 }, { stream: true }, { model: 'gpt-4.1-mini' }, { n: 2 }])
        expectError(await ask(topic, { at, changes }), mismatch)
    expect([(await askAgain(topic)).text, callsAbout(topic)]).toEqual([(await first).text, 1])
  })

  it('is told to be running while it is, at any gateway', async () => {
    const topic = newTopic()
    access.world.endpoint('sin').set({ delayMs: 500 })
    const first = ask(topic)
    await vi.waitFor(() => expect(callsAbout(topic)).toBe(1))
    for (const at of [0, 1]) expectError(await ask(topic, { at }), conflict)
    expect((await first).status).toBe(200)
    expect([(await askAgain(topic)).text, callsAbout(topic)]).toEqual([(await first).text, 1])
  })

  it('of fifty at once is done once, and the others are told that it is running', async () => {
    const topic = newTopic()
    // Long enough for most of them to come before the first answer.
    access.world.endpoint('sin').set({ delayMs: 800 })
    const replies = await Promise.all(Array.from({ length: 50 }, (_, at) => ask(topic, { at: at % 2 })))
    expect(replies.every(({ status }) => status === 200 || status === 409)).toBe(true)
    expect(replies.some(({ status }) => status === 409)).toBe(true)
    expect(callsAbout(topic)).toBe(1)
  })

  it('counts once against the tokens and the budget of its caller', async () => {
    const [topic, by] = [newTopic(), (await access.makeKey('costly')).key]
    const first = await ask(topic, { by })
    const again = await askAgain(topic, { by })
    expect([first.status, again.status, again.text]).toEqual([200, 200, first.text])
    expect((await ask(topic, { by, name: 'another' })).status).toBe(402)
  })

  it('counts as a request each time', async () => {
    const [topic, by] = [newTopic(), (await access.makeKey('one')).key]
    expect((await ask(topic, { by })).status).toBe(200)
    expectError(await ask(topic, { by, at: 1 }), { status: 429, code: 'rate_limit_exceeded' })
  })
})

describe('two callers with the same name for a call', () => {
  it('do not meet, unless they are of one tenant', async () => {
    const topic = newTopic()
    const [stranger, colleague] = [
      (await access.makeKey('warm')).key,
      (await access.makeKey('warm', { tenant: 'one' })).key,
    ]
    const first = await ask(topic)
    const strange = await ask(topic, { by: stranger })
    expect([strange.status, strange.text === first.text]).toEqual([200, false])
    expect((await askAgain(topic, { by: colleague })).text).toBe(first.text)
    expect((await ask(topic, { by: stranger, changes: { top_p: 0.5 } })).status).toBe(422)
    expect(callsAbout(topic)).toBe(2)
  })

  it('do not see what the holder of a revoked key has had', async () => {
    const [topic, { id, key: by }] = [newTopic(), await access.makeKey('warm')]
    await ask(topic, { by })
    expect((await access.operate('DELETE', `/keys/${id}`)).status).toBe(200)
    for (const at of [0, 1])
      expectError(await ask(topic, { by, at }), { status: 401, code: 'invalid_api_key' })
  })
})

describe('a call that is to be done once and fails', () => {
  it.each<[string, object, object]>([
    ['because its endpoints fail', { fault: { kind: 'status', status: 503 } }, {}],
    ['because its endpoint refuses it', { fault: { kind: 'status', status: 400 } }, {}],
    [
      'within its stream',
      { fault: { kind: 'cut', how: 'destroy', afterContentEvents: 2 } },
      { stream: true },
    ],
    [
      'by an error within its stream',
      { fault: { kind: 'error-event', afterContentEvents: 2 } },
      { stream: true },
    ],
    ['because there is no such endpoint', {}, { model: 'no-such-model' }],
  ])('may be tried again, at any gateway: %s', async (_, behaviour, changes) => {
    const topic = newTopic()
    for (const at of [0, 1]) {
      access.world.endpoint('sin').set(behaviour)
      const failed = await askAgain(topic, { at, changes })
      expect(failed.text).toContain('"error"')
      expect(failed.headers.has('idempotency-replayed')).toBe(false)
    }
    access.world.endpoint('sin').set({})
    const other = await askAgain(topic, { changes: { ...changes, model: 'gpt-4.1' } })
    expect([other.status, other.text.includes('"error"')]).toEqual([200, false])
  })

  const hangUp = async (changes: object) => {
    const topic = newTopic()
    access.world.endpoint('sin').set({ words: 200, tokensPerSecond: 20 })
    const controller = new AbortController()
    const call = beginAt(access.gateways[0]?.url ?? '', {
      headers: { authorization: `Bearer ${key}`, 'idempotency-key': nameOf(topic) },
      body: topic.body({ ...chance, ...changes }),
      signal: controller.signal,
    })
    call.catch(() => {})
    await vi.waitFor(() => expect(callsAbout(topic)).toBe(1))
    if ('stream' in changes) await (await call).body?.getReader().read()
    expectError(await ask(topic, { at: 1, changes }), conflict)
    controller.abort()
    access.world.endpoint('sin').set({})
    const again = await askAgain(topic, { at: 1, changes })
    expect([again.status, again.headers.has('idempotency-replayed'), callsAbout(topic)]).toEqual([
      200,
      false,
      2,
    ])
  }

  itWhereTold('silent-hang-ups')('may be tried again where its caller hung up before its answer', () =>
    hangUp({}),
  )
  it('may be tried again where its caller hung up within its stream', () => hangUp({ stream: true }))

  it('because it is not let in may be tried again', async () => {
    const [topic, by] = [newTopic(), (await access.makeKey('one')).key]
    await ask(newTopic(), { by })
    expect((await ask(topic, { by })).status).toBe(429)
    expect((await ask(topic, { by })).status).toBe(429)
    expect(callsAbout(topic)).toBe(0)
  })
})

describe('a call with temperature 0 that is to be done once', () => {
  it('is answered from the cache and remembered as that', async () => {
    const topic = newTopic()
    const changes = { temperature: 0 }
    const { text } = await access.sendAs(key, { body: topic.body(changes) })
    const first = await ask(topic, { changes })
    expect([first.headers.get('x-cache'), first.text]).toEqual(['HIT', text])
    await access.operate('DELETE', '/cache/tenant-one')
    expect((await askAgain(topic, { changes, at: 1 })).text).toBe(text)
    expect(callsAbout(topic)).toBe(1)
  })
})

describe('what is remembered of it in Redis', () => {
  it('lies under a digest, for a day', async () => {
    await askAgain(newTopic(), { name: 'CANARY-name' })
    await askAgain(newTopic())
    const names = await redis.keys('isochrone:once:*')
    expect(names.filter(name => !/^isochrone:once:[0-9a-f]{64}$/.test(name))).toEqual([])
    await vi.waitFor(async () => {
      const times = await Promise.all(names.map(name => redis.ttl(name)))
      expect(Math.max(...times)).toBeGreaterThan(86_000)
      expect(Math.max(...times)).toBeLessThanOrEqual(86_400)
    })
  })
})
