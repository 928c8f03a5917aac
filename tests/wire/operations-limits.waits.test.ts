import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { callsOf } from './support/calls-of'
import { expectOperationError } from './support/expect-operation-error'
import type { OperationCase } from './support/operation-case'
import { operationCases } from './support/operation-cases'
import { beginAt, type Reply } from './support/send-to'
import { type Access, startAccess } from './support/start-access'
import { streamedCases } from './support/streamed-cases'

let access: Access
beforeAll(async () => {
  access = await startAccess({
    endpoints: ['sin', 'fra'],
    plans: {
      two: { requestsPerMinute: 2 },
      tokens: { requestsPerMinute: 100, tokensPerMinute: 10_000 },
      few: { tokensPerMinute: 5 },
      one: { concurrency: 1 },
      short: { maxTokensPerRequest: 100 },
      others: { models: ['gpt-4.1-mini', 'o4-*'] },
      penny: { budgetUsdPerDay: 0.001 },
      union: { zones: ['EU'] },
    },
    // Each call costs more than the budget.
    prepare: ({ edgeConfig }) =>
      edgeConfig.set('models', { catalogue: { 'gpt-4.1': { price: { input: 1000, output: 1000 } } } }),
  })
})
beforeEach(() => {
  for (const endpoint of access.world.endpoints) endpoint.reset()
})
afterAll(() => access.close())

const lastSent = () => JSON.parse(callsOf(access.world.endpoint('sin')).at(-1)?.bodyText ?? '{}')
const calls = () => access.world.endpoints.flatMap(callsOf).length
const fromVietnam = { 'x-vercel-ip-country': 'VN' }
const used = { prompt: 12, cached: 4, completion: 3 }

type Sent = { readonly changes?: object; readonly headers?: Readonly<Record<string, string>> }

function send(key: string, { path, body }: OperationCase, { changes, headers }: Sent = {}): Promise<Reply> {
  const asked = { ...fromVietnam, 'cache-control': 'no-store', ...headers }
  return access.sendAs(key, { path, headers: asked, body: body('Xin chào', changes) })
}

const remaining = ({ headers }: Reply, what: string) => Number(headers.get(`x-ratelimit-remaining-${what}`))

// The models are counted as a request of no tokens, so they tell what is left.
async function tokensLeft(key: string): Promise<number> {
  return remaining(await access.sendAs(key, { method: 'GET', path: '/v1/models' }), 'tokens')
}

describe.each(operationCases)('$name', operation => {
  const { path, body, limitField, stream } = operation

  it('is refused where the requests of a minute are used up', async () => {
    const { key } = await access.makeKey('two')
    const [first, second, third] = [
      await send(key, operation),
      await send(key, operation),
      await send(key, operation),
    ]
    expect([first, second, third].map(reply => remaining(reply, 'requests'))).toEqual([1, 0, 0])
    expect([first.status, second.status, calls()]).toEqual([200, 200, 2])
    expectOperationError(third, operation, { status: 429, code: 'rate_limit_exceeded' })
    expect(third.headers.get('retry-after')).toMatch(/^([1-9]|[1-5]\d)$/)
    expect(third.headers.get('x-ratelimit-limit-requests')).toBe('2')
  })

  it('has its tokens reserved by what it asks for, and then counted as its endpoint says', async () => {
    const { key } = await access.makeKey('tokens')
    const answer = operation.answer('Chào', { prompt: 1000, cached: 400, completion: 200 })
    access.world.endpoint('sin').set({ fault: { kind: 'status', status: 200, body: answer } })
    const changes = limitField === undefined ? {} : { [limitField]: 4000 }
    const reply = await send(key, operation, { changes })
    expect(reply.status).toBe(200)
    const most = limitField === undefined ? 9999 : 6000
    expect(remaining(reply, 'tokens')).toBeLessThanOrEqual(most)
    expect(remaining(reply, 'tokens')).toBeGreaterThan(most - 40)
    const total = limitField === undefined ? 1000 : 1200
    await vi.waitFor(async () => expect(await tokensLeft(key)).toBe(10_000 - total))
  })

  it('has its tokens given back where it fails', async () => {
    const { key } = await access.makeKey('tokens')
    access.world.endpoint('sin').set({ fault: { kind: 'status', status: 400 } })
    expect((await send(key, operation)).status).toBe(400)
    await vi.waitFor(async () => expect(await tokensLeft(key)).toBe(10_000))
  })

  it('is refused for good where it needs more tokens than the plan has in a minute', async () => {
    const { key } = await access.makeKey('few')
    const asked = { path, body: body('Xin chào. '.repeat(10)) }
    const reply = await access.sendAs(key, asked)
    expectOperationError(reply, operation, { status: 429, code: 'rate_limit_exceeded' })
    expect([reply.headers.get('x-should-retry'), calls()]).toEqual(['false', 0])
  })

  it('is refused while its caller has as many in flight as it may', async () => {
    const { key } = await access.makeKey('one')
    access.world.endpoint('sin').set({ delayMs: 1500 })
    const headers = { ...fromVietnam, authorization: `Bearer ${key}` }
    const first = beginAt(access.gateways[0]?.url ?? '', { path, headers, body: body('Một') })
    await vi.waitFor(() => expect(calls()).toBe(1), { interval: 10 })
    const reply = await send(key, operation)
    expectOperationError(reply, operation, { status: 429, code: 'concurrency_limit_exceeded' })
    access.world.endpoint('sin').set({})
    expect((await first).status).toBe(200)
    await vi.waitFor(async () => expect((await send(key, operation)).status).toBe(200))
  })

  it('is refused for a model that the plan does not allow', async () => {
    const { key } = await access.makeKey('others')
    const reply = await send(key, operation)
    expectOperationError(reply, operation, { status: 403, code: 'model_not_allowed', param: 'model' })
    expect(calls()).toBe(0)
    expect((await send(key, operation, { changes: { model: 'gpt-4.1-mini' } })).status).toBe(200)
  })

  it('may ask for an answer as long as the plan allows, and no longer', async () => {
    const { key } = await access.makeKey('short')
    if (limitField === undefined) return expect((await send(key, operation)).status).toBe(200)
    const refusal = await send(key, operation, { changes: { [limitField]: 101 } })
    expectOperationError(refusal, operation, { status: 400, code: 'invalid_request', param: limitField })
    expect(calls()).toBe(0)
    expect((await send(key, operation, { changes: { [limitField]: 100 } })).status).toBe(200)
    expect(lastSent()).toMatchObject({ [limitField]: 100 })
  })

  it('is refused once the budget is spent', async () => {
    const { key } = await access.makeKey('penny')
    expect((await send(key, operation)).status).toBe(200)
    await vi.waitFor(async () => expect((await send(key, operation)).status).toBe(402))
    const before = calls()
    for (const changes of [{}, ...(stream ? [stream.asked] : [])]) {
      const reply = await send(key, operation, { changes })
      expectOperationError(reply, operation, { status: 402, code: 'insufficient_quota' })
      expect(reply.headers.get('x-should-retry')).toBe('false')
    }
    expect(calls()).toBe(before)
  })

  it('is refused without a credential and with a wrong one', async () => {
    const asked = { path, body: body('Xin chào') }
    const wrong = { headers: { 'x-api-key': 'sk-wrong' }, ...asked }
    for (const reply of [await access.send(asked), await access.send(wrong)]) {
      expectOperationError(reply, operation, { status: 401, code: 'invalid_api_key' })
      expect(reply.headers.get('www-authenticate')).toBe('Bearer')
    }
    expect(calls()).toBe(0)
  })

  it('is let in with its key in x-api-key as well', async () => {
    const { key } = await access.makeKey('warm')
    const reply = await access.send({ path, headers: { 'x-api-key': key }, body: body('Xin chào') })
    expect(reply.status).toBe(200)
  })
})

