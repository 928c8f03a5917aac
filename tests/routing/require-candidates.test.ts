import { describe, expect, it } from 'vitest'
import type { RoutePlan } from '@/lib/routing/plan-route'
import { requireCandidates } from '@/lib/routing/require-candidates'
import { buildCandidate } from '../support/build-candidate'
import { buildEndpoint } from '../support/build-endpoint'
import { buildRegionMap } from '../support/build-region-map'

const serves = (...names: string[]) => ({ names: new Map(names.map(name => [name, name])), any: false })

const map = buildRegionMap([
  buildEndpoint({ id: 'fra', models: serves('m') }),
  buildEndpoint({ id: 'iad', models: serves('n') }),
])

const nothing: RoutePlan = {
  residency: undefined,
  candidates: [],
  excluded: [
    { endpoint: 'fra', reason: 'outside-residency' },
    { endpoint: 'iad', reason: 'model-not-served' },
    { endpoint: 'gru', reason: 'model-not-served' },
  ],
  leader: undefined,
  trial: undefined,
}

it('is content with one candidate', () => {
  const plan = { ...nothing, candidates: [buildCandidate('fra')] }
  expect(() => requireCandidates(plan, { map, model: 'nobody-serves-it', isStandIn: false })).not.toThrow()
})

describe('where nothing is left to try', () => {
  it('a model that no endpoint of the map serves is not found', () => {
    expect(() => requireCandidates(nothing, { map, model: 'o', isStandIn: false })).toThrow(
      expect.objectContaining({
        code: 'model_not_found',
        status: 404,
        details: expect.objectContaining({ param: 'model' }),
      }),
    )
  })

  it.each([
    [undefined, ['outside-residency', 'cooling-down'], false],
    [undefined, ['draining', 'circuit-open'], false],
    [undefined, ['draining', 'no-upstream-key'], true],
    ['fra', ['draining', 'circuit-open'], true],
    ['iad', ['draining', 'circuit-open'], false],
  ] as const)('what is over by itself may be tried again: of %s and %j', (pinned, [fra, iad], definitive) => {
    const excluded = [
      { endpoint: 'fra', reason: fra },
      { endpoint: 'iad', reason: iad },
    ]
    expect(() =>
      requireCandidates({ ...nothing, excluded }, { map, model: 'm', pinned, isStandIn: false }),
    ).toThrow(
      expect.objectContaining({
        code: 'no_eligible_endpoint',
        message: `No endpoint may serve this call: ${pinned === undefined ? `${fra}, ${iad}` : pinned === 'fra' ? fra : iad}.`,
        details: expect.objectContaining({ definitive }),
      }),
    )
  })

  it.each(['m', 'n'])('a model that some endpoint serves (%s) has no eligible endpoint', model => {
    expect(() => requireCandidates(nothing, { map, model, isStandIn: false })).toThrow(
      expect.objectContaining({
        code: 'no_eligible_endpoint',
        status: 503,
        details: expect.objectContaining({ definitive: true }),
      }),
    )
  })

  it('an endpoint that takes any model serves it, be it draining', () => {
    const withAny = buildRegionMap([buildEndpoint({ state: 'draining' })])
    expect(() => requireCandidates(nothing, { map: withAny, model: 'o', isStandIn: false })).toThrow(
      expect.objectContaining({ code: 'no_eligible_endpoint' }),
    )
  })

  it('it may yet be served where the map only stands in for the operator’s', () => {
    expect(() => requireCandidates(nothing, { map, model: 'm', isStandIn: true })).toThrow(
      expect.objectContaining({ details: expect.objectContaining({ definitive: false }) }),
    )
  })

  it('the refusal names each reason once, and no endpoint', () => {
    expect(() => requireCandidates(nothing, { map, model: 'm', isStandIn: false })).toThrow(
      'No endpoint may serve this call: outside-residency, model-not-served.',
    )
  })
})
