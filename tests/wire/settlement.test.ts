import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { callsOf } from './support/calls-of'
import { countBy } from './support/count-by'
import { expectError } from './support/expect-error'
import { itWhereTold } from './support/it-where-told'
import { beginAt, chatBody, type Reply } from './support/send-to'
import { type Access, startAccess } from './support/start-access'

let access: Access
beforeAll(async () => {
  access = await startAccess({
    gateways: 2,
    endpoints: ['sin', 'fra'],
    plans: {
      fifty: { tokensPerMinute: 50_500 },
      tokens: { requestsPerMinute: 50, tokensPerMinute: 10_000 },
    },
  })
})
afterEach(() => {
  for (const endpoint of access.world.endpoints) endpoint.set({})
})
afterAll(() => access.close())

const models = { method: 'GET', path: '/v1/models' } as const
const remaining = ({ headers }: Reply, what: string) => Number(headers.get(`x-ratelimit-remaining-${what}`))
const left = async (key: string) => remaining(await access.sendAs(key, models), 'tokens')

/** An answer that says how many tokens it took. */
function answerOf(total_tokens: number) {
  const message = { role: 'assistant', content: 'Chào' }
  const choices = [{ index: 0, message, finish_reason: 'stop' }]
  const usage = { prompt_tokens: 7, completion_tokens: total_tokens - 7, total_tokens }
  return { id: 'chatcmpl-1', object: 'chat.completion', created: 1, model: 'gpt-4.1', choices, usage }
}

describe('a hundred calls at once that are estimated to use a thousand tokens each and use ten thousand', () => {
  it('pass the limit by those that were let in, and the next one waits', async () => {
    const { key } = await access.makeKey('fifty')
    const fault = { kind: 'status', status: 200, body: answerOf(10_000) } as const
    access.world.endpoint('sin').set({ delayMs: 1500, fault })
    const headers = { 'x-route-to': 'sin' }
    const replies = await Promise.all(
      Array.from({ length: 100 }, (_, at) =>
        access.sendAs(key, { headers, body: chatBody({ max_tokens: 1000 }) }, at % 2),
      ),
    )
    expect(countBy(replies, ({ status }) => status)).toEqual({ 200: 50, 429: 50 })
    for (const at of [0, 1])
      await vi.waitFor(async () => {
        const reply = await access.sendAs(key, { body: chatBody({ max_tokens: 1 }) }, at)
        expectError(reply, { status: 429, code: 'rate_limit_exceeded' })
        expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(40)
        expect(remaining(reply, 'tokens')).toBe(0)
      })
  })
})

describe('what a call reserved is given back once', () => {
  itWhereTold('silent-hang-ups')('where its caller hangs up before the answer', async () => {
    const { key } = await access.makeKey('tokens')
    const sin = access.world.endpoint('sin')
    sin.set({ delayMs: 20_000 })
    const before = callsOf(sin).length
    const controller = new AbortController()
    const call = beginAt(access.gateways[0]?.url ?? '', {
      headers: { authorization: `Bearer ${key}`, 'x-route-to': 'sin' },
      body: chatBody({ max_tokens: 4000 }),
      signal: controller.signal,
    })
    await vi.waitFor(() => expect(callsOf(sin)).toHaveLength(before + 1))
    expect(await left(key)).toBeLessThanOrEqual(6000)
    controller.abort()
    await expect(call).rejects.toThrow('aborted')
    await vi.waitFor(async () => expect(await left(key)).toBe(10_000))
  })

  it('once its endpoint has answered, where nobody hears that its caller hung up', async () => {
    const { key } = await access.makeKey('tokens')
    const sin = access.world.endpoint('sin')
    sin.set({ delayMs: 500 })
    const before = callsOf(sin).length
    const controller = new AbortController()
    const call = beginAt(access.gateways[0]?.url ?? '', {
      headers: { authorization: `Bearer ${key}`, 'x-route-to': 'sin' },
      body: chatBody({ max_tokens: 4000 }),
      signal: controller.signal,
    })
    await vi.waitFor(() => expect(callsOf(sin)).toHaveLength(before + 1))
    controller.abort()
    await expect(call).rejects.toThrow('aborted')
    await vi.waitFor(async () => expect(await left(key)).toBeGreaterThan(9900), { timeout: 5000 })
  })

  it('where all endpoints fail, however many were tried', async () => {
    const { key } = await access.makeKey('tokens')
    for (const endpoint of access.world.endpoints) endpoint.set({ fault: { kind: 'status', status: 500 } })
    const headers = { 'x-vercel-id': 'all1::id' }
    const reply = await access.sendAs(key, { headers, body: chatBody({ max_tokens: 4000 }) })
    expect(reply.headers.get('x-route-attempts')?.split(', ')).toHaveLength(2)
    expect([reply.status, remaining(reply, 'requests')]).toEqual([502, 49])
    await vi.waitFor(async () => expect(await left(key)).toBe(10_000))
  })

  it('of a call that failed over, which counts as one request and by the answer that came', async () => {
    const { key } = await access.makeKey('tokens')
    access.world.endpoint('sin').set({ fault: { kind: 'status', status: 503 } })
    const headers = { 'x-vercel-id': 'over1::id', 'x-vercel-ip-country': 'VN' }
    const reply = await access.sendAs(key, { headers, body: chatBody({ max_tokens: 4000 }) })
    expect(reply.headers.get('x-route-attempts')).toBe('sin;503, fra;200')
    expect(remaining(reply, 'requests')).toBe(49)
    const { usage } = JSON.parse(reply.text)
    await vi.waitFor(async () => expect(await left(key)).toBe(10_000 - usage.total_tokens))
  })
})

describe('a call that is larger than the whole limit', () => {
  it('is told not to come again', async () => {
    const { key } = await access.makeKey('tokens')
    const reply = await access.sendAs(key, { body: chatBody({ max_tokens: 20_000 }) })
    expectError(reply, { status: 429, code: 'rate_limit_exceeded' })
    expect(reply.headers.get('x-should-retry')).toBe('false')
    expect(await left(key)).toBe(10_000)
  })
})
