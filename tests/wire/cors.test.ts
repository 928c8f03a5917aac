import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { callsOf } from './support/calls-of'
import { type Asked, chatBody, type Reply } from './support/send-to'
import { type Stand, startStand } from './support/start-stand'

const allowed = ['https://app.example', 'http://localhost:5173']
const foreign = ['https://evil.example', 'https://app.example.evil.example', 'http://app.example', 'null']

let stand: Stand
let closed: Stand
beforeAll(async () => {
  const environment = { CORS_ORIGINS: allowed.join(', ') }
  stand = await startStand({ endpoints: ['sin'], environment })
  closed = await startStand({ endpoints: ['sin'], environment: { ...environment, AUTH: 'required' } })
})
afterAll(() => Promise.all([stand.close(), closed.close()]))

function preflight(origin: string, on = stand, path?: string): Promise<Reply> {
  const headers = {
    origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'authorization,content-type,x-stainless-lang',
  }
  return on.send({ method: 'OPTIONS', body: null, headers, ...(path && { path }) })
}

const corsNames = ({ headers }: Reply) =>
  [...headers.keys()].filter(name => name.startsWith('access-control-'))

describe('a preflight', () => {
  it.each(allowed)('of the allowed origin %s says what it may send, without any credential', async origin => {
    for (const on of [stand, closed]) {
      const { status, headers } = await preflight(origin, on)
      expect(status).toBe(204)
      expect(headers.get('access-control-allow-origin')).toBe(origin)
      expect(headers.get('access-control-allow-methods')).toBe('GET, POST')
      const names = headers.get('access-control-allow-headers')?.split(', ')
      expect(names).toEqual(
        expect.arrayContaining(['authorization', 'content-type', 'x-stainless-lang', 'x-route-to']),
      )
      expect(headers.get('access-control-allow-credentials')).toBeNull()
      expect(headers.get('vary')).toContain('origin')
    }
  })

  it('of a question about a route is answered as well', async () => {
    const [origin = ''] = allowed
    const { status, headers } = await preflight(origin, closed, '/api/route')
    expect([status, headers.get('access-control-allow-origin')]).toEqual([204, origin])
  })

  it.each(foreign)('of the foreign origin %s is told nothing', async origin => {
    const reply = await preflight(origin)
    expect(reply.status).toBe(204)
    expect(corsNames(reply)).toEqual([])
  })
})

const kinds: [string, Asked][] = [
  ['a plain answer', {}],
  ['a stream', { body: chatBody({ stream: true }) }],
  ['an error of the call', { body: '{}' }],
  ['an error of the path', { path: '/v1/nope' }],
  ['an error of the path, behind the door', { path: '/v1/nope', headers: { 'api-key': 'k' } }],
  ['the models', { method: 'GET', path: '/v1/models' }],
  ['a route', { method: 'GET', path: '/api/route' }],
]

describe.each(kinds)('%s', (_, asked) => {
  it.each(allowed)('may be read by %s, our headers included', async origin => {
    const reply = await stand.send({ ...asked, headers: { ...asked.headers, origin } })
    expect(reply.headers.get('access-control-allow-origin')).toBe(origin)
    expect(reply.headers.get('access-control-expose-headers')).toContain('x-endpoint-used')
    expect(reply.headers.get('access-control-allow-credentials')).toBeNull()
  })

  it.each([...foreign, ''])('may not be read by "%s"', async origin => {
    const reply = await stand.send({ ...asked, headers: { ...asked.headers, origin } })
    expect(corsNames(reply)).toEqual([])
  })
})

it('the origin of the caller is not sent to the endpoint', () => {
  const sent = callsOf(stand.world.endpoint('sin')).map(({ headers }) => headers.origin)
  expect(new Set(sent)).toEqual(new Set([undefined]))
})
