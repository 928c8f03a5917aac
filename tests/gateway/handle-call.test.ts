import { describe, expect, it } from 'vitest'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { handleCall } from '@/lib/gateway/handle-call'
import { byteLength } from '@/lib/openai/byte-length'
import { callBody } from '../support/build-call'
import { buildDependencies, mapDocument, type World } from '../support/build-dependencies'
import { buildGet, buildRequest } from '../support/build-request'
import { completion, completionText, refusal } from '../support/completion'
import { type Reply, refused, reset } from '../support/fake-effects'
import { readStream } from '../support/read-stream'
import { dataOf, eventStream, role, wholeStream, word } from '../support/sse'
import { createUpstreamBody } from '../support/upstream-body'
import { rowOf } from '../support/upstream-endpoint'
import { createWatchedUsage } from '../support/watched-usage'

type Options = Parameters<typeof buildDependencies>[0]

/** Serves one request, and lets its response go out. */
async function serve(request: Request, options: Options = {}) {
  const world = buildDependencies(options)
  const response = await handle(request, world)
  return { world, response }
}

async function handle(request: Request, world: World): Promise<Response> {
  const { value } = await world.effects.outcome(handleCall(request, world.dependencies))
  return value
}

const withStream = { body: callBody({ stream: true }) }
const streaming = (...pieces: string[]) => ({ headers: eventStream, body: createUpstreamBody(...pieces) })
const callLines = ({ logged }: World) => logged.filter(({ line }) => line.event === 'call')

function without<Name extends keyof Dependencies>(world: World, part: Pick<Dependencies, Name>): World {
  return { ...world, dependencies: { ...world.dependencies, ...part } }
}

describe('a plain answer', () => {
  it('reaches the caller byte by byte, and says where it comes from', async () => {
    const { response } = await serve(buildRequest(), { answers: { sin: { afterMs: 40, reply: completion } } })
    expect(response.status).toBe(200)
    expect(await response.text()).toBe(completionText)
    expect(Object.fromEntries(response.headers)).toEqual({
      'cache-control': 'private, no-store',
      'content-type': 'application/json',
      'server-timing': 'gate;dur=0, plan;dur=0, upstream;dur=40',
      vary: 'authorization, origin',
      'x-cache': 'BYPASS',
      'x-content-type-options': 'nosniff',
      'x-degraded': 'health',
      'x-endpoint-used': 'sin',
      'x-model-used': 'gpt-4.1',
      'x-ratelimit-limit': '600',
      'x-ratelimit-limit-requests': '600',
      'x-ratelimit-remaining': '599',
      'x-ratelimit-remaining-requests': '599',
      'x-ratelimit-reset': expect.stringMatching(/^\d{10}$/),
      'x-ratelimit-reset-requests': '1m1s',
      'x-request-id': 'made-id-0001',
      'x-response-time': '40',
      'x-route-attempts': 'sin;200',
      'x-route-reason': 'listed',
      'x-routed-from': 'VN',
    })
  })

  it.each(['/v1/chat/completions', '/api/v1/chat/completions'])('is served at %s', async path => {
    expect((await serve(buildRequest({ path }), { answers: { sin: completion } })).response.status).toBe(200)
  })

  it('is asked for in the caller’s own words', async () => {
    const body = `  {"model" : "gpt-4.1",\n"messages":[{"role":"user","content":"\\u00e0 é 🌏"}], "x_new": [1.0, 1e2] }`
    const { world } = await serve(buildRequest({ body }), { answers: { sin: completion } })
    expect(world.effects.calls[0]?.body).toBe(body)
  })

  it('is asked for without anything else of the caller', async () => {
    const headers = {
      authorization: 'Bearer sk-CANARY-caller',
      cookie: 'CANARY=1',
      'x-forwarded-for': '203.0.113.7',
      'x-real-ip': '203.0.113.7',
      'openai-organization': 'org-CANARY',
      'x-session-id': 'CANARY',
      'x-custom': 'CANARY',
    }
    const { world } = await serve(buildRequest({ headers }), { answers: { sin: completion } })
    expect(Object.fromEntries(world.effects.calls[0]?.headers ?? [])).toEqual({
      accept: 'application/json, text/event-stream',
      'accept-encoding': 'identity',
      authorization: 'Bearer sk-CANARY-key-of-sin',
      'content-type': 'application/json',
      'user-agent': 'isochrone (+edge sin1)',
      'x-request-id': 'made-id-0001',
    })
  })

  it('keeps the caller’s request id, all the way', async () => {
    const request = buildRequest({ headers: { 'x-request-id': 'caller_id-1' } })
    const { world, response } = await serve(request, { answers: { sin: completion } })
    expect(response.headers.get('x-request-id')).toBe('caller_id-1')
    expect(world.effects.calls[0]?.headers.get('x-request-id')).toBe('caller_id-1')
  })

  it('can be read by an allowed page', async () => {
    const origin = 'https://app.example'
    const options = { answers: { sin: completion }, variables: { CORS_ORIGINS: origin } }
    const { response } = await serve(buildRequest({ headers: { origin } }), options)
    expect(response.headers.get('access-control-allow-origin')).toBe(origin)
  })
})

