import { describe, expect, it } from 'vitest'
import type { CallTraits, RouteQuestion } from '@/lib/routing/plan-route'
import { buildEndpoint } from '../support/build-endpoint'
import { buildEdgeHealth, buildHealth, buildModelHealth, buildOpenCircuit } from '../support/build-health'
import { buildRegionMap } from '../support/build-region-map'
import { demoRegionMap } from '../support/demo-region-map'
import { moment } from '../support/moment'
import { described, exclusions, planFor } from '../support/plan-for'
import { seededRandom } from '../support/seeded-random'

const all = [...demoRegionMap().endpoints.keys()]

const cooling = (seconds: number) => buildHealth({ coolUntil: moment + seconds * 1000 })

const coolingAll = (secondsOf: Readonly<Record<string, number>>) =>
  buildEdgeHealth({
    endpoints: Object.fromEntries(Object.entries(secondsOf).map(([id, seconds]) => [id, cooling(seconds)])),
  })

const opened = (secondsOf: Readonly<Record<string, number>>) =>
  buildEdgeHealth({
    models: Object.fromEntries(
      Object.entries(secondsOf).map(([id, seconds]) => [
        `${id}|gpt-4.1`,
        buildModelHealth({ circuit: buildOpenCircuit(seconds * 1000) }),
      ]),
    ),
  })

const call = (overrides: Partial<CallTraits> = {}): CallTraits => ({
  dice: 0.5,
  conversation: () => undefined,
  trials: new Set(),
  inFlight: new Map(),
  ...overrides,
})

describe('when every endpoint left is cooling down', () => {
  it('the cool-downs are disbelieved, the first to end first', () => {
    const plan = planFor('VN', { health: coolingAll({ sin: 90, nrt: 30, fra: 60, iad: 20, gru: 40 }) })
    expect(described(plan)).toBe('iad:panic nrt:panic gru:panic fra:panic sin:panic')
    expect(plan.candidates.map(({ score }) => score)).toEqual([20_000, 30_000, 40_000, 60_000, 90_000])
    expect(plan).toMatchObject({ excluded: [], leader: undefined })
  })

  it('one that is not cooling down is enough to believe the others', () => {
    const plan = planFor('VN', { health: coolingAll({ sin: 30, nrt: 30, fra: 30, iad: 30 }) })
    expect(described(plan)).toBe('gru:nearest')
    expect(exclusions(plan)).toEqual(['fra', 'iad', 'nrt', 'sin'].map(id => `${id}:cooling-down`))
  })

  const everywhere = coolingAll(Object.fromEntries(all.map(id => [id, 30])))

  it('residency is believed all the same', () => {
    const plan = planFor('DE', { health: everywhere })
    expect(described(plan)).toBe('fra:panic')
    expect(plan.excluded.every(({ reason }) => reason === 'outside-residency')).toBe(true)
  })

  it('a zone that residency forbids stays empty', () => {
    expect(planFor('DE', { health: everywhere, zone: 'US' }).candidates).toEqual([])
  })

  it('state, key and model are believed all the same', () => {
    const rows = [
      buildEndpoint({ id: 'cooling' }),
      buildEndpoint({ id: 'draining', state: 'draining' }),
      buildEndpoint({ id: 'disabled', state: 'disabled' }),
      buildEndpoint({ id: 'keyless' }),
      buildEndpoint({ id: 'other', models: { names: new Map([['other', 'other']]), any: false } }),
    ]
    const plan = planFor('VN', {
      map: buildRegionMap(rows),
      health: coolingAll(Object.fromEntries(rows.map(({ id }) => [id, 30]))),
      withKey: new Set(['cooling', 'draining', 'disabled', 'other']),
    })
    expect(described(plan)).toBe('cooling:panic')
    expect(exclusions(plan)).toEqual([
      'disabled:disabled',
      'draining:draining',
      'keyless:no-upstream-key',
      'other:model-not-served',
    ])
  })
})

