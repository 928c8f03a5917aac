import { beforeAll, describe, expect, it } from 'vitest'
import { serveRequest } from '@/lib/gateway/serve-request'
import { buildDependencies } from '../support/build-dependencies'
import { buildGet, buildRequest } from '../support/build-request'
import { completion } from '../support/completion'
import { loadWhatIsAskedFor } from '../support/load-what-is-asked-for'

beforeAll(loadWhatIsAskedFor)

async function serve(request: Request) {
  const world = buildDependencies({ answers: { sin: completion } })
  const { value } = await world.effects.outcome(serveRequest(request, world.dependencies))
  return { status: value.status, body: await value.json() }
}

describe('what arrives is served by its path', () => {
  it.each<[string, Request, number, Readonly<Record<string, unknown>>]>([
    ['a call', buildRequest(), 200, { object: 'chat.completion' }],
    [
      'a call below /api',
      buildRequest({ path: '/api/v1/chat/completions' }),
      200,
      { object: 'chat.completion' },
    ],
    ['the models', buildGet('/api/v1/models'), 200, { object: 'list' }],
    ['a route', buildGet('/api/route?country=VN'), 200, { country: 'VN' }],
    ['health', buildGet('/api/health'), 200, { status: 'ok' }],
  ])('%s', async (_, request, status, body) => {
    expect(await serve(request)).toMatchObject({ status, body })
  })

  it.each(['/v1/nothing', '/api/nothing', '/api/v1/', '/v1', '/api/v1/route', '/v1/health', '/api/route/x'])(
    '%s is unknown, in OpenAI’s shape',
    async path => {
      expect(await serve(buildGet(path))).toMatchObject({
        status: 404,
        body: { error: { code: 'unknown_operation' } },
      })
    },
  )
})
