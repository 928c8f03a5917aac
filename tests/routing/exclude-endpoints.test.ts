import { describe, expect, it } from 'vitest'
import { nothingKnown } from '@/lib/health/edge-health'
import type { Endpoint } from '@/lib/regions/region-map'
import { excludeEndpoints, type Question } from '@/lib/routing/exclude-endpoints'
import { buildEndpoint } from '../support/build-endpoint'
import { buildEdgeHealth, buildHealth, buildModelHealth, buildOpenCircuit } from '../support/build-health'
import { buildRegionMap } from '../support/build-region-map'
import { moment } from '../support/moment'

const onlyOther = { names: new Map([['other', 'other']]), any: false }

function partsOf(endpoint: Endpoint, overrides: Partial<Question> = {}) {
  return excludeEndpoints({
    map: buildRegionMap([endpoint]),
    health: nothingKnown,
    withKey: new Set([endpoint.id]),
    model: 'm',
    zones: undefined,
    now: moment,
    ...overrides,
  })
}

function reasonOf(...given: Parameters<typeof partsOf>): string {
  const { eligible, resting, excluded } = partsOf(...given)
  return eligible.length > 0 ? 'eligible' : ([...resting, ...excluded][0]?.reason ?? 'lost')
}

describe('an endpoint is left out for its first reason', () => {
  // Each row mends the first fault of the row before it.
  const failing = buildModelHealth({ circuit: buildOpenCircuit(1000) })
  const cooling = buildEdgeHealth({
    endpoints: { sin: buildHealth({ coolUntil: moment + 1000 }) },
    models: { 'sin|*': failing },
  })
  const refused = buildEdgeHealth({
    endpoints: { sin: buildHealth({ coolUntil: moment + 1000, egressRefusedUntil: moment + 1000 }) },
  })
  const noKey = { withKey: new Set<string>(), health: refused }
  const off = { models: onlyOther, state: 'disabled' } as const
  it.each<[string, Partial<Endpoint>, Partial<Question>]>([
    ['outside-residency', off, { ...noKey, zones: ['EU'], allowedZones: ['EU'] }],
    ['outside-plan', off, { ...noKey, allowedZones: ['EU'] }],
    ['model-not-served', off, noKey],
    ['disabled', { state: 'disabled' }, noKey],
    ['draining', { state: 'draining' }, noKey],
    ['no-upstream-key', {}, noKey],
    ['egress-refused', {}, { health: refused }],
    ['cooling-down', {}, { health: cooling }],
    ['circuit-open', {}, { health: buildEdgeHealth({ models: { 'sin|*': failing } }) }],
    ['eligible', {}, {}],
  ])('%s', (reason, endpoint, question) => {
    expect(reasonOf(buildEndpoint(endpoint), question)).toBe(reason)
  })
})

describe('zones', () => {
  it.each<[readonly string[] | undefined, string]>([
    [undefined, 'eligible'],
    [['APAC'], 'eligible'],
    [['EU', 'APAC'], 'eligible'],
    [['EU'], 'outside-residency'],
    [['apac'], 'outside-residency'],
    [['APA'], 'outside-residency'],
    [[], 'outside-residency'],
  ])('%j: %s', (zones, reason) => {
    expect(reasonOf(buildEndpoint({ zone: 'APAC' }), { zones })).toBe(reason)
  })
})

describe('models', () => {
  it.each<[string, string | undefined, boolean, string]>([
    ['a model of its list', 'other', false, 'eligible'],
    ['a model that it does not list', 'm', false, 'model-not-served'],
    ['any model, where it takes any', 'm', true, 'eligible'],
    ['no model in particular', undefined, false, 'eligible'],
    ['a name that every object has', 'constructor', false, 'model-not-served'],
  ])('%s', (_, model, any, reason) => {
    const endpoint = buildEndpoint({ models: { names: onlyOther.names, any } })
    expect(reasonOf(endpoint, { model })).toBe(reason)
  })
})

const ofEndpoint = (overrides: Parameters<typeof buildHealth>[0]) =>
  buildEdgeHealth({ endpoints: { sin: buildHealth(overrides) } })