describe('open circuits', () => {
  it('leave an endpoint out', () => {
    const plan = planFor('VN', { health: opened({ sin: 5 }) })
    expect(described(plan)).toMatch(/^nrt:listed/)
    expect(exclusions(plan)).toEqual(['sin:circuit-open'])
  })

  it('leave out no more than half: the first to end its rest is the last candidate', () => {
    const plan = planFor('VN', { health: opened({ sin: 5, nrt: 9, fra: 7 }) })
    expect(described(plan)).toBe('iad:nearest gru:nearest sin:panic')
    expect(exclusions(plan)).toEqual(['fra:circuit-open', 'nrt:circuit-open'])
  })

  const everywhere = opened({ sin: 5, nrt: 9, fra: 7, iad: 3, gru: 8 })

  it('of all are disbelieved, and the calls are spread over all', () => {
    const random = seededRandom(1)
    const firsts = new Map<string, number>()
    for (let at = 0; at < 5000; at++) {
      const [first] = planFor('VN', { health: everywhere, call: call({ dice: random() }) }).candidates
      const id = first?.endpoint.id ?? 'none'
      firsts.set(id, (firsts.get(id) ?? 0) + 1)
    }
    expect([...firsts.keys()].sort()).toEqual([...all].sort())
    for (const count of firsts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150)
  })

  it('of all leave none out, residency is believed all the same', () => {
    expect(described(planFor('DE', { health: everywhere, call: call() }))).toBe('fra:listed')
    expect(planFor('DE', { health: everywhere, zone: 'US' }).candidates).toEqual([])
  })
})

describe('a trial', () => {
  const due = opened({ nrt: 0 })
  const mayTry = call({ trials: new Set(['nrt|gpt-4.1']) })

  it.each<[string, Partial<RouteQuestion>]>([
    ['of a call that may make it', { health: due, call: mayTry }],
    ['while another leads', { health: due, call: mayTry, leader: leaderOf('sin') }],
    [
      'of a circuit whose end lies further ahead than any may, whatever a clock says',
      { health: opened({ nrt: 600 }), call: mayTry },
    ],
  ])('goes to the endpoint first, with all others behind it: %s', (_, overrides) => {
    const plan = planFor('VN', overrides)
    expect(plan.trial).toBe('nrt|gpt-4.1')
    expect(plan.candidates.map(({ endpoint }) => endpoint.id).join(' ')).toBe('nrt sin fra iad gru')
    expect(plan.excluded).toEqual([])
  })

  it('does not make its endpoint the leader', () => {
    expect(planFor('VN', { health: due, call: mayTry }).leader?.endpoint).toBe('sin')
  })

  it.each<[string, Partial<RouteQuestion>]>([
    ['by a call that may not make it', { health: due, call: call() }],
    ['by a call that may try another model', { health: due, call: call({ trials: new Set(['nrt|*']) }) }],
    ['where a route is only explained', { health: due }],
    ['while the circuit is open', { health: opened({ nrt: 1 }), call: mayTry }],
    ['while the endpoint is cooling down', { health: coolingAll({ nrt: 1 }), call: mayTry }],
  ])('is not made %s', (_, overrides) => {
    const plan = planFor('VN', overrides)
    expect(plan.trial).toBeUndefined()
    expect(described(plan)).toMatch(/^sin:listed/)
    expect(plan.excluded).toMatchObject([{ endpoint: 'nrt' }])
  })

  it('is made of one endpoint at a time', () => {
    const trials = new Set(['nrt|gpt-4.1', 'sin|gpt-4.1'])
    const plan = planFor('VN', { health: opened({ nrt: 0, sin: 0 }), call: call({ trials }) })
    expect(plan.candidates).toHaveLength(4)
    expect(plan.excluded).toHaveLength(1)
  })
})

describe('who leads', () => {
  const health = buildEdgeHealth({
    endpoints: Object.fromEntries(all.map(id => [id, buildHealth({ roundTrips: [100] })])),
  })

  it('stays in front, although it is not the first by rank', () => {
    const plan = planFor('VN', { health, leader: { ...leaderOf('iad'), evaluatedAt: moment } })
    expect(described(plan)).toBe('iad:fastest sin:listed nrt:listed fra:nearest gru:nearest')
    expect(plan.leader?.endpoint).toBe('iad')
  })

  it('is the first, where nobody led before', () => {
    expect(planFor('VN', { health }).leader).toMatchObject({ endpoint: 'sin', isMeasured: true, wins: 0 })
  })
})

function leaderOf(endpoint: string) {
  return { endpoint, isMeasured: true, wins: 0, evaluatedAt: moment - 1000, seenAt: moment }
}