describe('a stream', () => {
  it('reaches the caller byte by byte, and nothing holds or recodes it', async () => {
    const { response } = await serve(buildRequest(withStream), {
      answers: { sin: streaming(...wholeStream) },
    })
    expect(await response.text()).toBe(wholeStream.join(''))
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'private, no-store, no-transform',
      'x-accel-buffering': 'no',
      'x-endpoint-used': 'sin',
      'x-route-attempts': 'sin;200',
    })
    expect(response.headers.has('content-length')).toBe(false)
  })

  it('is recorded once it has ended, with how', async () => {
    const sin = streaming(role, word('a'))
    const { world, response } = await serve(buildRequest(withStream), { answers: { sin } })
    const reading = readStream(response.body ?? new ReadableStream())
    const recorded = world.startDeferred()
    await world.effects.settle()
    expect(callLines(world)).toEqual([])
    await world.effects.advance(3000)
    sin.body.fail(reset())
    await world.effects.outcome(recorded)
    expect(dataOf(reading.text).at(-1)).toMatchObject({ error: { code: 'upstream_stream_truncated' } })
    expect(callLines(world).map(({ line }) => line)).toMatchObject([
      { status: 200, end: 'failed', code: 'upstream_stream_truncated', totalMs: 3000, endpoint: 'sin' },
    ])
  })
})

describe('failover', () => {
  it('is told in the headers', async () => {
    const { response } = await serve(buildRequest(), { answers: { sin: refusal(503), nrt: completion } })
    expect(response.status).toBe(200)
    expect(response.headers.get('x-route-attempts')).toBe('sin;503, nrt;200')
    expect(response.headers.get('x-endpoint-used')).toBe('nrt')
    expect(response.headers.get('x-route-reason')).toBe('failover')
  })

  it('that finds nobody says what was tried, and no endpoint', async () => {
    const { response } = await serve(buildRequest())
    expect(response.status).toBe(502)
    expect(await response.json()).toMatchObject({ error: { code: 'upstream_unreachable', param: null } })
    expect(response.headers.get('x-route-attempts')).toBe('sin;refused, nrt;refused, fra;refused')
    expect(response.headers.has('x-endpoint-used')).toBe(false)
    expect(response.headers.has('x-route-reason')).toBe(false)
    expect(response.headers.has('x-model-used')).toBe(false)
    expect(response.headers.get('x-request-id')).toBe('made-id-0001')
  })

  it('never leaves the zones of the caller’s country', async () => {
    const answers = { sin: completion, nrt: completion, iad: completion }
    const { world, response } = await serve(buildRequest({ headers: { 'x-vercel-ip-country': 'DE' } }), {
      answers,
    })
    expect(response.status).toBe(502)
    expect(world.effects.calls.map(({ endpoint }) => endpoint)).toEqual(['fra'])
  })

  it('is learned from: an endpoint that asked for a pause has it', async () => {
    const limited = { ...refusal(429), headers: { 'retry-after': '7' } }
    const { world } = await serve(buildRequest(), { answers: { sin: limited, nrt: completion } })
    const next = await handle(buildRequest(), world)
    expect(next.headers.get('x-route-attempts')).toBe('nrt;200')
    await world.effects.advance(7001)
    const later = await handle(buildRequest(), world)
    expect(later.headers.get('x-route-attempts')).toBe('sin;429, nrt;200')
  })

  it('is learned from: an endpoint that could not be reached comes last', async () => {
    const { world } = await serve(buildRequest(), { answers: { nrt: completion } })
    const next = await handle(buildRequest(), world)
    expect(next.headers.get('x-route-attempts')).toBe('nrt;200')
  })

  it('with rate limits everywhere tells the caller when to come back', async () => {
    const limited = (seconds: string) => ({ ...refusal(429), headers: { 'retry-after': seconds } })
    const answers = { sin: limited('7'), nrt: limited('3'), fra: limited('12') }
    const { response } = await serve(buildRequest(), { answers })
    expect(response.status).toBe(429)
    expect(response.headers.get('retry-after')).toBe('3')
    expect(response.headers.has('x-should-retry')).toBe(false)
    expect(await response.json()).toMatchObject({ error: { code: 'upstream_rate_limited' } })
  })

  it('with refused keys everywhere tells the caller not to come back', async () => {
    const { response } = await serve(buildRequest(), {
      answers: { sin: refusal(401), nrt: refusal(401), fra: refusal(403) },
    })
    expect(response.status).toBe(502)
    expect(response.headers.get('x-should-retry')).toBe('false')
    expect(await response.json()).toMatchObject({ error: { code: 'upstream_auth' } })
  })
})

