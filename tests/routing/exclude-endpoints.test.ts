import { describe, expect, it } from 'vitest'
import type { Endpoint } from '@/lib/regions/region-map'
import { excludeEndpoints, type Question } from '@/lib/routing/exclude-endpoints'
import { buildEndpoint } from '../support/build-endpoint'
import { buildHealth } from '../support/build-health'
import { buildRegionMap } from '../support/build-region-map'
import { moment } from '../support/moment'

const onlyOther = { names: new Map([['other', 'other']]), any: false }

function partsOf(endpoint: Endpoint, overrides: Partial<Question> = {}) {
  return excludeEndpoints({
    map: buildRegionMap([endpoint]),
    health: new Map(),
    withKey: new Set([endpoint.id]),
    model: 'm',
    zones: undefined,
    now: moment,
    ...overrides,
  })
}

function reasonOf(...given: Parameters<typeof partsOf>): string {
  const { eligible, excluded } = partsOf(...given)
  return eligible.length > 0 ? 'eligible' : (excluded[0]?.reason ?? 'lost')
}

describe('an endpoint is left out for its first reason', () => {
  // Each row mends the first fault of the row before it.
  const cooling = new Map([['sin', buildHealth({ coolUntil: moment + 1000 })]])
  const noKey = new Set<string>()
  it.each<[string, Partial<Endpoint>, Partial<Question>]>([
    [
      'outside-residency',
      { models: onlyOther, state: 'disabled' },
      { zones: ['EU'], withKey: noKey, health: cooling },
    ],
    ['model-not-served', { models: onlyOther, state: 'disabled' }, { withKey: noKey, health: cooling }],
    ['disabled', { state: 'disabled' }, { withKey: noKey, health: cooling }],
    ['draining', { state: 'draining' }, { withKey: noKey, health: cooling }],
    ['no-upstream-key', {}, { withKey: noKey, health: cooling }],
    ['cooling-down', {}, { health: cooling }],
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

describe('a cool-down', () => {
  it.each([
    { ahead: 1, reason: 'cooling-down' },
    { ahead: 0, reason: 'eligible' },
    { ahead: -1, reason: 'eligible' },
  ])('ends at its moment: $ahead ms ahead is $reason', ({ ahead, reason }) => {
    const health = new Map([['sin', buildHealth({ coolUntil: moment + ahead })]])
    expect(reasonOf(buildEndpoint(), { health })).toBe(reason)
  })

  it('of another endpoint is of no interest', () => {
    const health = new Map([['fra', buildHealth({ coolUntil: moment + 1000 })]])
    expect(reasonOf(buildEndpoint(), { health })).toBe('eligible')
  })

  it('holds though the rest of the health is stale', () => {
    const health = new Map([['sin', buildHealth({ checkedAt: 0, coolUntil: moment + 1000 })]])
    expect(reasonOf(buildEndpoint(), { health })).toBe('cooling-down')
  })
})

it('an endpoint that cannot be reached is eligible: ranking puts it last', () => {
  const health = new Map([['sin', buildHealth({ reachable: false })]])
  expect(reasonOf(buildEndpoint(), { health })).toBe('eligible')
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
