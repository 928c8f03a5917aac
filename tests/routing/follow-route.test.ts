import { describe, expect, it } from 'vitest'
import type { ExclusionReason } from '@/lib/routing/exclude-endpoints'
import { followRoute, recallRoute } from '@/lib/routing/follow-route'
import type { RoutePlan } from '@/lib/routing/plan-route'
import { buildCandidate } from '../support/build-candidate'
import { buildEndpoint } from '../support/build-endpoint'
import { buildRegionMap } from '../support/build-region-map'

const barred: readonly ExclusionReason[] = [
  'outside-plan',
  'model-not-served',
  'disabled',
  'draining',
  'no-upstream-key',
  'egress-refused',
]
const resting: readonly ExclusionReason[] = ['cooling-down', 'circuit-open']

const map = buildRegionMap([...barred, ...resting, 'fra', 'dub'].map(id => buildEndpoint({ id })))

const plan: RoutePlan = {
  residency: ['EU'],
  candidates: [
    buildCandidate('dub'),
    buildCandidate('fra', { reason: 'fastest', score: 55, expectedMs: 55 }),
  ],
  excluded: [...barred, ...resting].map(reason => ({ endpoint: reason, reason })),
  leader: undefined,
  trial: undefined,
}

it('the endpoint that knows is the only one left, as it stood', () => {
  const followed = followRoute(plan, 'fra', map)
  expect(followed.candidates).toEqual([
    buildCandidate('fra', { reason: 'affinity', score: 55, expectedMs: 55 }),
  ])
  expect(followed).toMatchObject({ residency: plan.residency, excluded: plan.excluded })
})

describe('an endpoint that rests is asked all the same, since no other could answer:', () => {
  it.each(resting)('%s', reason => {
    expect(followRoute(plan, reason, map).candidates).toEqual([
      { endpoint: buildEndpoint({ id: reason }), reason: 'affinity', score: 0, expectedMs: undefined },
    ])
  })

  it('unless the map no longer holds it', () => {
    expect(followRoute(plan, 'cooling-down', buildRegionMap([])).candidates).toEqual([])
  })
})

describe('an endpoint that the call may not go to is not, and neither is another:', () => {
  it.each(barred)('%s', reason => {
    expect(followRoute(plan, reason, map)).toEqual({
      ...plan,
      candidates: [],
      excluded: [{ endpoint: reason, reason }],
    })
  })
})

it('an endpoint outside the zones that the call may use refuses it', () => {
  const outside: RoutePlan = {
    ...plan,
    excluded: [{ endpoint: 'dub', reason: 'outside-residency' }],
    candidates: [],
  }
  expect(() => followRoute(outside, 'dub', map)).toThrow(
    expect.objectContaining({ code: 'residency_violation' }),
  )
})

it.each(['gone', '', '__proto__'])('an endpoint that is not in the plan leaves nothing: %j', id => {
  expect(followRoute(plan, id, map)).toEqual({ ...plan, candidates: [], excluded: [] })
})

it('the plan itself stays as it was', () => {
  followRoute(plan, 'fra', map)
  expect(plan.candidates.map(({ reason }) => reason)).toEqual(['listed', 'fastest'])
})

describe('the endpoint that keeps what a call gives back', () => {
  it.each(['fra', ...resting])('is the only one left where it may be asked: %s', id => {
    expect(recallRoute(plan, id, map)).toEqual(followRoute(plan, id, map))
  })

  it.each([...barred, 'outside-residency', 'gone'])('is not waited for where it may not: %s', id => {
    const barredPlan: RoutePlan = {
      ...plan,
      excluded: [...plan.excluded, { endpoint: 'outside-residency', reason: 'outside-residency' }],
    }
    expect(recallRoute(barredPlan, id, map)).toBe(barredPlan)
  })
})