describe('an endpoint’s verdict on the call', () => {
  it('is the answer, in our headers', async () => {
    const error = { message: 'Too long.', param: 'messages', code: 'context_length_exceeded' }
    const sin = {
      ...refusal(400, error),
      headers: { 'content-type': 'application/json', 'set-cookie': 'a=b' },
    }
    const { response } = await serve(buildRequest(), { answers: { sin } })
    expect(response.status).toBe(400)
    expect(await response.json()).toEqual({ error: { ...error, type: 'invalid_request_error' } })
    expect(response.headers.get('x-endpoint-used')).toBe('sin')
    expect(response.headers.get('x-route-attempts')).toBe('sin;400')
    expect(response.headers.get('x-should-retry')).toBe('false')
    expect(response.headers.has('set-cookie')).toBe(false)
  })
})

describe('on the hot path', () => {
  it('a warm call does nothing before its request leaves, and learns after its response', async () => {
    const { world } = await serve(buildRequest(), { answers: { sin: completion } })
    await world.runDeferred()
    await world.effects.advance(9000)
    const before = world.order.length
    await handle(buildRequest(), world)
    expect(world.order.slice(before)).toEqual(['POST sin'])
    await world.runDeferred()
    expect(world.order.slice(before)).toEqual(['POST sin', 'read'])
    await world.effects.advance(135_000)
    await handle(buildRequest(), world)
    await world.runDeferred()
    expect(world.order.slice(before + 2)).toEqual([
      'read',
      'POST sin',
      'HEAD sin',
      'HEAD nrt',
      'HEAD fra',
      'HEAD iad',
    ])
  })

  it('a cold call reads the map, and probes nobody before its response', async () => {
    const { world } = await serve(buildRequest(), { answers: { sin: completion } })
    expect(world.order).toEqual(['read', 'POST sin'])
    await world.runDeferred()
    expect(world.order).toEqual(['read', 'POST sin', 'HEAD sin', 'HEAD nrt', 'HEAD fra', 'HEAD iad'])
  })

  it('a call is not held up by a store that is slow once the map is known', async () => {
    const { world } = await serve(buildRequest(), { answers: { sin: completion } })
    world.store.document = new Error('away')
    await world.effects.advance(9000)
    const response = await handle(buildRequest(), world)
    expect(response.headers.get('x-degraded')).toBe('health')
    expect(world.store.reads).toBe(1)
  })

  it('what the probes have measured decides the next call', async () => {
    const world = buildDependencies({ answers: { sin: completion, nrt: completion } })
    const roundTrips = { sin: 300, nrt: 40, fra: 500, iad: 500 }
    for (const [id, afterMs] of Object.entries(roundTrips))
      world.effects.probes.set(id, { afterMs, reply: {} })
    await handle(buildRequest(), world)
    await world.runDeferred()
    const response = await handle(buildRequest(), world)
    expect(response.headers.get('x-endpoint-used')).toBe('nrt')
    expect(response.headers.get('x-route-reason')).toBe('fastest')
  })
})

