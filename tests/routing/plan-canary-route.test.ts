import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bindCanary } from '@/lib/regions/bind-canary'
import { parseRegionMap } from '@/lib/regions/parse-region-map'
import { planCanaryRoute } from '@/lib/routing/plan-canary-route'
import { planRoute } from '@/lib/routing/plan-route'
import { mapDocument } from '../support/build-dependencies'
import { questionDrafts, toQuestion } from '../support/generate-question'
import { rowOf } from '../support/upstream-endpoint'

const country = 'VN'

function plan(inner: object, { outer = {}, zone = country }: { outer?: object; zone?: string } = {}) {
  const { value, problems } = parseRegionMap(
    mapDocument({ ...outer, canary: { share: 1, map: mapDocument({ ...inner }) } }),
  )
  expect(problems).toEqual([])
  if (value?.canary === undefined) throw new Error('There is no canary.')
  const { candidates, excluded } = planCanaryRoute(
    {
      health: { endpoints: new Map(), models: new Map(), processing: new Map() },
      withKey: new Set(value.canary.together.endpoints.keys()),
      model: 'gpt-4.1',
      place: { country: zone, coordinates: undefined },
      now: 0,
    },
    { canary: value.canary, outer: value },
  )
  const told = candidates.map(({ endpoint, map }) => `${endpoint.id.slice(0, 10)}${map ? '!' : ''}`)
  return { told, excluded: excluded.map(({ endpoint, reason }) => `${endpoint};${reason}`), candidates }
}

describe('a call that goes by a canary', () => {
  it('begins with the canary’s first, goes on with the outer map’s, and ends with what else the canary has', () => {
    const endpoints = {
      ...mapDocument().endpoints,
      sin: rowOf('sin', { baseUrl: 'https://new.example.com/v1' }),
      nrt: rowOf('nrt', { baseUrl: 'https://newer.example.com/v1' }),
    }
    expect(plan({ endpoints }).told).toEqual(['canary/sin!', 'sin', 'nrt', 'iad', 'fra', 'canary/nrt!'])
  })

  it('tries an endpoint that both maps have once', () => {
    expect(plan({ countries: { VN: ['nrt', 'sin'] } }).told).toEqual(['nrt!', 'sin', 'iad', 'fra'])
  })

  it('is told of as tried and not as left out at an endpoint that the canary drains and the outer map does not', () => {
    const endpoints = {
      ...mapDocument().endpoints,
      sin: rowOf('sin', { location: [1.35, 103.82], state: 'draining' }),
    }
    expect(plan({ endpoints })).toMatchObject({ told: ['nrt!', 'sin', 'iad', 'fra'], excluded: [] })
  })

  it('goes by the outer map where the canary has nobody to serve it', () => {
    const endpoints = { sin: rowOf('sin', { state: 'draining' }) }
    const rest = { countries: {}, zones: {}, residency: {}, default: [] }
    expect(plan({ endpoints, ...rest }).told).toEqual(['sin', 'nrt', 'iad', 'fra'])
  })

  it('keeps to what the canary narrows residency to, at the outer map’s endpoints too', () => {
    const { told, excluded } = plan({ residency: { VN: ['EU'] } })
    expect(told).toEqual(['fra!'])
    expect(excluded).toEqual(['sin;outside-residency', 'nrt;outside-residency', 'iad;outside-residency'])
  })

  it('is scored in the order in which it is tried', () => {
    const scores = plan({ countries: { VN: ['fra'] } }).candidates.map(({ score }) => score)
    expect(scores).toEqual([...scores].sort((one, other) => one - other))
  })
})

describe('for any two maps, health, call and country', () => {
  it('no candidate lies outside the zones that the outer map allows, and none stands twice or among the excluded', () => {
    fc.assert(
      fc.property(questionDrafts, questionDrafts, (one, other) => {
        const question = toQuestion(one)
        const outer = question.map
        const bound = bindCanary(toQuestion(other).map, outer).value
        const canary = { version: 'v', seed: 's', share: 1, countries: undefined, ...bound }
        const withKey = new Set(canary.together.endpoints.keys())
        const { candidates, excluded } = planCanaryRoute({ ...question, withKey }, { canary, outer })
        const allowed = outer.residency.get(question.place.country ?? '')
        for (const { endpoint } of candidates) {
          if (allowed !== undefined) expect(allowed).toContain(endpoint.zone)
          if (question.zone !== undefined) expect(endpoint.zone).toBe(question.zone)
          if (question.allowedZones) expect(question.allowedZones).toContain(endpoint.zone)
        }
        const ids = [...candidates.map(({ endpoint }) => endpoint.id), ...excluded.map(each => each.endpoint)]
        expect(new Set(ids).size).toBe(ids.length)
      }),
      { numRuns: 2000 },
    )
  })

  it('a canary that is the outer map itself leaves the first choice as it is', () => {
    fc.assert(
      fc.property(questionDrafts, draft => {
        const question = toQuestion(draft)
        const outer = question.map
        const canary = {
          version: 'v',
          seed: 's',
          share: 1,
          countries: undefined,
          ...bindCanary(outer, outer).value,
        }
        const plain = planRoute(question).candidates.filter(({ reason }) => reason !== 'panic')
        const [first] = planCanaryRoute(question, { canary, outer }).candidates
        if (plain[0] !== undefined) expect(first?.endpoint.id).toBe(plain[0].endpoint.id)
      }),
      { numRuns: 2000 },
    )
  })
})
