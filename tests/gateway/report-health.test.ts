import { describe, expect, it } from 'vitest'
import { learnFromTry } from '@/lib/gateway/learn-from-try'
import { reportHealth } from '@/lib/gateway/report-health'
import { circuitState } from '@/lib/health/circuit'
import { unknownModel } from '@/lib/health/model-health'
import { buildFailedAttempt } from '../support/build-attempt'
import { buildDependencies, mapDocument } from '../support/build-dependencies'
import { buildGet } from '../support/build-request'
import { rowOf } from '../support/upstream-endpoint'

const board = { post: async () => {}, read: async () => [] }

type Options = Parameters<typeof buildDependencies>[0]

/** A map of endpoints in these states. */
function mapOf(states: Readonly<Record<string, string>>) {
  const rows = Object.entries(states).map(([id, state]) => [id, rowOf(id, { state })])
  return mapDocument({ endpoints: Object.fromEntries(rows) })
}

async function report(options: Options = {}) {
  const world = buildDependencies(options)
  const response = await reportHealth(buildGet('/api/health'), world.dependencies)
  return { world, response, body: await response.json() }
}

describe('an instance', () => {
  it('that can serve says so', async () => {
    const { response, body } = await report({ board })
    expect(response.status).toBe(200)
    expect(body).toEqual({
      status: 'ok',
      degraded: [],
      edge: 'sin1',
      regionMap: { source: 'live', endpoints: 4, problems: 0 },
      plans: { source: 'live', problems: 0 },
      models: { source: 'live', problems: 0 },
    })
  })

  it('names what it does without, and can serve', async () => {
    const { response, body } = await report({ document: new Error('away') })
    expect(response.status).toBe(200)
    expect(body).toMatchObject({
      degraded: ['region-map', 'health'],
      regionMap: { source: 'bundled', problems: 1 },
    })
  })

  it.each<[string, Options]>([
    ['has none', { admission: 'none' }],
    ['has one that is away', { board, isStoreAway: true }],
  ])('names what goes through the shared store where it %s', async (_, options) => {
    const { response, body } = await report(options)
    expect(response.status).toBe(200)
    expect(body.degraded).toEqual(['limiter', 'health'])
  })

  it('without a map cannot serve', async () => {
    const variables = { VERCEL: '1', VERCEL_ENV: 'production', EDGE_CONFIG: '' }
    const { response, body } = await report({ variables })
    expect(response.status).toBe(503)
    expect(body).toMatchObject({ error: { code: 'configuration_error' } })
  })

  const all = ['sin', 'nrt', 'fra', 'iad']

  it.each<[string, Options, string]>([
    ['holds no endpoint’s key', { withoutKey: all }, 'no-upstream-key'],
    [
      'has a map that drains or disables all',
      { document: mapOf({ sin: 'draining', nrt: 'disabled' }) },
      'draining, disabled',
    ],
    [
      'holds the key of no endpoint but one that drains',
      { document: mapOf({ sin: 'active', nrt: 'draining' }), withoutKey: ['sin'] },
      'no-upstream-key, draining',
    ],
  ])('that %s cannot serve, and asking again does not help', async (_, options, reasons) => {
    const { response, body } = await report(options)
    expect([response.status, response.headers.get('x-should-retry')]).toEqual([503, 'false'])
    expect(body.error).toMatchObject({
      code: 'no_eligible_endpoint',
      message: `No endpoint of the region map can serve any call: ${reasons}.`,
    })
  })

  it('that goes by the bundled map for the time being is not judged by its keys', async () => {
    const { response, body } = await report({
      document: new Error('away'),
      withoutKey: ['openai-us', 'openai-eu'],
    })
    expect([response.status, body.degraded]).toEqual([200, ['region-map', 'health']])
  })

  it.each<[string, Options]>([
    ['the key of one endpoint', { withoutKey: all.filter(id => id !== 'fra') }],
    [
      'one that needs no key',
      { document: mapDocument({ endpoints: { sin: rowOf('sin', { auth: 'none' }) } }), withoutKey: all },
    ],
  ])('can serve with %s', async (_, options) => {
    expect((await report(options)).response.status).toBe(200)
  })

  it('can serve however many circuits are open', async () => {
    const { dependencies } = buildDependencies({ document: mapOf({ sin: 'active' }) })
    const memory = dependencies.health.of('sin1')
    const now = dependencies.effects.now()
    for (let failure = 0; failure < 10; failure++)
      learnFromTry(memory, buildFailedAttempt('sin'), { key: 'sin|m', now, dice: 0.5, isSuspect: false })
    expect(circuitState(memory.models.get('sin|m')?.circuit ?? unknownModel.circuit, now)).toBe('open')
    expect((await reportHealth(buildGet('/api/health'), dependencies)).status).toBe(200)
  })

  it('with a setting that cannot be read cannot serve', async () => {
    expect((await report({ variables: { AUTH: 'CANARY' } })).response.status).toBe(503)
  })

  it('is asked without a credential, and tells no secret', async () => {
    const endpoints = { sin: rowOf('sin', { baseUrl: 'http://canary.example.com/v1' }), nrt: rowOf('nrt') }
    const { response, body } = await report({
      variables: { AUTH: 'required' },
      document: mapDocument({ endpoints }),
    })
    expect(response.status).toBe(200)
    expect(body.regionMap.problems).toBeGreaterThan(0)
    expect(JSON.stringify(body)).not.toMatch(/example\.com|CANARY|KEY_/)
  })

  it('sends nothing before it answers', async () => {
    expect((await report()).world.effects.sent).toEqual([])
  })
})
