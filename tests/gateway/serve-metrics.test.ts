import { describe, expect, it } from 'vitest'
import { noteRefusal } from '@/lib/gateway/note-refusal'
import { serveMetrics } from '@/lib/gateway/serve-metrics'
import { unknownModel } from '@/lib/health/model-health'
import { buildDependencies } from '../support/build-dependencies'
import { createFakeExchange } from '../support/build-exchange'
import { buildGet } from '../support/build-request'
import { expositionProblems } from '../support/exposition-problems'
import { start } from '../support/fake-effects'
import { usageRow } from '../support/usage-row'
import { createWatchedUsage } from '../support/watched-usage'

const operatorToken = 'operator-0123456789abcdef-0123456789'
const authorization = { authorization: `Bearer ${operatorToken}` }

async function ask(options: Parameters<typeof buildDependencies>[0] = {}) {
  const usage = createWatchedUsage()
  usage.seenRows = new Map([['pair/lhr1|fra', usageRow({ requests: 1 })]])
  const exchange = createFakeExchange(() => start)
  const variables = { OPERATOR_TOKEN: operatorToken }
  const world = buildDependencies({ usage, exchange, variables, ...options })
  await world.dependencies.regionMap.refresh()
  const sin = `sin@${world.dependencies.health.identities.get('sin')}`
  const fields = (text: string): readonly (readonly [string, string])[] =>
    [`${sin}|gpt-4.1`, `${sin}|gone`, `${sin}|*`, 'gone|gpt-4.1', '*|retries'].map(name => [
      `m/${name}`,
      text,
    ])
  exchange.stored = {
    storeNow: 1e12,
    edges: new Map([
      ['sin1', fields('1000000000000 0 5 0 1000000003000')],
      ['lhr1', fields('1000000000000 1 0 0 0')],
    ]),
  }
  const read = async () => {
    const response = await serveMetrics(buildGet('/api/metrics', authorization), world.dependencies)
    return { response, text: await response.text() }
  }
  return { ...world, exchange, usage, read }
}

describe('the circuits in the metrics', () => {
  it('are those of all edges with calls, and of the operator’s endpoints and models', async () => {
    const { exchange, read } = await ask()
    const { text } = await read()
    expect(exchange.looked).toEqual(['sin1', 'lhr1'])
    expect(text.split('\n').filter(line => line.startsWith('isochrone_circuit_state'))).toEqual([
      'isochrone_circuit_state{edge="sin1",endpoint="sin",model="gpt-4.1"} 2',
      'isochrone_circuit_state{edge="sin1",endpoint="sin",model="*"} 2',
      'isochrone_circuit_state{edge="lhr1",endpoint="sin",model="gpt-4.1"} 0',
      'isochrone_circuit_state{edge="lhr1",endpoint="sin",model="*"} 0',
    ])
    expect(expositionProblems(text)).toEqual([])
  })

  it('are this instance’s own where nothing is shared', async () => {
    const { dependencies, read } = await ask({ exchange: undefined })
    const { models } = dependencies.health.of('sin1')
    const open = { ...unknownModel, circuit: { ...unknownModel.circuit, openUntil: start + 3000 } }
    for (const name of ['sin|gpt-4.1', 'sin|gone', 'gone|gpt-4.1']) models.set(name, open)
    models.set('nrt|*', unknownModel)
    const { text } = await read()
    expect(text.split('\n').filter(line => line.startsWith('isochrone_circuit_state'))).toEqual([
      'isochrone_circuit_state{edge="sin1",endpoint="sin",model="gpt-4.1"} 2',
      'isochrone_circuit_state{edge="sin1",endpoint="nrt",model="*"} 0',
    ])
  })

  it('are left out where they cannot be read, which is logged without its words', async () => {
    const { exchange, read, logged } = await ask()
    exchange.isLost = true
    const { response, text } = await read()
    expect(response.status).toBe(200)
    expect(text).toContain('isochrone_attempts_total{edge="lhr1"')
    expect(text).not.toContain('isochrone_circuit_state{')
    expect(logged).toContainEqual({ level: 'warn', line: { event: 'circuits-lost', name: 'TypeError' } })
  })

  it('are left out where there is no map', async () => {
    const variables = {
      OPERATOR_TOKEN: operatorToken,
      VERCEL: '1',
      VERCEL_ENV: 'production',
      EDGE_CONFIG: '',
    }
    const { response, text } = await (await ask({ variables })).read()
    expect(response.status).toBe(200)
    expect(text).not.toContain('isochrone_circuit_state{')
  })
})

it.each<[string, Readonly<Record<string, string>>, number]>([
  ['metrics', authorization, 200],
  ['metrics without the token', {}, 401],
])('%s have the id of their request', async (_, headers, status) => {
  const { dependencies } = await ask()
  const request = buildGet('/api/metrics', { ...headers, 'x-request-id': 'scrape-0001' })
  const response = await serveMetrics(request, dependencies)
  expect([response.status, response.headers.get('x-request-id')]).toEqual([status, 'scrape-0001'])
})

it('metrics whose store is away are an error, and none of its words is told', async () => {
  const { usage, read } = await ask()
  usage.isLost = true
  const { response, text } = await read()
  expect(response.status).toBe(503)
  expect(text).toContain('limiter_unavailable')
  expect(text).not.toContain('CANARY')
})

it('the refusals that this instance has told nobody of yet are told before the metrics are read', async () => {
  const { dependencies, usage, read } = await ask()
  dependencies.refusals.toldAt = start
  for (let count = 0; count < 4; count++) noteRefusal('rate_limit_exceeded', dependencies)
  await read()
  await read()
  expect(usage.added.map(({ name, sums }) => [name, sums.requests])).toEqual([
    ['limited/rate_limit_exceeded', 4],
  ])
})
