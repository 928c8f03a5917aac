import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Stand, startStand } from './support/start-stand'

// It knows no HEAD, and does not take our key.
let stand: Stand
beforeAll(async () => {
  stand = await startStand({
    endpoints: ['sin', 'fra'],
    environment: { UPSTREAM_KEY_SIN: 'sk-CANARY-that-is-wrong' },
  })
  stand.world.endpoint('sin').set({ headStatus: 405 })
  stand.world.endpoint('fra').set({ headDelayMs: 300 })
})
afterAll(() => stand.close())

describe('an endpoint that answers probes with 405 to HEAD and 401 to GET', () => {
  it('counts as reachable and keeps its place', async () => {
    const headers = { 'x-vercel-id': 'aaa1::id', 'x-vercel-ip-country': 'VN' }
    await stand.send({ headers: { ...headers, 'x-route-to': 'fra' } })
    const probes = () =>
      stand.world
        .endpoint('sin')
        .requests.filter(({ headers }) => headers['user-agent']?.includes('edge aaa1'))
    const explain = async () =>
      (await stand.send({ method: 'GET', path: '/api/route?country=VN&edge=aaa1&model=gpt-4.1' })).json
    await vi.waitFor(
      async () => {
        expect(probes().map(({ method }) => method)).toEqual(['HEAD', 'GET'])
        expect(await explain()).toMatchObject({
          candidates: [{ endpoint: 'sin', reason: 'listed' }, {}],
          excluded: [],
        })
      },
      { timeout: 5000, interval: 50 },
    )
    const reply = await stand.send({ headers })
    expect(reply.headers.get('x-route-attempts')).toBe('sin;401, fra;200')
    expect(await explain()).toMatchObject({ excluded: [{ endpoint: 'sin', reason: 'cooling-down' }] })
    expect(stand.gateway.log() + reply.text).not.toContain('CANARY')
  })
})
