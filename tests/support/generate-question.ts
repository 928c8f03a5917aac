import fc from 'fast-check'
import { centroidOfCountry, countries } from '@/lib/geo/country'
import type { Endpoint, RegionMap } from '@/lib/regions/region-map'
import type { CallTraits, RouteQuestion } from '@/lib/routing/plan-route'
import { buildEndpoint } from './build-endpoint'
import { buildRegionMap } from './build-region-map'
import { healthDrafts, toEdgeHealth } from './generate-health'
import { moment } from './moment'

const zones = ['EU', 'US', 'APAC', 'SA']
const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g']

// As `healthKey` names the services of those models that any row lists.
const keys = ids.flatMap(id => [`${id}|m`, `${id}|n`, `${id}|*`, `${id}|*`])

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
  region: fc.constantFrom('one', 'two'),
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

// A leader that the map no longer holds is among them.
const leader = fc.record({
  endpoint: fc.constantFrom(...ids, 'unknown'),
  isMeasured: fc.boolean(),
  wins: fc.integer({ min: 0, max: 3 }),
  evaluatedSecondsAgo: fc.integer({ min: -2, max: 10 }),
  seenSecondsAgo: fc.integer({ min: -2, max: 90 }),
})

const call = fc.record({
  dice: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  conversation: fc.constantFrom(undefined, 'one', 'two'),
  trials: fc.oneof(fc.constant(keys), fc.subarray(keys)),
  inFlight: fc.array(fc.tuple(fc.constantFrom(...ids), fc.integer({ min: 0, max: 9 })), { maxLength: 7 }),
})

/** What a question is made of, as plain values: the same draft makes the same question again. */
const draft = fc.record({
  endpoints: fc.uniqueArray(endpoint, { selector: ({ id }) => id, minLength: 1 }),
  countries: fc.array(fc.tuple(country, someIds), { maxLength: 3 }),
  zones: fc.array(zoneRule, { maxLength: 3 }),
  residency: fc.array(fc.tuple(country, someZones), { maxLength: 3 }),
  default: someIds,
  health: healthDrafts(ids, keys),
  withKey: fc.oneof(fc.constant(ids), fc.subarray(ids)),
  model: fc.constantFrom('m', 'm', 'n', 'other', undefined),
  country: anyCountry,
  zone: fc.constantFrom(undefined, undefined, undefined, ...zones, 'MOON'),
  allowedZones: fc.oneof(fc.constant(undefined), fc.constant(undefined), fc.subarray(zones)),
  leader: fc.option(leader, { nil: undefined }),
  call: fc.option(call, { nil: undefined, freq: 9 }),
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

function toLeader({ evaluatedSecondsAgo, seenSecondsAgo, ...rest }: NonNullable<QuestionDraft['leader']>) {
  return { ...rest, evaluatedAt: moment - evaluatedSecondsAgo * 1000, seenAt: moment - seenSecondsAgo * 1000 }
}

const conversations: Readonly<Record<string, () => string>> = { one: () => 'one', two: () => 'two' }
const noConversation = () => undefined

function toCall({ conversation, trials, inFlight, dice }: NonNullable<QuestionDraft['call']>): CallTraits {
  return {
    dice,
    conversation: conversations[conversation ?? ''] ?? noConversation,
    trials: new Set(trials),
    inFlight: new Map(inFlight),
  }
}

/** The question that a draft describes. */
export function toQuestion(draft: QuestionDraft): RouteQuestion {
  const { leader, model } = draft
  // Only an explanation asks for no model.
  const call = model === undefined ? undefined : draft.call && toCall(draft.call)
  return {
    map: toRegionMap(draft),
    health: toEdgeHealth(draft.health),
    withKey: new Set(draft.withKey),
    model,
    place: { country: draft.country, coordinates: centroidOfCountry(draft.country) },
    zone: draft.zone,
    allowedZones: draft.allowedZones,
    leader: leader && toLeader(leader),
    call,
    now: moment,
  }
}