const json = { 'content-type': 'application/json' }
const big = JSON.stringify({
  model: 'gpt-4.1',
  messages: [{ role: 'user', content: 'x'.repeat(4 * 1024 * 1024) }],
})

describe('before anything is sent', () => {
  it.each<[string, Request, number, string, string | null]>([
    ['no JSON', buildRequest({ body: '{' }), 400, 'invalid_json', null],
    ['nothing', buildRequest({ body: '' }), 400, 'invalid_json', null],
    ['a list', buildRequest({ body: '[]' }), 400, 'invalid_request', null],
    ['no model', buildRequest({ body: '{"messages":[]}' }), 400, 'invalid_request', 'model'],
    ['no messages', buildRequest({ body: '{"model":"gpt-4.1"}' }), 400, 'invalid_request', 'messages'],
    [
      'a role that is none',
      buildRequest({ body: callBody({ messages: [{ role: 'x', content: '' }] }) }),
      400,
      'invalid_request',
      'messages[0].role',
    ],
    [
      'a temperature of 3',
      buildRequest({ body: callBody({ temperature: 3 }) }),
      400,
      'invalid_request',
      'temperature',
    ],
    [
      'a member twice',
      buildRequest({ body: '{"model":"a","model":"b","messages":[]}' }),
      400,
      'duplicate_key',
      'model',
    ],
    ['65 levels', buildRequest({ body: '['.repeat(65) }), 400, 'json_too_deep', null],
    [
      'another type',
      buildRequest({ headers: { 'content-type': 'text/plain' } }),
      415,
      'unsupported_media_type',
      null,
    ],
    [
      'another encoding',
      buildRequest({ headers: { 'content-encoding': 'gzip' } }),
      415,
      'unsupported_media_type',
      null,
    ],
    ['5 MB', buildRequest({ body: big }), 413, 'request_too_large', null],
    ['an unknown path', buildRequest({ path: '/v1/files' }), 404, 'unknown_operation', null],
    ['a wrong method', buildGet('/v1/chat/completions'), 405, 'method_not_allowed', null],
    [
      'a zone that the country forbids',
      buildRequest({ headers: { 'x-vercel-ip-country': 'DE', 'x-route-zone': 'US' } }),
      403,
      'residency_violation',
      null,
    ],
    [
      'an endpoint outside the residency',
      buildRequest({ headers: { 'x-vercel-ip-country': 'DE', 'x-route-to': 'sin' } }),
      403,
      'residency_violation',
      null,
    ],
    [
      'an endpoint that does not exist',
      buildRequest({ headers: { 'x-route-to': 'xyz' } }),
      403,
      'endpoint_not_allowed',
      null,
    ],
    [
      'an empty name of an endpoint',
      buildRequest({ headers: { 'x-route-to': '' } }),
      403,
      'endpoint_not_allowed',
      null,
    ],
    [
      'a zone without endpoints',
      buildRequest({ headers: { 'x-route-zone': 'MARS' } }),
      503,
      'no_eligible_endpoint',
      null,
    ],
  ])('%s is refused', async (_, request, status, code, param) => {
    const { world, response } = await serve(request)
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ error: { code, param, message: expect.any(String) } })
    expect(response.headers.get('x-request-id')).toBe('made-id-0001')
    expect(response.headers.get('x-should-retry')).toBe('false')
    expect(world.effects.sent).toEqual([])
    await world.runDeferred()
    expect(callLines(world).map(({ line }) => line)).toMatchObject([{ status, code, attempts: '' }])
  })

  it('a body that never arrives is refused', async () => {
    const { world, response } = await serve(buildRequest({ body: new ReadableStream() }))
    expect(response.status).toBe(408)
    expect(world.effects.sent).toEqual([])
    await world.runDeferred()
    expect(world.effects.pendingTimers).toBe(0)
  })

  it('a model that nobody serves is not found', async () => {
    const document = mapDocument({ endpoints: { sin: rowOf('sin', { models: ['gpt-4o'] }) }, zones: {} })
    const { world, response } = await serve(buildRequest(), { document })
    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({ error: { code: 'model_not_found', param: 'model' } })
    expect(world.effects.sent).toEqual([])
  })

  it('no key for any endpoint is no endpoint', async () => {
    const { response } = await serve(buildRequest(), { withoutKey: ['sin', 'nrt', 'fra', 'iad'] })
    expect(response.status).toBe(503)
    const { error } = await response.json()
    expect(error).toMatchObject({ code: 'no_eligible_endpoint' })
    expect(error.message).toContain('no-upstream-key')
  })

  it.each<[string, Readonly<Record<string, string>>]>([
    ['none', {}],
    ['one that is not known', { authorization: 'Bearer sk-CANARY-caller' }],
    ['one in another header', { 'x-api-key': 'sk-CANARY-caller' }],
  ])('a credential is required, and %s was sent', async (_, headers) => {
    const { world, response } = await serve(buildRequest({ headers }), { variables: { AUTH: 'required' } })
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toBe('Bearer')
    expect(await response.text()).not.toContain('CANARY')
    // On a cold start the operator's documents are read beside the credential, so that a known caller waits once.
    expect(world.order).toEqual(['read'])
  })

  it('a setting that cannot be read is named, without its value', async () => {
    const { world, response } = await serve(buildRequest(), { variables: { EDGE_REGION: 'CANARY!' } })
    expect(response.status).toBe(503)
    const { error } = await response.json()
    expect(error).toMatchObject({ code: 'configuration_error' })
    expect(error.message).toContain('EDGE_REGION')
    expect(error.message).not.toContain('CANARY')
    expect(world.order).toEqual([])
  })

  it('production without a store is not configured', async () => {
    const variables = { VERCEL: '1', VERCEL_ENV: 'production', AUTH: 'open', EDGE_CONFIG: '' }
    const { response } = await serve(buildRequest(), { variables })
    expect(response.status).toBe(503)
    expect(await response.json()).toMatchObject({ error: { code: 'configuration_error' } })
  })
})

