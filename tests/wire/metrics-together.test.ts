import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import * as z from 'zod'
import { expositionProblems } from '../support/exposition-problems'
import { type ReadMetric, readExposition } from '../support/read-exposition'
import { forgetFirstCalls } from './support/forget-first-calls'
import { readUsageRecords, type UsageRecords } from './support/read-usage-records'
import { chatBody } from './support/send-to'
import { type Access, operatorToken, startAccess } from './support/start-access'

let access: Access
let records: UsageRecords
const asked: string[] = []
beforeAll(async () => {
  access = await startAccess({
    gateways: 2,
    endpoints: ['sin', 'fra'],
    plans: { narrow: { requestsPerMinute: 1 } },
  })
  await forgetFirstCalls(access)
  records = readUsageRecords(access.world.redis)
  await makeCalls()
  await vi.waitFor(async () => expect(await records.all()).toHaveLength(asked.length), {
    timeout: 10_000,
    interval: 50,
  })
})
afterAll(async () => {
  records.close()
  await access.close()
})

const places = [
  ['sin1', 'VN'],
  ['lhr1', 'DE'],
] as const

/** Ten calls at each of both instances and edges, one that fails over, one that fails, and one that a limit refuses. */
async function makeCalls(): Promise<void> {
  const { key } = await access.makeKey('warm')
  const call = async (at: number, [edge, country]: (typeof places)[number], body: object = {}) => {
    const headers = { 'x-vercel-id': `${edge}::id`, 'x-vercel-ip-country': country }
    const reply = await access.sendAs(key, { headers, body: chatBody(body) }, at)
    asked.push(reply.headers.get('x-request-id') ?? '')
    return reply
  }
  for (let time = 0; time < 5; time++)
    for (const stream of [true, false])
      await Promise.all([0, 1].flatMap(at => places.map(place => call(at, place, { stream }))))
  access.world.endpoint('sin').set({ fault: { kind: 'status', status: 500, times: 1 } })
  expect((await call(1, places[0])).headers.get('x-route-attempts')).toBe('sin;500, fra;200')
  access.world.endpoint('fra').set({ fault: { kind: 'status', status: 500, times: 1 } })
  expect((await call(0, places[1])).status).toBe(502)
  const narrow = await access.makeKey('narrow')
  for (const status of [200, 429]) {
    const reply = await access.sendAs(narrow.key, {}, 1)
    expect(reply.status).toBe(status)
    if (status === 200) asked.push(reply.headers.get('x-request-id') ?? '')
  }
}

async function metricsAt(at: number): Promise<readonly ReadMetric[]> {
  const headers = { authorization: `Bearer ${operatorToken}` }
  const { text } = await access.send({ method: 'GET', path: '/api/metrics', headers }, at)
  expect(expositionProblems(text)).toEqual([])
  return readExposition(text)
}

/** The sum of a metric's series that bear all these labels. */
function sumOf(metrics: readonly ReadMetric[], name: string, labels: Readonly<Record<string, string>> = {}) {
  const wanted = Object.entries(labels)
  return metrics
    .flatMap(({ samples }) => samples)
    .filter(
      sample => sample.name === name && wanted.every(([label, text]) => sample.labels.get(label) === text),
    )
    .reduce((sum, { value }) => sum + value, 0)
}

const page = z.object({
  rescuedByFailover: z.number(),
  endpoints: z.array(z.object({ id: z.string(), samples: z.number() })),
  matrix: z.array(z.object({ edge: z.string(), endpoint: z.string(), samples: z.number(), of: z.string() })),
})

async function pageAt(at: number) {
  return page.parse((await access.send({ method: 'GET', path: '/api/status' }, at)).json)
}

