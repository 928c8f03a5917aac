import { describe, expect, it } from 'vitest'
import { pinRoute } from '@/lib/routing/pin-route'
import type { RoutePlan } from '@/lib/routing/plan-route'
import { buildCandidate } from '../support/build-candidate'

const plan: RoutePlan = {
  residency: ['EU'],
  candidates: [
    buildCandidate('fra'),
    buildCandidate('dub', { reason: 'fastest', score: 55.5, expectedMs: 55.5 }),
  ],
  excluded: [
    { endpoint: 'iad', reason: 'outside-residency' },
    { endpoint: 'mad', reason: 'draining' },
    { endpoint: 'mil', reason: 'disabled' },
    { endpoint: 'par', reason: 'model-not-served' },
    { endpoint: 'arn', reason: 'no-upstream-key' },
    { endpoint: 'waw', reason: 'cooling-down' },
    { endpoint: 'prg', reason: 'circuit-open' },
    { endpoint: 'bud', reason: 'egress-refused' },
    { endpoint: 'vie', reason: 'outside-plan' },
  ],
  leader: undefined,
  trial: undefined,
}

it('leaves the pinned endpoint alone, without failover', () => {
  const pinned = pinRoute(plan, 'dub')
  expect(pinned.candidates).toEqual([
    buildCandidate('dub', { reason: 'pinned', score: 55.5, expectedMs: 55.5 }),
  ])
  expect(pinned).toMatchObject({ residency: plan.residency, excluded: plan.excluded })
})

it('leaves the plan itself as it was', () => {
  pinRoute(plan, 'fra')
  expect(plan.candidates.map(({ endpoint, reason }) => `${endpoint.id}:${reason}`)).toEqual([
    'fra:listed',
    'dub:fastest',
  ])
})

describe('refuses', () => {
  it.each([
    ['an endpoint outside the zones of the call', 'iad', 'residency_violation'],
    ["an endpoint outside the zones of the caller's plan", 'vie', 'endpoint_not_allowed'],
    ['an endpoint that the map does not hold', 'nowhere', 'endpoint_not_allowed'],
    ['another spelling of an endpoint', 'FRA', 'endpoint_not_allowed'],
    ['an empty id', '', 'endpoint_not_allowed'],
    ['a name that every object has', '__proto__', 'endpoint_not_allowed'],
  ])('%s', (_, id, code) => {
    expect(() => pinRoute(plan, id)).toThrow(expect.objectContaining({ code, status: 403 }))
  })
})

describe('leaves nothing to try, and no other endpoint in its place, where the pinned one is', () => {
  it.each([
    ['draining', 'mad'],
    ['disabled', 'mil'],
    ['not serving the model', 'par'],
    ['without a key', 'arn'],
    ['cooling down', 'waw'],
    ['left alone', 'prg'],
    ['refusing to serve from here', 'bud'],
  ])('%s', (_, id) => {
    expect(pinRoute(plan, id)).toEqual({ ...plan, candidates: [] })
  })
})
