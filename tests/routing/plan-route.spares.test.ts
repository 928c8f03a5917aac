import { describe, expect, it } from 'vitest'
import type { EndpointHealth } from '@/lib/health/endpoint-health'
import { planRoute, type RouteQuestion } from '@/lib/routing/plan-route'
import { buildEndpoint } from '../support/build-endpoint'
import { buildEdgeHealth, buildHealth, buildMean } from '../support/build-health'
import { buildRegionMap } from '../support/build-region-map'
import { moment } from '../support/moment'
import { seededRandom } from '../support/seeded-random'
import { simulatedEdge } from '../support/simulated-edge'

const place = { region: 'sin1', zone: 'APAC' }
const first = buildEndpoint({ ...place, id: 'first', weight: 1 })
const spare = buildEndpoint({ ...place, id: 'spare', weight: 0 })
const other = buildEndpoint({ id: 'other', region: 'hkg1' })
const map = buildRegionMap([first, spare, other], { default: ['first', 'spare', 'other'] })

const near = buildHealth({ roundTrips: [20] })
const probed = { first: near, spare: near, other: buildHealth({ roundTrips: [60] }) }

type Known = {
  readonly endpoints?: Readonly<Record<string, EndpointHealth>>
  readonly takesMs?: Readonly<Record<string, number>>
}

/** The order of many calls, each different from the others. */
function orders({ endpoints = {}, takesMs = {} }: Known, given: Partial<RouteQuestion> = {}) {
  const random = seededRandom(5)
  const processing = Object.entries(takesMs).map(([id, ms]) => [`${id}|*`, buildMean(ms)] as const)
  const question = {
    map,
    health: buildEdgeHealth({
      endpoints: { ...probed, ...endpoints },
      processing: Object.fromEntries(processing),
    }),
    withKey: new Set(map.endpoints.keys()),
    model: 'm',
    place: { country: undefined, coordinates: undefined },
    now: moment,
    ...given,
  }
  const made = Array.from({ length: 500 }, () => {
    const call = {
      dice: random(),
      conversation: () => undefined,
      trials: new Set<string>(),
      inFlight: new Map(),
    }
    return idsOf(planRoute({ ...question, call }))
  })
  return { calls: [...new Set(made)], explained: idsOf(planRoute(question)) }
}

function idsOf({ candidates }: ReturnType<typeof planRoute>): string {
  return candidates.map(({ endpoint }) => endpoint.id).join(' ')
}

describe('one of weight 0', () => {
  it('keeps no call at the slow one that it waits for, where a faster one is elsewhere', () => {
    const takesMs = { first: 3000, other: 400 }
    const { calls, explained } = orders({ takesMs })
    expect([calls[0], explained]).toEqual(['other first spare', 'other first spare'])
    expect(calls.filter(order => order.startsWith('spare'))).toEqual([])
  })

  it('is not explored, however quick it may be', () => {
    const takesMs = { first: 900, other: 880 }
    expect(orders({ takesMs })).toEqual({
      calls: ['first spare other'],
      explained: 'first spare other',
    })
  })

  it('takes the calls while the others of its place cannot be reached', () => {
    const endpoints = { first: buildHealth({ roundTrips: [20], reachable: false }) }
    const takesMs = { first: 400, spare: 400, other: 400 }
    expect(orders({ endpoints, takesMs })).toEqual({
      calls: ['spare other first'],
      explained: 'spare other first',
    })
  })

  it('leads no longer where another of its place is back', () => {
    const leader = { endpoint: 'spare', isMeasured: true, wins: 0, evaluatedAt: moment, seenAt: moment }
    expect(orders({}, { leader })).toEqual({ calls: ['first spare other'], explained: 'first spare other' })
  })

  it('leaves the choice between the others as steady as it is without it', () => {
    const services = {
      first: { roundTripMs: 20, takesMs: 400, noise: 0.4 },
      other: { roundTripMs: 60, takesMs: 400, noise: 0.4 },
    }
    const firsts = (endpoints: readonly (typeof first)[]) =>
      simulatedEdge({ ...services, spare: services.first }, { endpoints })
        .run(120_000, 100)
        .map(made => made.first)
    expect(firsts([first, spare, other])).toEqual(firsts([first, other]))
  })
})