describe('a caller may', () => {
  it('name the one endpoint to use, without failover', async () => {
    const request = () => buildRequest({ headers: { 'x-route-to': 'iad' } })
    const good = await serve(request(), { answers: { iad: completion } })
    expect(good.response.headers.get('x-route-attempts')).toBe('iad;200')
    expect(good.response.headers.get('x-route-reason')).toBe('pinned')
    const bad = await serve(request(), { answers: { iad: refusal(503), sin: completion } })
    expect(bad.response.status).toBe(503)
    expect(bad.response.headers.get('x-route-attempts')).toBe('iad;503')
  })

  it('narrow the call to a zone', async () => {
    const request = buildRequest({ headers: { 'x-route-zone': 'US' } })
    const { world, response } = await serve(request, { answers: { iad: refusal(500), sin: completion } })
    expect(response.status).toBe(502)
    expect(world.effects.calls.map(({ endpoint }) => endpoint)).toEqual(['iad'])
  })

  it('narrow a residency to itself', async () => {
    const headers = { 'x-vercel-ip-country': 'DE', 'x-route-zone': 'EU' }
    const { response } = await serve(buildRequest({ headers }), { answers: { fra: completion } })
    expect(response.headers.get('x-endpoint-used')).toBe('fra')
  })

  it('come from nowhere', async () => {
    const headers = { 'x-vercel-ip-country': 'XX' }
    const { response } = await serve(buildRequest({ headers }), { answers: { iad: completion } })
    expect(response.headers.get('x-routed-from')).toBe('unknown')
    expect(response.headers.get('x-endpoint-used')).toBe('iad')
    expect(response.headers.get('x-route-reason')).toBe('default')
  })
})