describe('a cool-down', () => {
  it.each([
    { ahead: 1, reason: 'cooling-down' },
    { ahead: 0, reason: 'eligible' },
    { ahead: -1, reason: 'eligible' },
  ])('ends at its moment: $ahead ms ahead is $reason', ({ ahead, reason }) => {
    const coolUntil = moment + ahead
    expect(reasonOf(buildEndpoint(), { health: ofEndpoint({ coolUntil }) })).toBe(reason)
    const ofModel = buildEdgeHealth({ models: { 'sin|*': buildModelHealth({ coolUntil }) } })
    expect(reasonOf(buildEndpoint(), { health: ofModel })).toBe(reason)
  })

  it('is a rest, until when it lasts', () => {
    const { resting, excluded } = partsOf(buildEndpoint(), {
      health: ofEndpoint({ coolUntil: moment + 1000 }),
    })
    expect(resting).toEqual([{ endpoint: buildEndpoint(), reason: 'cooling-down', until: moment + 1000 }])
    expect(excluded).toEqual([])
  })

  it('of the endpoint and one of the model last as long as the longer', () => {
    const health = buildEdgeHealth({
      endpoints: { sin: buildHealth({ coolUntil: moment + 1000 }) },
      models: { 'sin|*': buildModelHealth({ coolUntil: moment + 2000 }) },
    })
    expect(partsOf(buildEndpoint(), { health }).resting).toMatchObject([{ until: moment + 2000 }])
  })

  it('of another endpoint is of no interest', () => {
    const health = buildEdgeHealth({ endpoints: { fra: buildHealth({ coolUntil: moment + 1000 }) } })
    expect(reasonOf(buildEndpoint(), { health })).toBe('eligible')
  })

  it('holds though the rest of the health is stale', () => {
    const health = ofEndpoint({ checkedAt: 0, coolUntil: moment + 1000 })
    expect(reasonOf(buildEndpoint(), { health })).toBe('cooling-down')
  })

  it('is over within a quarter of an hour, whatever is remembered', () => {
    const health = ofEndpoint({ coolUntil: moment + 1e12 })
    expect(partsOf(buildEndpoint(), { health }).resting).toMatchObject([{ until: moment + 900_000 }])
  })
})

describe('a circuit', () => {
  it.each([
    ['open', buildOpenCircuit(1000), 'circuit-open'],
    ['half-open', buildOpenCircuit(0), 'circuit-open'],
    ['closed again', { ...buildOpenCircuit(0), openUntil: 0, closedAt: moment }, 'eligible'],
  ])('that is %s: %s', (_, circuit, reason) => {
    const health = buildEdgeHealth({ models: { 'sin|*': buildModelHealth({ circuit }) } })
    expect(reasonOf(buildEndpoint(), { health })).toBe(reason)
  })
})

describe('what is known of a model', () => {
  const endpoint = buildEndpoint({
    models: { names: new Map(['m', 'n'].map(name => [name, name])), any: true },
  })
  const health = buildEdgeHealth({
    models: {
      'sin|n': buildModelHealth({ circuit: buildOpenCircuit(1000) }),
      'sin2|m': buildModelHealth({ coolUntil: moment + 1000 }),
    },
  })

  it.each([
    ['of that model', 'n', 'circuit-open'],
    ['of no other listed one', 'm', 'eligible'],
    ['of none that is not listed', 'o', 'eligible'],
    ['of all, where no model is asked for', undefined, 'circuit-open'],
  ])('leaves an endpoint out for calls %s', (_, model, reason) => {
    expect(reasonOf(endpoint, { health, model })).toBe(reason)
  })
})

it('an endpoint that cannot be reached is eligible: ranking puts it last', () => {
  expect(reasonOf(buildEndpoint(), { health: ofEndpoint({ reachable: false }) })).toBe('eligible')
})

it("each endpoint is on one side, in the map's order", () => {
  const rows = ['c', 'a', 'd', 'b'].map(id => buildEndpoint({ id, zone: id < 'c' ? 'EU' : 'US' }))
  const { eligible, excluded } = partsOf(buildEndpoint(), {
    map: buildRegionMap(rows),
    withKey: new Set(['a', 'b', 'c', 'd']),
    zones: ['EU'],
  })
  expect(eligible.map(({ id }) => id)).toEqual(['a', 'b'])
  expect(excluded.map(({ endpoint }) => endpoint)).toEqual(['c', 'd'])
})
