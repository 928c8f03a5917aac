import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { callsOf } from './support/calls-of'
import { leaksIn, secretMessage } from './support/canaries'
import { expectError } from './support/expect-error'
import { readCosts, readMetrics } from './support/read-report'
import { readUsageRecords } from './support/read-usage-records'
import { chatBody } from './support/send-to'
import { type Access, type MadeKey, operatorToken, pepper, startAccess } from './support/start-access'

const hourMs = 60 * 60_000

let access: Access
let one: MadeKey
let other: MadeKey
beforeAll(async () => {
  access = await startAccess({ endpoints: ['sin', 'fra'] })
  await reportsAfter(1)
  await forgetUsage()
  one = await access.makeKey('warm')
  other = await access.makeKey('warm', { tenant: 'acme' })
  await makeCalls()
})
afterAll(() => access.close())

/** Has an endpoint say how much each answer used. */
function answerBy(id: 'sin' | 'fra', prompt_tokens: number, completion_tokens: number): void {
  const message = { role: 'assistant', content: 'Chào' }
  const choices = [{ index: 0, message, finish_reason: 'stop' }]
  const usage = { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens }
  const body = { id: 'chatcmpl-1', object: 'chat.completion', created: 1, model: 'any', choices, usage }
  access.world.endpoint(id).set({ fault: { kind: 'status', status: 200, body } })
}

/** Forgets what the first calls have used. */
async function forgetUsage(): Promise<void> {
  const { inside, close } = readUsageRecords(access.world.redis)
  await inside.del(await inside.keys('isochrone:usage:*'))
  close()
}

const reportsAfter = (calls: number) =>
  vi.waitFor(async () => expect((await readMetrics(access)).requests).toBeGreaterThanOrEqual(calls), {
    timeout: 5000,
    interval: 50,
  })

async function makeCalls(): Promise<void> {
  answerBy('sin', 1000, 200)
  answerBy('fra', 2000, 400)
  const messages = [secretMessage, { role: 'user', content: 'Xin chào' }]
  const call = (key: string, model: string, to: string, country: string) =>
    access.sendAs(key, {
      headers: { 'x-route-to': to, 'x-vercel-ip-country': country },
      body: chatBody({ model, messages }),
    })
  for (let time = 0; time < 3; time++) expect((await call(one.key, 'gpt-4.1', 'sin', 'VN')).status).toBe(200)
  expect((await call(other.key, 'gpt-4.1-mini', 'fra', 'FR')).status).toBe(200)
  access.world.endpoint('fra').set({ fault: { kind: 'status', status: 500 } })
  expect((await call(other.key, 'gpt-4.1-mini', 'fra', 'FR')).status).toBe(502)
  await reportsAfter(5)
}

// By the catalogue: 2 and 8 dollars for a million tokens, and 0.4 and 1.6.
const largeUsd = 3 * (1000 * 2 + 200 * 8) * 1e-6
const smallUsd = (2000 * 0.4 + 400 * 1.6) * 1e-6

const tokens = { promptTokens: 3000, completionTokens: 600 }
const rows = () =>
  [
    ['tenant', `key-${one.id}`, { requests: 3, ...tokens }, largeUsd],
    ['tenant', 'tenant-acme', { requests: 2, promptTokens: 2000, completionTokens: 400 }, smallUsd],
    ['model', 'gpt-4.1-mini', { requests: 1, promptTokens: 2000, completionTokens: 400 }, smallUsd],
    ['endpoint', 'fra', { requests: 1, promptTokens: 2000, completionTokens: 400 }, smallUsd],
    ['country', 'VN', { requests: 3, ...tokens }, largeUsd],
    ['country', 'FR', { requests: 2, promptTokens: 2000, completionTokens: 400 }, smallUsd],
  ] as const

describe('costs', () => {
  it('are broken down by tenant, model, endpoint and country, dearest first', async () => {
    for (const [by, key, counted, costUsd] of rows()) {
      const { breakdown } = await readCosts(access, `?by=${by}`)
      const row = breakdown.find(each => each.key === key)
      expect(row).toMatchObject({ key, ...counted })
      expect(row?.costUsd).toBeCloseTo(costUsd, 9)
      const dollars = breakdown.map(each => each.costUsd)
      expect(dollars).toEqual(dollars.toSorted((left, right) => right - left))
    }
  })

  it('have the same total by whatever they are broken down, and it is that of their rows', async () => {
    const totals: number[] = []
    for (const by of ['tenant', 'model', 'endpoint', 'country']) {
      const { totalCostUsd, breakdown } = await readCosts(access, `?by=${by}`)
      expect(breakdown.reduce((sum, { costUsd }) => sum + costUsd, 0)).toBeCloseTo(totalCostUsd, 9)
      totals.push(totalCostUsd)
    }
    expect(new Set(totals).size).toBe(1)
    expect(totals[0]).toBeCloseTo(largeUsd + smallUsd, 9)
  })

  it('are those of a day by model where nothing else is asked for', async () => {
    const { from, to, breakdown } = await readCosts(access)
    expect(breakdown.map(({ key }) => key)).toContain('gpt-4.1-mini')
    const span = Date.parse(to) - Date.parse(from)
    expect(Math.abs(Date.now() - Date.parse(to))).toBeLessThan(10_000)
    expect(span).toBeGreaterThanOrEqual(24 * hourMs)
    expect(span).toBeLessThan(25 * hourMs)
  })

  it.each([1, 2.5, 168, 169, 9600])('may be asked for over the last %d hours', async hours => {
    const { from, to, totalCostUsd } = await readCosts(access, `?hours=${hours}`)
    expect(totalCostUsd).toBeCloseTo(largeUsd + smallUsd, 9)
    const span = Date.parse(to) - Date.parse(from)
    expect(span).toBeGreaterThanOrEqual(hours * hourMs)
    expect(span).toBeLessThan((hours + (hours > 168 ? 24 : 1)) * hourMs)
  })
})

