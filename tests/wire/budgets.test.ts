import OpenAI from 'openai'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { callsOf } from './support/calls-of'
import { countBy } from './support/count-by'
import { createClient } from './support/create-client'
import { readCosts } from './support/read-report'
import { chatBody, type Reply } from './support/send-to'
import { type Access, type MadeKey, startAccess } from './support/start-access'

let access: Access
beforeAll(async () => {
  access = await startAccess({
    gateways: 2,
    environment: { AUTH: 'open' },
    plans: {
      daily: { budgetUsdPerDay: 10 },
      monthly: { budgetUsdPerMonth: 10 },
      talking: { budgetUsdPerSession: 10 },
      dime: { budgetUsdPerDay: 0.1 },
      chatty: { budgetUsdPerSession: 0.1 },
      anonymous: { requestsPerMinute: 600 },
    },
    prepare: ({ edgeConfig }) =>
      edgeConfig.set('models', { catalogue: { 'gpt-4.1': { price: { input: 0, output: 1000 } } } }),
  })
  answerAll()
})
afterEach(() => answerAll())
afterAll(() => access.close())

const sin = () => access.world.endpoint('sin')

/** Has every call use a hundred tokens, which cost 0.10 dollars, after so long. */
function answerAll(delayMs = 0): void {
  const message = { role: 'assistant', content: 'Chào' }
  const choices = [{ index: 0, message, finish_reason: 'stop' }]
  const usage = { prompt_tokens: 7, completion_tokens: 100, total_tokens: 107 }
  const body = { id: 'chatcmpl-1', object: 'chat.completion', created: 1, model: 'gpt-4.1', choices, usage }
  sin().set({ delayMs, fault: { kind: 'status', status: 200, body } })
}

const body = chatBody({ max_tokens: 100 })
const call = (key: string, headers: Record<string, string> = {}, at = 0) =>
  access.sendAs(key, { body, headers }, at)

/** The row of a key, once so many of its calls are written down. */
const rowOf = ({ id }: MadeKey, requests: number) =>
  vi.waitFor(
    async () => {
      const { breakdown } = await readCosts(access, '?by=tenant')
      const row = breakdown.find(({ key }) => key === `key-${id}`)
      expect(row?.requests).toBe(requests)
      return row
    },
    { timeout: 5000, interval: 50 },
  )

function expectSpent(reply: Reply): void {
  expect(reply.json).toEqual({
    error: {
      message: expect.any(String),
      type: 'insufficient_quota',
      param: null,
      code: 'insufficient_quota',
    },
  })
  expect(reply.status).toBe(402)
  expect(reply.headers.get('x-should-retry')).toBe('false')
  expect(reply.headers.has('retry-after')).toBe(false)
  expect(reply.headers.has('x-route-attempts')).toBe(false)
}

describe('ten dollars', () => {
  it.each<[string, string, object, Record<string, string>]>([
    ['by the day of a plan', 'daily', {}, {}],
    ['by the month of a plan', 'monthly', {}, {}],
    ['by the session of a plan', 'talking', {}, { 'x-session-id': 'burst' }],
    ['by the day of a key', 'warm', { budgetUsdPerDay: 10 }, {}],
    ['by the month of a key', 'warm', { budgetUsdPerMonth: 10 }, {}],
  ])(
    '%s are spent by two hundred calls at once at two gateways, and no dime more than one',
    async (_, plan, fields, headers) => {
      const made = await access.makeKey(plan, fields)
      answerAll(100)
      const before = callsOf(sin()).length
      const replies = await Promise.all(
        Array.from({ length: 200 }, (_, at) => call(made.key, headers, at % 2)),
      )
      for (const reply of replies.filter(({ status }) => status !== 200)) expectSpent(reply)
      const { 200: served = 0 } = countBy(replies, ({ status }) => status)
      expect(served).toBeGreaterThanOrEqual(100)
      expect(served).toBeLessThanOrEqual(101)
      expect(callsOf(sin()).length - before).toBe(served)
      const row = await rowOf(made, served)
      expect(row?.costUsd).toBeCloseTo(served / 10, 9)
      expect(row?.costUsd).toBeLessThanOrEqual(10.1)
      for (const at of [0, 1]) expectSpent(await call(made.key, headers, at))
      expect((await access.sendAs(made.key, { method: 'GET', path: '/v1/models', headers })).status).toBe(200)
    },
  )
})

