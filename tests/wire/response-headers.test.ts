import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { platformHeaders } from './support/platform-headers'
import { type Asked, chatBody } from './support/send-to'
import { type Stand, startStand } from './support/start-stand'

let stand: Stand
let without: Stand
beforeAll(async () => {
  stand = await startStand()
  without = await startStand({ redis: 'none', endpoints: ['sin', 'fra'] })
})
beforeEach(() => Promise.all([stand.world.reset(), without.world.reset()]))
afterAll(() => Promise.all([stand.close(), without.close()]))

const kinds: [string, Asked][] = [
  ['a plain answer', {}],
  ['a stream', { body: chatBody({ stream: true }) }],
  ['an error of the call', { body: '{}' }],
  ['a refusal at the door', { path: '/v1/nope' }],
  ['a refusal behind it', { path: '/v1/nope', headers: { 'api-key': 'k' } }],
  ['a wrong method', { method: 'DELETE' }],
  ['a pin that is not allowed', { headers: { 'x-route-to': 'nowhere' } }],
  ['the models', { method: 'GET', path: '/v1/models' }],
  ['a model', { method: 'GET', path: '/v1/models/gpt-4.1' }],
  ['a model that is none', { method: 'GET', path: '/v1/models/nope' }],
  ['a route', { method: 'GET', path: '/api/route' }],
  ['the health', { method: 'GET', path: '/api/health' }],
]

describe('whatever is answered', () => {
  it.each(kinds)('%s is private, not stored, of the type it says, and has an id', async (_, asked) => {
    const { headers } = await stand.send(asked)
    expect(headers.get('cache-control')).toMatch(/^private, no-store(, no-transform)?$/)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('x-request-id')).toMatch(/^[\w-]{36}$/)
    expect(headers.get('x-powered-by')).toBeNull()
    expect(headers.get('server')).toBeNull()
  })

  it('an error of every endpoint is no different', async () => {
    for (const endpoint of stand.world.endpoints) endpoint.set({ fault: { kind: 'html' } })
    const { status, headers } = await stand.send({ headers: stand.freshEdge() })
    expect(status).toBe(502)
    expect(headers.get('cache-control')).toBe('private, no-store')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('x-request-id')).toMatch(/^[\w-]{36}$/)
  })
})

const always = {
  'content-type': expect.any(String),
  'cache-control': expect.any(String),
  'openai-processing-ms': '12',
  'openai-version': '2020-10-01',
  'server-timing': expect.stringMatching(/^gate;dur=[\d.]+, plan;dur=[\d.]+, upstream;dur=[\d.]+$/),
  vary: 'authorization, origin',
  'x-cache': 'BYPASS',
  'x-content-type-options': 'nosniff',
  'x-endpoint-used': 'sin',
  'x-model-used': 'gpt-4.1',
  // Those of the stand's plan of callers without a credential.
  'x-ratelimit-limit': '60000',
  'x-ratelimit-limit-requests': '60000',
  'x-ratelimit-remaining': expect.stringMatching(/^599\d\d$/),
  'x-ratelimit-remaining-requests': expect.stringMatching(/^599\d\d$/),
  'x-ratelimit-reset': expect.stringMatching(/^\d{10}$/),
  'x-ratelimit-reset-requests': expect.stringMatching(/^(1m)?\d+s$/),
  'x-request-id': expect.any(String),
  'x-response-time': expect.stringMatching(/^\d+$/),
  'x-route-attempts': 'sin;200',
  'x-route-reason': 'listed',
  'x-routed-from': 'VN',
}

function ofOurs(headers: Headers): Record<string, string> {
  // How a body is framed is the host's; where its length is told, a wrong one would break it. Two are the platform's own.
  const ofConnection = ['connection', 'content-length', 'date', 'keep-alive', 'transfer-encoding']
  const ofOthers = [...ofConnection, ...platformHeaders]
  return Object.fromEntries([...headers].filter(([name]) => !ofOthers.includes(name)))
}

describe('an answer has these headers and no other of the endpoint', () => {
  it('where it is plain', async () => {
    const { headers } = await stand.send({ headers: { ...stand.freshEdge(), 'x-vercel-ip-country': 'VN' } })
    expect(ofOurs(headers)).toEqual({
      ...always,
      'content-type': 'application/json',
      'cache-control': 'private, no-store',
    })
  })

  it('where it is a stream', async () => {
    const asked = { ...stand.freshEdge(), 'x-vercel-ip-country': 'VN' }
    const { headers } = await stand.send({ headers: asked, body: chatBody({ stream: true }) })
    expect(ofOurs(headers)).toEqual({
      ...always,
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'private, no-store, no-transform',
      'x-accel-buffering': 'no',
    })
  })
})

describe('where no Redis is configured', () => {
  it('x-degraded says that health and limits are not shared', async () => {
    const { status, headers } = await without.send()
    expect(status).toBe(200)
    expect(headers.get('x-degraded')?.split(', ').toSorted()).toEqual(['health', 'limiter'])
    expect((await without.send({ method: 'GET', path: '/api/health' })).json).toMatchObject({
      status: 'ok',
      degraded: expect.arrayContaining(['health', 'limiter']),
    })
  })
})

describe('GET /api/health', () => {
  it('says that this instance serves, to anyone', async () => {
    const { status, json } = await stand.send({ method: 'GET', path: '/api/health' })
    expect(status).toBe(200)
    expect(json).toMatchObject({ status: 'ok', degraded: [] })
    expect(JSON.stringify(json)).not.toMatch(/127\.0\.0\.1|sk-|ecfg_/)
  })

  it('is answered to HEAD without a body', async () => {
    const { status, text } = await stand.send({ method: 'HEAD', path: '/api/health' })
    expect([status, text]).toEqual([200, ''])
  })
})