describe.each([0, 1])('two instances, seen at instance %i', at => {
  it('have one record of each call', async () => {
    expect(new Set(asked).size).toBe(43)
    expect(await records.count(asked)).toBe(43)
  })

  it('have counted each call once', async () => {
    const metrics = await metricsAt(at)
    expect(sumOf(metrics, 'isochrone_requests_total', { outcome: 'ok' })).toBe(42)
    expect(sumOf(metrics, 'isochrone_requests_total', { outcome: 'error' })).toBe(1)
    expect(sumOf(metrics, 'gen_ai_client_operation_duration_seconds_count')).toBe(43)
    expect(sumOf(metrics, 'isochrone_cache_total')).toBe(43)
  })

  it('have counted each try once, by its edge and endpoint', async () => {
    const tries = (await records.all()).flatMap(({ edge, attempts }) =>
      attempts.map(({ endpoint, outcome }) => ({
        edge,
        endpoint,
        outcome: outcome === 'failed' ? 'failed' : 'answered',
      })),
    )
    expect(tries).toHaveLength(44)
    const metrics = await metricsAt(at)
    expect(sumOf(metrics, 'isochrone_attempts_total')).toBe(44)
    for (const labels of tries) {
      const same = tries.filter(each => JSON.stringify(each) === JSON.stringify(labels))
      expect(sumOf(metrics, 'isochrone_attempts_total', labels)).toBe(same.length)
    }
    expect(sumOf(metrics, 'isochrone_failovers_total', { edge: 'sin1', endpoint: 'fra' })).toBe(1)
    expect(sumOf(metrics, 'isochrone_failovers_total')).toBe(1)
  })

  it('have summed up tokens and cost as the records do', async () => {
    const metrics = await metricsAt(at)
    const all = await records.all()
    const sum = (read: (record: (typeof all)[number]) => number) =>
      all.reduce((total, each) => total + read(each), 0)
    expect(sumOf(metrics, 'isochrone_tokens_total', { type: 'prompt' })).toBe(sum(each => each.promptTokens))
    expect(sumOf(metrics, 'isochrone_tokens_total', { type: 'completion' })).toBe(
      sum(each => each.completionTokens),
    )
    expect(sumOf(metrics, 'isochrone_cost_usd_total')).toBeCloseTo(sum(each => each.nanoUsd) / 1e9, 9)
  })

  it('tell of the call that a limit has refused', async () => {
    // It is told of after a later response, at most every five seconds.
    await vi.waitFor(
      async () => {
        await access.send({ method: 'GET', path: '/api/health' }, 1)
        expect(
          sumOf(await metricsAt(at), 'isochrone_rate_limited_total', { limit: 'rate_limit_exceeded' }),
        ).toBe(1)
      },
      { timeout: 10_000, interval: 300 },
    )
  })

  it('know the circuits of both edges', async () => {
    await vi.waitFor(
      async () => {
        const metrics = await metricsAt(at)
        const circuits = metrics.find(({ name }) => name === 'isochrone_circuit_state')?.samples ?? []
        const told = circuits.map(({ labels, value }) => [
          labels.get('edge'),
          labels.get('endpoint'),
          labels.get('model'),
          value,
        ])
        expect(told).toContainEqual(['sin1', 'sin', 'gpt-4.1', 0])
        expect(told).toContainEqual(['lhr1', 'fra', 'gpt-4.1', 0])
      },
      { timeout: 10_000, interval: 300 },
    )
  })

  it('have one page, with each stream once', async () => {
    const streams = (await records.all()).flatMap(({ edge, attempts }) =>
      attempts.flatMap(({ endpoint, firstContentMs }) =>
        firstContentMs === undefined ? [] : [{ edge, endpoint }],
      ),
    )
    expect(streams.length).toBeGreaterThanOrEqual(16)
    const { endpoints, matrix, rescuedByFailover } = await pageAt(at)
    expect(rescuedByFailover).toBe(1)
    const metrics = await metricsAt(at)
    for (const { id, samples } of endpoints) {
      const seen = streams.filter(({ endpoint }) => endpoint === id).length
      expect(samples).toBe(seen)
      expect(sumOf(metrics, 'gen_ai_server_time_to_first_token_seconds_count', { endpoint: id })).toBe(seen)
    }
    const cells = matrix.filter(({ of }) => of === 'first-content')
    expect(cells.reduce((sum, { samples }) => sum + samples, 0)).toBe(streams.length)
    for (const { edge, endpoint, samples } of cells)
      expect(samples).toBe(streams.filter(each => each.edge === edge && each.endpoint === endpoint).length)
  })
})

it('an endpoint whose circuit opens at one instance is told of by the other', async () => {
  const { key } = await access.makeKey('warm')
  access.world.endpoint('sin').set({ fault: { kind: 'status', status: 503, times: 5 } })
  const headers = { 'x-vercel-id': 'gru1::id', 'x-route-to': 'sin' }
  for (let time = 0; time < 5; time++) await access.sendAs(key, { headers }, 0)
  const labels = { edge: 'gru1', endpoint: 'sin', model: 'gpt-4.1' }
  await vi.waitFor(
    async () => {
      // What was learned is told to the others after a response.
      await access.send({ method: 'GET', path: '/api/health', headers: { 'x-vercel-id': 'gru1::id' } }, 0)
      expect(sumOf(await metricsAt(1), 'isochrone_circuit_state', labels)).toBe(2)
    },
    { timeout: 2500, interval: 50 },
  )
})
