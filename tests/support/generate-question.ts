import fc from 'fast-check'
import { centroidOfCountry, countries } from '@/lib/geo/country'
import type { Endpoint, RegionMap } from '@/lib/regions/region-map'
import type { RouteQuestion } from '@/lib/routing/plan-route'
import { buildEndpoint } from './build-endpoint'
import { buildHealth } from './build-health'
import { buildRegionMap } from './build-region-map'
import { moment } from './moment'

const zones = ['EU', 'US', 'APAC', 'SA']
const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g']

// Few countries, so that they meet the rules often; an unknown one among them; and any other for its distances.
const country = fc.constantFrom('DE', 'FR', 'VN', 'US')
const anyCountry = fc.oneof(country, fc.constant(undefined), fc.constantFrom(...countries))

const served = fc.constantFrom<Endpoint['models']>(
  { names: new Map(), any: true },
  { names: new Map([['m', 'm-prod']]), any: false },
  { names: new Map([['n', 'n']]), any: false },
)

const location = fc.record({
  latitude: fc.integer({ min: -90, max: 90 }),
  longitude: fc.integer({ min: -180, max: 180 }),
})

const endpoint = fc.record({
  id: fc.constantFrom(...ids),
  zone: fc.constantFrom(...zones),
  models: served,
  state: fc.constantFrom<Endpoint['state'][]>('active', 'active', 'active', 'draining', 'disabled'),
  location: fc.option(location, { nil: undefined }),
  weight: fc.integer({ min: 0, max: 100 }),
})

// A list may name endpoints twice, or such as the map does not hold.
const someIds = fc.array(fc.constantFrom(...ids, 'unknown'), { maxLength: 5 })
const someZones = fc.array(fc.constantFrom(...zones, 'MOON'), { minLength: 1, maxLength: 3 })

const zoneRule = fc.record({
  name: fc.constantFrom(...zones),
  countries: fc.array(country, { maxLength: 3 }),
  endpoints: someIds,
})

const minutes = fc.integer({ min: -20, max: 20 })

const knownHealth = fc.record({
  reachable: fc.boolean(),
  roundTripMs: fc.option(fc.integer({ min: 0, max: 2000 }), { nil: undefined }),
  checkedMinutesAgo: minutes,
  coolMinutesLeft: minutes,
})

/** What a question is made of, as plain values: the same draft makes the same question again. */
const draft = fc.record({
  endpoints: fc.uniqueArray(endpoint, { selector: ({ id }) => id, minLength: 1 }),
  countries: fc.array(fc.tuple(country, someIds), { maxLength: 3 }),
  zones: fc.array(zoneRule, { maxLength: 3 }),
  residency: fc.array(fc.tuple(country, someZones), { maxLength: 3 }),
  default: someIds,
  health: fc.array(fc.tuple(fc.constantFrom(...ids), knownHealth), { maxLength: 7 }),
  withKey: fc.oneof(fc.constant(ids), fc.subarray(ids)),
  model: fc.constantFrom('m', 'm', 'n', 'other', undefined),
  country: anyCountry,
  zone: fc.constantFrom(undefined, undefined, undefined, ...zones, 'MOON'),
})

export type QuestionDraft = typeof draft extends fc.Arbitrary<infer Draft> ? Draft : never

/** Drafts of routing questions over generated region maps. */
export const questionDrafts: fc.Arbitrary<QuestionDraft> = draft

function toRegionMap(draft: QuestionDraft): RegionMap {
  return buildRegionMap(draft.endpoints.map(buildEndpoint), {
    countries: new Map(draft.countries),
    zones: draft.zones.map(zone => ({ ...zone, countries: new Set(zone.countries) })),
    residency: new Map(draft.residency),
    default: draft.default,
  })
}

/** The question that a draft describes. */
export function toQuestion(draft: QuestionDraft): RouteQuestion {
  const health = draft.health.map(([id, { reachable, roundTripMs, checkedMinutesAgo, coolMinutesLeft }]) => {
    const checkedAt = moment - checkedMinutesAgo * 60_000
    const coolUntil = moment + coolMinutesLeft * 60_000
    return [id, buildHealth({ reachable, roundTripMs, checkedAt, coolUntil })] as const
  })
  return {
    map: toRegionMap(draft),
    health: new Map(health),
    withKey: new Set(draft.withKey),
    model: draft.model,
    place: { country: draft.country, coordinates: centroidOfCountry(draft.country) },
    zone: draft.zone,
    now: moment,
  }
}