it.each([{}, { authorization: 'Bearer sk-nobody-knows' }])(
  'where there can be no region map, that is told before anything is said of the credential: %j',
  async headers => {
    const variables = { VERCEL: '1', VERCEL_ENV: 'production', EDGE_CONFIG: '', AUTH: '' }
    const { world, response } = await serve(buildRequest({ headers }), { variables })
    expect(response.status).toBe(503)
    expect(await response.json()).toMatchObject({ error: { code: 'configuration_error' } })
    expect(world.order).toEqual([])
  },
)

describe('x-degraded', () => {
  const board = { post: async () => {}, read: async () => [] }
  const answers = { sin: completion }

  it('is absent where nothing is missing', async () => {
    expect((await serve(buildRequest(), { answers, board })).response.headers.has('x-degraded')).toBe(false)
  })

  it('names a region map that is bundled because the store is away', async () => {
    const { response } = await serve(buildRequest(), { answers, board, document: new Error('away') })
    expect(response.status).toBe(200)
    expect(response.headers.get('x-degraded')).toBe('region-map')
  })

  it('names a region map that is old because the store is away, and shared health that there is none of', async () => {
    const { world } = await serve(buildRequest(), { answers })
    world.store.document = undefined
    await world.effects.advance(10_001)
    const response = await handle(buildRequest(), world)
    expect(response.headers.get('x-degraded')).toBe('region-map, health')
  })

  it('does not name a store that nobody has connected', async () => {
    const { response } = await serve(buildRequest(), { answers, board, variables: { EDGE_CONFIG: '' } })
    expect(response.headers.has('x-degraded')).toBe(false)
  })
})

describe('the models', () => {
  it('are listed with our headers, and nobody is asked', async () => {
    const { world, response } = await serve(buildGet('/v1/models'))
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ object: 'list', data: [{ id: 'gpt-4.1' }] })
    expect(response.headers.get('x-request-id')).toBe('made-id-0001')
    expect(response.headers.get('x-routed-from')).toBe('VN')
    expect(world.effects.sent).toEqual([])
    await world.runDeferred()
    expect(callLines(world).map(({ line }) => line)).toMatchObject([
      { operation: 'models.list', status: 200 },
    ])
  })

  it('need a credential like a call', async () => {
    expect((await serve(buildGet('/v1/models'), { variables: { AUTH: 'required' } })).response.status).toBe(
      401,
    )
  })
})

describe('a caller that hangs up', () => {
  it('before the answer is recorded as such, and not against the endpoint', async () => {
    const caller = new AbortController()
    const world = buildDependencies({ answers: { sin: 'silence', nrt: completion } })
    const served = handleCall(buildRequest({ signal: caller.signal }), world.dependencies)
    await world.effects.advance(500)
    caller.abort()
    const { value: response } = await world.effects.outcome(served)
    expect(response.headers.get('x-route-attempts')).toBe('sin;abandoned')
    await world.runDeferred()
    expect(callLines(world).map(({ line }) => line)).toMatchObject([
      { status: 499, code: 'client_closed_request', attempts: 'sin;abandoned' },
    ])
    const { endpoints, models } = world.dependencies.health.of('sin1')
    expect(endpoints.get('sin')?.reachable).toBe(true)
    expect(models.get('sin|gpt-4.1')?.failures.total).toBe(0)
  })

  it('in the middle of a stream ends the request, and is recorded as such', async () => {
    const { world, response } = await serve(buildRequest(withStream), {
      answers: { sin: streaming(role, word('a')) },
    })
    const reading = readStream(response.body ?? new ReadableStream())
    await world.effects.advance(2000)
    await reading.cancel()
    await world.runDeferred()
    expect(world.effects.calls[0]?.signal.aborted).toBe(true)
    expect(callLines(world).map(({ line }) => line)).toMatchObject([{ status: 200, end: 'abandoned' }])
    expect(callLines(world)[0]?.line.code).toBeUndefined()
  })
})