describe('metrics', () => {
  it('tell calls, failures and durations by tenant, model and country', async () => {
    const tenants = (await readMetrics(access, '?by=tenant')).breakdown
    expect(tenants.find(({ key }) => key === 'tenant-acme')).toMatchObject({ requests: 2, errors: 1 })
    const row = tenants.find(({ key }) => key === `key-${one.id}`)
    expect(row).toMatchObject({ requests: 3, errors: 0 })
    expect(row?.costUsd).toBeCloseTo(largeUsd, 9)
    const { p50Ms, p95Ms, p99Ms } = row ?? {}
    expect(p50Ms).toBeLessThanOrEqual(p95Ms ?? 0)
    expect(p95Ms).toBeLessThanOrEqual(p99Ms ?? 0)
    const countries = (await readMetrics(access, '?by=country')).breakdown
    expect(countries.find(({ key }) => key === 'FR')).toMatchObject({ requests: 2, errors: 1 })
    const models = (await readMetrics(access)).breakdown
    expect(models.find(({ key }) => key === 'gpt-4.1-mini')).toMatchObject({ requests: 1, errors: 0 })
  })

  it('tell of an endpoint the failures of its own', async () => {
    const { breakdown } = await readMetrics(access, '?by=endpoint')
    expect(breakdown.find(({ key }) => key === 'fra')).toMatchObject({ requests: 1, errors: 1 })
    expect(breakdown.find(({ key }) => key === 'sin')?.errors).toBe(0)
  })

  it('have the same calls and failures by whatever they are broken down', async () => {
    for (const by of ['tenant', 'model', 'country', 'endpoint']) {
      const { requests, errors, breakdown } = await readMetrics(access, `?by=${by}`)
      expect(breakdown.reduce((sum, row) => sum + row.requests, 0)).toBe(5)
      // An endpoint's failures are those of its tries.
      expect([requests, errors]).toEqual([5, by === 'endpoint' ? expect.any(Number) : 1])
    }
  })

  it('count a stream that its endpoint cuts as a failure of the endpoint', async () => {
    const errorsOf = async () =>
      (await readMetrics(access, '?by=endpoint')).breakdown.find(({ key }) => key === 'sin')?.errors ?? 0
    const [before, { requests }] = [await errorsOf(), await readMetrics(access)]
    access.world.endpoint('sin').set({ fault: { kind: 'cut', how: 'destroy', afterContentEvents: 2 } })
    const reply = await access.sendAs(one.key, {
      headers: { 'x-route-to': 'sin' },
      body: chatBody({ stream: true }),
    })
    expect(reply.text).toContain('upstream_stream_truncated')
    await reportsAfter(requests + 1)
    expect(await errorsOf()).toBe(before + 1)
  })
})

describe.each(['costs', 'metrics'])('/api/admin/%s', report => {
  it.each([
    ['hours=0', 'hours'],
    ['hours=-1', 'hours'],
    ['hours=9601', 'hours'],
    ['hours=', 'hours'],
    ['hours=day', 'hours'],
    ['hours=NaN', 'hours'],
    ['hours=Infinity', 'hours'],
    ['by=key', 'by'],
    ['by=', 'by'],
    ['by=MODEL', 'by'],
    ['by=model%20', 'by'],
  ])('says what is wrong with %s', async (question, param) => {
    const reply = await access.operate('GET', `/${report}?${question}`)
    expectError(reply, { status: 400, code: 'invalid_request', param })
  })

  it.each(['POST', 'PUT', 'DELETE', 'PATCH'])('does not take %s', async method => {
    const reply = await access.operate(method, `/${report}`)
    expectError(reply, { status: 405, code: 'method_not_allowed' })
    expect(reply.headers.get('allow')).toContain('GET')
  })

  it('is for operators alone', async () => {
    const path = `/api/admin/${report}`
    const tokens = [one.key, `${operatorToken}x`, '']
    const replies = await Promise.all(tokens.map(token => access.sendAs(token, { method: 'GET', path })))
    replies.push(await access.send({ method: 'GET', path }))
    for (const reply of replies) expectError(reply, { status: 401, code: 'invalid_api_key' })
  })

  it('holds no address, no key and no prompt, and asks no endpoint', async () => {
    const before = access.world.endpoints.flatMap(callsOf).length
    for (const by of ['tenant', 'model', 'endpoint', 'country']) {
      const { text, headers } = await access.operate('GET', `/${report}?by=${by}`)
      expect(leaksIn(text, access)).toEqual([])
      for (const secret of [one.key, other.key, operatorToken, pepper, 'Xin chào', 'http'])
        expect(text).not.toContain(secret)
      expect(headers.get('cache-control')).toBe('private, no-store')
    }
    expect(access.world.endpoints.flatMap(callsOf)).toHaveLength(before)
  })
})
