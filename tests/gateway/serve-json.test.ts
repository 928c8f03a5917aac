import { describe, expect, it } from 'vitest'
import { serveJson } from '@/lib/gateway/serve-json'
import { ApiError } from '@/lib/openai/api-error'
import { buildDependencies } from '../support/build-dependencies'
import { buildGet, buildRequest } from '../support/build-request'

const origin = 'https://app.example'
const read = async () => ({ a: 1 })

describe('a document', () => {
  it('is JSON that nobody keeps', async () => {
    const { dependencies } = buildDependencies()
    const response = await serveJson(buildGet('/api/x'), { dependencies }, read)
    expect(await response.json()).toEqual({ a: 1 })
    expect(Object.fromEntries(response.headers)).toEqual({
      'cache-control': 'private, no-store',
      'content-type': 'application/json',
      vary: 'origin',
      'x-content-type-options': 'nosniff',
      'x-request-id': 'made-id-0001',
    })
  })

  it('can be read by an allowed page', async () => {
    const { dependencies } = buildDependencies({ variables: { CORS_ORIGINS: origin } })
    const response = await serveJson(buildGet('/api/x', { origin }), { dependencies }, read)
    expect(response.headers.get('access-control-allow-origin')).toBe(origin)
  })

  it('may be asked for with a credential by an allowed page, and by no other', async () => {
    const { dependencies } = buildDependencies({ variables: { CORS_ORIGINS: origin } })
    const ask = (from: string) => {
      const headers = { origin: from, 'access-control-request-method': 'GET' }
      return serveJson(buildRequest({ method: 'OPTIONS', path: '/api/x', headers }), { dependencies }, read)
    }
    const { status, headers } = await ask(origin)
    expect([status, headers.get('access-control-allow-origin')]).toEqual([204, origin])
    expect(headers.get('access-control-allow-headers')).toContain('authorization')
    const foreign = await ask('https://evil.example')
    expect([foreign.status, foreign.headers.get('access-control-allow-headers')]).toEqual([204, null])
  })

  it('is read for its caller', async () => {
    const { dependencies } = buildDependencies()
    const response = await serveJson(buildGet('/api/x'), { dependencies }, async ({ place }) => place.country)
    expect(await response.json()).toBe('VN')
  })

  it('is followed by a refresh of what is known', async () => {
    const world = buildDependencies()
    await serveJson(buildGet('/api/x'), { dependencies: world.dependencies }, read)
    expect(world.order).toEqual([])
    await world.runDeferred()
    expect(world.order[0]).toBe('read')
  })
})

describe('an error', () => {
  it('has OpenAI’s shape and the same headers', async () => {
    const { dependencies } = buildDependencies()
    const response = await serveJson(buildGet('/api/x'), { dependencies }, async () => {
      throw new ApiError('model_not_found', 'No.')
    })
    expect(response.status).toBe(404)
    expect(response.headers.get('x-request-id')).toBe('made-id-0001')
    expect(await response.json()).toMatchObject({ error: { code: 'model_not_found' } })
  })

  it('that nobody foresaw is told without its message, and logged', async () => {
    const world = buildDependencies()
    const response = await serveJson(buildGet('/api/x'), { dependencies: world.dependencies }, async () => {
      throw new TypeError('CANARY')
    })
    expect(response.status).toBe(500)
    expect(await response.text()).not.toContain('CANARY')
    await world.runDeferred()
    expect(world.logged).toMatchObject([
      { level: 'error', line: { event: 'unexpected-error', name: 'TypeError' } },
    ])
    expect(JSON.stringify(world.logged)).not.toContain('CANARY')
  })

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('is %s', async method => {
    const { dependencies } = buildDependencies()
    const response = await serveJson(buildRequest({ method, path: '/api/x' }), { dependencies }, read)
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
  })

  it('is a setting that cannot be read', async () => {
    const { dependencies } = buildDependencies({ variables: { AUTH: 'x' } })
    expect((await serveJson(buildGet('/api/x'), { dependencies }, read)).status).toBe(503)
  })
})

it('HEAD is served like GET', async () => {
  const { dependencies } = buildDependencies()
  expect(
    (await serveJson(buildRequest({ method: 'HEAD', path: '/api/x' }), { dependencies }, read)).status,
  ).toBe(200)
})