describe('a budget that is spent', () => {
  it('is told once to the official client, and no endpoint is asked', async () => {
    const { key } = await access.makeKey('dime')
    expect((await call(key)).status).toBe(200)
    await vi.waitFor(async () => expectSpent(await call(key)))
    const [gateway] = access.gateways
    const before = callsOf(sin()).length
    let sent = 0
    const counting: typeof fetch = (...asked) => {
      sent++
      return fetch(...asked)
    }
    const client = createClient(gateway ?? expect.fail(), { apiKey: key, maxRetries: 3, fetch: counting })
    const failure = await client.chat.completions
      .create({ model: 'gpt-4.1', messages: [{ role: 'user', content: 'Xin chào' }] })
      .catch((error: unknown) => error)
    if (!(failure instanceof OpenAI.APIError)) throw new Error('The client raised no error of the API.')
    expect([failure.status, failure.code, failure.type]).toEqual([
      402,
      'insufficient_quota',
      'insufficient_quota',
    ])
    expect([sent, callsOf(sin()).length - before]).toEqual([1, 0])
  })

  it('is that of its session alone: another one, none, and that of another key go on', async () => {
    const [one, other] = [await access.makeKey('chatty'), await access.makeKey('chatty')]
    const spent = { 'x-session-id': 'spent' }
    expect((await call(one.key, spent)).status).toBe(200)
    await vi.waitFor(async () => expectSpent(await call(one.key, spent, 1)))
    expect((await call(one.key, { 'x-session-id': 'another' })).status).toBe(200)
    for (let time = 0; time < 3; time++) expect((await call(one.key)).status).toBe(200)
    expect((await call(other.key, spent)).status).toBe(200)
    expectSpent(await call(one.key, spent))
  })

  it('is shared by the keys of a tenant where it is the plan’s, and each key’s own where it is the key’s', async () => {
    const [one, other] = [
      await access.makeKey('dime', { tenant: 'acme' }),
      await access.makeKey('dime', { tenant: 'acme' }),
    ]
    expect((await call(one.key)).status).toBe(200)
    await vi.waitFor(async () => expectSpent(await call(other.key)))
    const fields = { tenant: 'own', budgetUsdPerMonth: 0.1 }
    const [first, second] = [await access.makeKey('warm', fields), await access.makeKey('warm', fields)]
    expect((await call(first.key)).status).toBe(200)
    await vi.waitFor(async () => expectSpent(await call(first.key)))
    expect((await call(second.key)).status).toBe(200)
  })

  it('touches neither callers without a credential nor plans without a budget', async () => {
    const { key } = await access.makeKey('warm')
    const headers = { 'x-session-id': 'spent' }
    for (let time = 0; time < 3; time++) {
      expect((await access.send({ body, headers })).status).toBe(200)
      expect((await call(key, headers)).status).toBe(200)
    }
  })
})

describe('a call', () => {
  it.each([400, 429, 500, 503])('that fails by %i costs nothing', async status => {
    const made = await access.makeKey('dime')
    sin().set({ fault: { kind: 'status', status } })
    for (let time = 1; time <= 3; time++) {
      // Each by an edge where the endpoint is not left alone yet.
      const headers = { 'x-vercel-id': `f${status}x${time}::id` }
      expect((await call(made.key, headers)).status).toBeGreaterThanOrEqual(400)
      expect((await rowOf(made, time))?.costUsd).toBe(0)
    }
    answerAll()
    expect((await call(made.key, { 'x-vercel-id': `f${status}y::id` })).status).toBe(200)
  })

  it('that might cost more than the whole budget is let in, and what it did not cost is free again', async () => {
    const made = await access.makeKey('daily')
    const asked = { body: chatBody({ max_tokens: 30_000 }) }
    for (let time = 1; time <= 3; time++) {
      expect((await access.sendAs(made.key, asked, time % 2)).status).toBe(200)
      expect((await rowOf(made, time))?.costUsd).toBeCloseTo(time / 10, 9)
    }
    answerAll(500)
    const replies = await Promise.all([1, 2, 3].map(at => access.sendAs(made.key, asked, at % 2)))
    expect(countBy(replies, ({ status }) => status)).toEqual({ 200: 1, 402: 2 })
  })

  it('that asks for more tokens than can be counted disturbs nobody else', async () => {
    const { key } = await access.makeKey('daily')
    const { key: other } = await access.makeKey('warm')
    const asked = { body: chatBody({ max_tokens: Number.MAX_SAFE_INTEGER }) }
    for (let time = 0; time < 5; time++) {
      const reply = await access.sendAs(key, asked)
      expect([200, 400, 402]).toContain(reply.status)
      expect(reply.headers.get('x-degraded')).toBeNull()
    }
    expect((await call(other)).headers.get('x-degraded')).toBeNull()
  })
})
