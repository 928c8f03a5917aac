import { describe, expect, it } from 'vitest'
import type { Identity } from '@/lib/access/identity'
import { callCache } from '@/lib/gateway/call-cache'
import { beginTrace } from '@/lib/gateway/call-trace'
import { buildCall } from '../support/build-call'
import { buildDependencies, mapDocument } from '../support/build-dependencies'
import { buildPlan } from '../support/build-plan'
import { buildRequest } from '../support/build-request'
import { cachedModels } from '../support/cached-call'
import { rowOf } from '../support/upstream-endpoint'

const identity: Identity = {
  proof: { kind: 'none' },
  caller: 'tenant-a',
  plan: 'pro',
  models: undefined,
  zones: undefined,
}

type Asked = {
  readonly fields?: Readonly<Record<string, unknown>>
  readonly headers?: Readonly<Record<string, string>>
  readonly plan?: Parameters<typeof buildPlan>[0]
  readonly who?: Partial<Identity>
}

function build(options: Parameters<typeof buildDependencies>[0] = {}) {
  const world = buildDependencies({ models: cachedModels, ...options })
  const { dependencies } = world
  const look = async ({ fields = {}, headers = {}, plan = {}, who = {} }: Asked = {}) => {
    const request = buildRequest({ headers })
    const trace = beginTrace(request, dependencies)
    trace.call = buildCall({ temperature: 0, ...fields })
    trace.view = await dependencies.regionMap.current()
    const asked = { plan: buildPlan(plan), identity: { ...identity, ...who }, headers: request.headers }
    return await callCache(trace, asked, dependencies)
  }
  const keyOf = async (asked?: Asked) => (await look(asked))?.key
  return { ...world, look, keyOf }
}

describe('the cache has to do with a call', () => {
  it('that may be answered out of it, and looks into the memory', async () => {
    const { look, dependencies, effects } = build()
    const first = await look()
    expect(first).toMatchObject({ policy: { kind: 'use', ttlSeconds: 60 }, remembered: undefined })
    dependencies.cache.memory.set(first?.key ?? '', { text: 'kept', seconds: 60, now: effects.now() })
    expect((await look())?.remembered).toBe('kept')
    expect((await look({ headers: { 'cache-control': 'no-cache' } }))?.remembered).toBeUndefined()
  })

  it.each<[string, Asked]>([
    ['that leaves something to chance', { fields: { temperature: 1 } }],
    ['of a plan without a cache', { plan: { cache: 'off' } }],
    ['whose caller says so', { headers: { 'cache-control': 'no-store' } }],
    ['whose model nobody knows', { fields: { model: 'gpt-9' } }],
  ])('and nothing with one %s', async (_, asked) => {
    expect(await build().look(asked)).toBeUndefined()
  })

  it('and nothing with what is no call', async () => {
    const { dependencies } = build()
    const trace = beginTrace(buildRequest(), dependencies)
    const asked = { plan: buildPlan(), identity, headers: new Headers() }
    expect(await callCache(trace, asked, dependencies)).toBeUndefined()
  })
})

describe('an answer is shared', () => {
  it.each<[string, Asked, Asked]>([
    ['by the keys of a tenant', {}, { who: { proof: { kind: 'key', id: 'b', record: '' } } }],
    [
      'by all of a plan that says so',
      { plan: { cacheScope: 'plan' } },
      { plan: { cacheScope: 'plan' }, who: { caller: 'tenant-b' } },
    ],
    ['by all countries without a residency', {}, { headers: { 'x-vercel-ip-country': 'US' } }],
    ['by stream and plain answer', {}, { fields: { stream: true } }],
    ['by calls with other ids', {}, { headers: { 'x-request-id': 'request-0002', 'x-session-id': 's' } }],
  ])('%s', async (_, one, other) => {
    const { keyOf } = build()
    expect(await keyOf(one)).toBe(await keyOf(other))
  })
})

describe('no answer is shared', () => {
  it.each<[string, Asked, Asked]>([
    ['by two callers', {}, { who: { caller: 'tenant-b' } }],
    ['by two plans', { plan: { cacheScope: 'plan' } }, { plan: { cacheScope: 'plan', name: 'free' } }],
    [
      'by a caller and a plan of its name',
      { who: { caller: 'pro' } },
      { plan: { cacheScope: 'plan' }, who: { caller: 'pro' } },
    ],
    ['by a country with a residency and one without', {}, { headers: { 'x-vercel-ip-country': 'DE' } }],
    ['by who asks for a zone', {}, { headers: { 'x-route-zone': 'EU' } }],
    ['by who asks for an endpoint', {}, { headers: { 'x-route-to': 'fra' } }],
    ['by who may use some zones alone', {}, { plan: { zones: ['EU'] } }],
    ['by whose key may use some zones alone', {}, { who: { zones: ['EU'] } }],
  ])('%s', async (_, one, other) => {
    const { keyOf } = build()
    expect(await keyOf(one)).not.toBe(await keyOf(other))
  })

  it('with a call after it was thrown away, unless it is its plan’s', async () => {
    const { keyOf, dependencies } = build()
    const own = await keyOf()
    const ofPlan = await keyOf({ plan: { cacheScope: 'plan' } })
    dependencies.cache.epochs.set('tenant-a', 1)
    expect(await keyOf()).not.toBe(own)
    expect(await keyOf({ plan: { cacheScope: 'plan' } })).toBe(ofPlan)
    expect(await keyOf({ who: { caller: 'tenant-b' } })).not.toBe(own)
  })

  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['another address', { baseUrl: 'https://other.example.com/v1' }],
    ['another zone', { zone: 'US' }],
    ['another provider', { provider: 'vllm' }],
    ['been told to be sent the country', { forward: ['country'] }],
  ])('with a call after one of its endpoints has %s', async (_, changed) => {
    const before = mapDocument()
    const sin = { ...before.endpoints.sin, ...changed }
    const after = mapDocument({ endpoints: { ...before.endpoints, sin } })
    expect(await build({ document: after }).keyOf()).not.toBe(await build().keyOf())
  })

  it.each<[string, readonly string[], Readonly<Record<string, string>>]>([
    ['country', ['country'], { 'x-vercel-ip-country': 'US' }],
    ['address', ['country', 'ip'], { 'x-real-ip': '203.0.113.9' }],
  ])('by two callers of whom an endpoint is told another %s', async (_, forward, headers) => {
    const { endpoints } = mapDocument()
    const sin = { ...endpoints.sin, forward }
    const { keyOf } = build({ document: mapDocument({ endpoints: { ...endpoints, sin } }) })
    expect(await keyOf({ headers })).not.toBe(await keyOf())
    // Only Frankfurt may answer these, and is told nothing.
    const inEurope = { 'x-route-zone': 'EU' }
    expect(await keyOf({ headers: { ...headers, ...inEurope } })).toBe(await keyOf({ headers: inEurope }))
  })

  it('with a call after an endpoint more serves its model', async () => {
    const { endpoints } = mapDocument()
    const more = mapDocument({ endpoints: { ...endpoints, syd: rowOf('syd', { location: [-33.9, 151.2] }) } })
    expect(await build({ document: more }).keyOf()).not.toBe(await build().keyOf())
  })
})