describe('an error that nobody foresaw', () => {
  const failing = () => {
    const world = buildDependencies()
    return without(world, {
      keyOf: () => {
        throw new Error('CANARY at https://canary.example.com/\n    at CANARY (canary.ts:1:1)')
      },
    })
  }

  it('is 500 without its message', async () => {
    const response = await handle(buildRequest(), failing())
    expect(response.status).toBe(500)
    expect(await response.json()).toEqual({
      error: {
        message: 'An unexpected error occurred. Please try again.',
        type: 'server_error',
        param: null,
        code: 'internal_error',
      },
    })
    expect(response.headers.get('x-request-id')).toBe('made-id-0001')
  })

  it('is logged with where it happened', async () => {
    const world = failing()
    await handle(buildRequest(), world)
    await Promise.allSettled([world.runDeferred()])
    expect(callLines(world).map(({ line }) => line)).toMatchObject([{ status: 500, code: 'internal_error' }])
    const [bug] = world.logged.filter(({ level }) => level === 'error')
    expect(bug?.line).toMatchObject({ event: 'unexpected-error', name: 'Error', requestId: 'made-id-0001' })
    expect(JSON.stringify(bug?.line.stack)).toContain('plan')
  })

  it('is logged without what its message quotes, even where that looks like a stack', async () => {
    const world = failing()
    await handle(buildRequest(), world)
    await Promise.allSettled([world.runDeferred()])
    const bugs = world.logged.filter(({ level }) => level === 'error')
    expect(JSON.stringify(bugs)).not.toContain('CANARY')
  })
})

const canaries = /CANARY|example\.com|203\.0\.113|192\.0\.2/
const words = 'CANARY-PROMPT'
const talkative = (status: number) =>
  refusal(status, { message: `${words}: sk-CANARY-key-of-sin at https://sin.example.com/v1, 192.0.2.1` })

