import { createClient } from '@vercel/edge-config'
import { describe, expect, it } from 'vitest'
import { regionMap } from './region-map'
import { startWorld } from './start-world'

describe('startWorld', () => {
  it('runs five regions that the region map in its Edge Config names', async () => {
    const world = await startWorld()
    const regions = await createClient(world.environment.EDGE_CONFIG).get('regions')
    expect(regions).toEqual(world.edgeConfig.items.regions)
    expect(Object.keys(world.environment).sort()).toEqual([
      'ALLOW_PRIVATE_ENDPOINTS',
      'EDGE_CONFIG',
      'TRUST_GEO_HEADERS',
      'UPSTASH_REDIS_REST_TOKEN',
      'UPSTASH_REDIS_REST_URL',
      'UPSTREAM_KEY_FRA',
      'UPSTREAM_KEY_GRU',
      'UPSTREAM_KEY_IAD',
      'UPSTREAM_KEY_NRT',
      'UPSTREAM_KEY_SIN',
    ])
    const sin = world.endpoint('sin')
    const headers = { authorization: `Bearer ${world.environment.UPSTREAM_KEY_SIN}` }
    expect((await fetch(`${sin.url}/models/gpt-4-1-prod`, { headers })).status).toBe(200)
    expect((await fetch(`${sin.url}/models/gpt-4.1`, { headers })).status).toBe(404)
    await world.close()
    await expect(fetch(sin.url)).rejects.toThrow('fetch failed')
  })

  it('is as new after a reset', async () => {
    const world = await startWorld({ endpoints: ['fra'], redis: 'embedded', roundTrip: true })
    const fra = world.endpoint('fra')
    fra.set({ fault: { kind: 'html', everything: true } })
    await fetch(`${fra.url}/models`)
    await fra.refuse()
    world.edgeConfig.remove('regions')
    await world.reset()
    expect(fra.requests).toEqual([])
    expect(fra.behaviour).toEqual({ roundTrip: true })
    expect((await fetch(`${fra.url}/models`)).status).toBe(401)
    expect(world.edgeConfig.items.regions).toBeDefined()
    expect(() => world.endpoint('sin')).toThrow('does not run')
    await world.close()
  })
})

describe('regionMap', () => {
  it('names only endpoints that run', () => {
    const map = regionMap([
      { id: 'fra', url: 'http://127.0.0.1:1/v1' },
      { id: 'gru', url: 'http://127.0.0.1:2/v1' },
    ])
    expect(Object.keys(map.endpoints)).toEqual(['fra', 'gru'])
    expect(map.countries).toEqual({ IN: ['fra'], ZA: ['fra'], AR: ['gru'] })
    expect(map.zones.EU?.countries).toHaveLength(30)
    expect(map.default).toEqual(['fra'])
  })
})
