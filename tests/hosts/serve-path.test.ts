import { beforeAll, describe, expect, it } from 'vitest'
import { servePath } from '@/lib/hosts/serve-path'
import { buildDependencies } from '../support/build-dependencies'
import { buildGet, buildRequest } from '../support/build-request'
import { completion } from '../support/completion'
import { loadWhatIsAskedFor } from '../support/load-what-is-asked-for'

beforeAll(loadWhatIsAskedFor)

async function serve(request: Request, variables: Readonly<Record<string, string>> = {}) {
  const world = buildDependencies({ answers: { sin: completion }, variables })
  const { value } = await world.effects.outcome(servePath(request, world.dependencies))
  const { status, headers } = value
  return {
    status,
    headers,
    type: headers.get('content-type')?.split(';')[0],
    text: await value.text(),
    world,
  }
}

describe('every path of a deployment is served', () => {
  it.each<[string, Request, number, string]>([
    ['a call', buildRequest(), 200, 'application/json'],
    ['a call below /api', buildRequest({ path: '/api/v1/chat/completions' }), 200, 'application/json'],
    ['health', buildGet('/api/health'), 200, 'application/json'],
    ['a badge', buildGet('/badge/sin.svg'), 200, 'image/svg+xml'],
    ['the feed', buildGet('/feed.xml'), 200, 'application/rss+xml'],
    ['the status page', buildGet('/'), 200, 'text/html'],
    ['the history', buildGet('/history'), 200, 'text/html'],
    ['the icon', buildGet('/icon.svg'), 200, 'image/svg+xml'],
    ['the operator’s page', buildGet('/admin'), 401, 'text/html'],
    ['its style', buildGet('/admin/style.css'), 200, 'text/css'],
    ['an admin route', buildGet('/api/admin/keys'), 401, 'application/json'],
    ['the admin route itself', buildGet('/api/admin'), 404, 'application/json'],
    ['anything else', buildGet('/else'), 404, 'application/json'],
    ['what only begins alike', buildGet('/apis'), 404, 'application/json'],
    ['a page that is posted to', buildRequest({ path: '/' }), 405, 'application/json'],
  ])('%s', async (_, request, status, type) => {
    expect(await serve(request)).toMatchObject({ status, type })
  })
})

describe('at the door', () => {
  it('a preflight is answered', async () => {
    const asking = { origin: 'https://app.example', 'access-control-request-method': 'POST' }
    const request = buildRequest({ method: 'OPTIONS', headers: asking })
    const { status, headers } = await serve(request, { CORS_ORIGINS: 'https://app.example' })
    expect(status).toBe(204)
    expect(headers.get('access-control-allow-origin')).toBe('https://app.example')
  })

  it('whoever has no credential goes no further, where one is required', async () => {
    const { status, world } = await serve(buildRequest(), { AUTH: 'required' })
    expect(status).toBe(401)
    expect(world.logged).toEqual([])
  })
})

it.each([
  ['/v1/models/', '/v1/models'],
  ['//v1//models', '/v1/models'],
  ['//evil.example/', '/evil.example'],
  ['/history/?month=2026-11', '/history?month=2026-11'],
])('a slash too many is taken away: %s', async (path, location) => {
  const { status, headers } = await serve(buildGet(path))
  expect([status, headers.get('location')]).toEqual([308, location])
})

it('a page that fails is an error without its reason, and is logged', async () => {
  const world = buildDependencies()
  const current = () => Promise.reject(new Error('the secret of the map'))
  const dependencies = { ...world.dependencies, regionMap: { ...world.dependencies.regionMap, current } }
  const response = await servePath(buildGet('/'), dependencies)
  expect(response.status).toBe(500)
  expect(await response.text()).not.toContain('secret')
  expect(world.logged).toMatchObject([{ level: 'error', line: { event: 'unexpected-error' } }])
})