describe('every call is one line, without a prompt, a key or a host', () => {
  const html = { headers: { 'content-type': 'text/html' }, body: `<h1>${words}</h1>` }
  const cut = (stream: ReturnType<typeof streaming>) => {
    stream.body.close()
    return stream
  }
  const told = `data: ${JSON.stringify({ error: { message: `${words} sk-CANARY-1 sin.example.com` } })}\n\n`

  it.each<[string, Reply, boolean]>([
    ['a plain answer', completion, false],
    ['a stream', streaming(...wholeStream), true],
    ['a refused connection', refused(), false],
    ['a broken connection', reset(), false],
    ['an error that quotes all', new Error(`${words} sk-CANARY https://sin.example.com`), false],
    ['a page', html, false],
    ['a page for a stream', html, true],
    ...[401, 402, 403, 408, 429, 500, 502, 503, 504, 529].map((status): [string, Reply, boolean] => [
      `${status}`,
      talkative(status),
      false,
    ]),
    ['a stream that is cut off', cut(streaming(role, word(words))), true],
    ['a stream that is cut off at once', cut(streaming(role)), true],
    ['an error in a stream', streaming(role, word('a'), told), true],
    ['an error at the start of a stream', streaming(role, told), true],
    ['silence', 'silence', false],
    ['silence for a stream', 'silence', true],
  ])('%s', async (_, reply, stream) => {
    const headers = {
      authorization: `Bearer sk-CANARY-caller`,
      cookie: 'CANARY=1',
      'x-session-id': words,
      'x-real-ip': '203.0.113.7',
    }
    const body = callBody({ stream, messages: [{ role: 'user', content: words }], user: words })
    const answers = { sin: reply, nrt: reply, fra: reply, iad: reply }
    const { world, response } = await serve(buildRequest({ headers, body }), { answers })
    const reading = readStream(response.body ?? new ReadableStream())
    await world.effects.settle()
    await world.runDeferred()
    expect(callLines(world)).toHaveLength(1)
    expect(JSON.stringify(world.logged)).not.toMatch(canaries)
    if (response.status >= 400) expect(reading.text).not.toMatch(canaries)
    expect(JSON.stringify([...response.headers])).not.toMatch(canaries)
    expect(world.effects.pendingTimers).toBe(0)
  })

  it.each([400, 404, 413, 422])(
    '%i, whose explanation is the caller’s, but not our secrets in it',
    async status => {
      const { world, response } = await serve(buildRequest(), { answers: { sin: talkative(status) } })
      await world.runDeferred()
      expect(response.status).toBe(status)
      expect(await response.json()).toMatchObject({
        error: { message: 'CANARY-PROMPT: [redacted] at [redacted] [redacted]' },
      })
      expect(JSON.stringify(world.logged)).not.toMatch(canaries)
    },
  )

  it.each<[string, Request]>([
    ['no JSON', buildRequest({ body: `{"${words}` })],
    ['a wrong field', buildRequest({ body: callBody({ model: { [words]: 1 } }) })],
    ['a role that is none', buildRequest({ body: callBody({ messages: [{ role: words }] }) })],
    ['a path', buildRequest({ path: `/v1/${words}?key=${words}` })],
    ['a query', buildRequest({ path: `/v1/chat/completions?key=${words}` })],
    ['another type', buildRequest({ headers: { ...json, 'content-type': words } })],
    ['a pin', buildRequest({ headers: { 'x-route-to': words } })],
    ['a zone', buildRequest({ headers: { 'x-route-zone': words } })],
    ['a request id', buildRequest({ headers: { 'x-request-id': `${words} ${words}` } })],
    ['a country', buildRequest({ headers: { 'x-vercel-ip-country': words } })],
    ['an edge', buildRequest({ headers: { 'x-vercel-id': `${words}::${words}::x` } })],
  ])('%s that the caller got wrong', async (_, request) => {
    const { world, response } = await serve(request)
    await world.runDeferred()
    expect(callLines(world)).toHaveLength(1)
    expect(JSON.stringify(world.logged)).not.toMatch(canaries)
    expect(await response.text()).not.toMatch(canaries)
    expect(JSON.stringify([...response.headers])).not.toMatch(canaries)
  })

  it('says what became of it', async () => {
    const answers = { sin: refusal(503), nrt: { afterMs: 90, reply: completion } }
    const { world } = await serve(buildRequest(), { answers })
    await world.runDeferred()
    expect(callLines(world)).toEqual([
      {
        level: 'info',
        line: {
          event: 'call',
          requestId: 'made-id-0001',
          id: 'made-id-0001',
          tenant: 'anonymous',
          operation: 'chat.completions',
          model: 'gpt-4.1',
          country: 'VN',
          edge: 'sin1',
          endpoint: 'nrt',
          reason: expect.any(String),
          residency: undefined,
          candidates: expect.stringMatching(/^sin;listed;[\d.]+, nrt;listed;[\d.]+, /),
          excluded: '',
          attempts: 'sin;503, nrt;200',
          cache: 'BYPASS',
          bytesIn: byteLength(callBody()),
          bytesOut: byteLength(completionText),
          promptTokens: 2,
          completionTokens: 3,
          costUsd: 0.000028,
          status: 200,
          code: undefined,
          end: undefined,
          gateMs: 0,
          planMs: 0,
          upstreamMs: 90,
          firstContentMs: undefined,
          responseMs: 90,
          totalMs: 90,
        },
      },
    ])
  })

  it('has a second where the store does not take its usage, and that names no address either', async () => {
    const headers = { 'x-real-ip': '203.0.113.7' }
    const usage = createWatchedUsage()
    usage.isLost = true
    const { world } = await serve(buildRequest({ headers }), { answers: { sin: completion }, usage })
    await world.runDeferred()
    expect(world.logged.map(({ line }) => line.event).sort()).toEqual(['call', 'probes-lost', 'usage-lost'])
    expect(JSON.stringify(world.logged)).not.toMatch(canaries)
  })

  it('is recorded though nobody reads the stream to its end', async () => {
    const { world } = await serve(buildRequest(withStream), {
      answers: { sin: streaming(role, word('a'), word('b')) },
    })
    const recorded = world.startDeferred()
    await world.effects.advance(300_000)
    expect(callLines(world)).toHaveLength(1)
    await world.effects.outcome(recorded)
  })
})
