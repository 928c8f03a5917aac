import { describe, expect, it } from 'vitest'
import { reportHealth } from '@/lib/gateway/report-health'
import { buildDependencies, mapDocument } from '../support/build-dependencies'
import { buildGet } from '../support/build-request'
import { rowOf } from '../support/upstream-endpoint'

const board = { post: async () => {}, read: async () => [] }

async function report(options: Parameters<typeof buildDependencies>[0] = {}) {
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

  it.each<[string, Parameters<typeof buildDependencies>[0]]>([
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