const mayBeSilent = operationCases.filter(({ name }) => name !== 'embeddings' && name !== 'messages')

describe.each(mayBeSilent)('$name without a word on how long its answer may be', operation => {
  it('is sent with the most that its plan allows', async () => {
    const { key } = await access.makeKey('short')
    expect((await send(key, operation)).status).toBe(200)
    expect(lastSent()).toMatchObject({ [operation.limitField ?? '']: 100 })
  })
})

describe.each(operationCases)('$name goes', operation => {
  const route = async (key: string, headers: Record<string, string>) => {
    const reply = await send(key, operation, { headers })
    return [reply.status, reply.headers.get('x-endpoint-used'), reply.headers.get('x-route-reason')]
  }

  it('to the zones of its country, of its plan and of its own choice alone', async () => {
    const [{ key }, { key: union }] = [await access.makeKey('warm'), await access.makeKey('union')]
    expect(await route(key, {})).toEqual([200, 'sin', 'listed'])
    expect((await route(key, { 'x-vercel-ip-country': 'DE' })).slice(0, 2)).toEqual([200, 'fra'])
    expect((await route(union, {})).slice(0, 2)).toEqual([200, 'fra'])
    expect((await route(key, { 'x-route-zone': 'EU' })).slice(0, 2)).toEqual([200, 'fra'])
    expect(await route(key, { 'x-route-to': 'fra' })).toEqual([200, 'fra', 'pinned'])
  })

  it.each([
    [
      'from Germany to Singapore',
      { 'x-vercel-ip-country': 'DE', 'x-route-to': 'sin' },
      'residency_violation',
    ],
    ['from Germany to Asia', { 'x-vercel-ip-country': 'DE', 'x-route-zone': 'APAC' }, 'residency_violation'],
    ['to an endpoint that is none', { 'x-route-to': 'nowhere' }, 'endpoint_not_allowed'],
  ])('not %s', async (_, headers, code) => {
    const { key } = await access.makeKey('warm')
    expectOperationError(await send(key, operation, { headers }), operation, { status: 403, code })
    expect(calls()).toBe(0)
  })
})

describe.each(streamedCases)('a stream of $name', operation => {
  it('has its tokens counted as its endpoint says, also where the caller is not told', async () => {
    const { path, body, stream } = operation
    const { key } = await access.makeKey('tokens')
    const events = stream.begun(['Chào'], used) + stream.rest(['Chào'], used)
    const headers = { 'content-type': 'text/event-stream' }
    access.world.endpoint('sin').set({ fault: { kind: 'status', status: 200, headers, body: events } })
    const reply = await access.sendAs(key, { path, headers: fromVietnam, body: body('A', { stream: true }) })
    expect(stream.textOf(reply.text)).toBe('Chào')
    await vi.waitFor(async () => expect(await tokensLeft(key)).toBe(10_000 - 15))
  })
})
