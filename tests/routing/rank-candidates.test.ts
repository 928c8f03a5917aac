import { describe, expect, it } from 'vitest'
import type { EndpointHealth } from '@/lib/health/endpoint-health'
import type { Prior } from '@/lib/routing/prior-order'
import { rankCandidates, scoreCandidates } from '@/lib/routing/rank-candidates'
import { buildEndpoint } from '../support/build-endpoint'
import { buildEdgeHealth, buildHealth, buildMean, buildModelHealth } from '../support/build-health'
import { moment } from '../support/moment'

function prior(id: string, overrides: Partial<Prior> = {}): Prior {
  return { endpoint: buildEndpoint({ id }), reason: 'listed', distanceKm: undefined, ...overrides }
}

const measured = (roundTripMs: number) => buildHealth({ roundTrips: [roundTripMs, roundTripMs] })

type Known = Parameters<typeof buildEdgeHealth>[0]

function rank(
  priors: readonly Prior[],
  endpoints: Readonly<Record<string, EndpointHealth>> = {},
  known: Known = {},
) {
  const health = buildEdgeHealth({ endpoints, ...known })
  return rankCandidates(scoreCandidates(priors, { health, model: 'm', now: moment }))
}

function ids(...given: Parameters<typeof rank>): string {
  return rank(...given)
    .map(({ endpoint }) => endpoint.id)
    .join(' ')
}

describe('with nothing measured', () => {
  it('the prior order stays, with its reasons', () => {
    const ranked = rank([
      prior('a', { reason: 'listed', distanceKm: 9000 }),
      prior('b', { reason: 'nearest', distanceKm: 10 }),
      prior('c', { reason: 'default' }),
    ])
    expect(ranked.map(({ endpoint, reason }) => `${endpoint.id}:${reason}`)).toEqual([
      'a:listed',
      'b:nearest',
      'c:default',
    ])
  })

  it('the expected round trip follows from the distance, and is unknown without one', () => {
    const ranked = rank([prior('a', { distanceKm: 0 }), prior('b', { distanceKm: 1000 }), prior('c')])
    expect(ranked.map(({ expectedMs }) => expectedMs)).toEqual([25, 40.5, undefined])
  })

  it('an endpoint scores no better than those before it, and without a distance as if 10,000 km away', () => {
    const ranked = rank([prior('a', { distanceKm: 1000 }), prior('b', { distanceKm: 0 }), prior('c')])
    expect(ranked.map(({ score }) => score)).toEqual([40.5, 40.5, 180])
  })

  it('no candidates rank as none', () => {
    expect(rank([])).toEqual([])
  })
})

describe('what is measured takes over', () => {
  it('from what the distance promised', () => {
    const ranked = rank([prior('a', { distanceKm: 10_000 }), prior('b', { distanceKm: 10_000 })], {
      b: measured(50),
    })
    expect(ranked.map(({ endpoint, reason, score }) => [endpoint.id, reason, score])).toEqual([
      ['b', 'fastest', 50],
      ['a', 'listed', 180],
    ])
  })

  it('from the list, in the order of the round trips', () => {
    const health = { a: measured(400), b: measured(200), c: measured(90) }
    expect(ids([prior('a'), prior('b'), prior('c')], health)).toBe('c b a')
  })

  it('downwards too: a slow one is overtaken by one that nobody has measured yet', () => {
    const ranked = rank([prior('a', { distanceKm: 100 }), prior('b', { distanceKm: 1000 })], {
      a: measured(900),
    })
    expect(ranked.map(({ endpoint, reason }) => `${endpoint.id}:${reason}`)).toEqual(['b:listed', 'a:listed'])
  })

  it('as the expected round trip, whatever the distance', () => {
    expect(rank([prior('a', { distanceKm: 10_000 })], { a: measured(12.34) })).toMatchObject([
      { expectedMs: 12.3, score: 12.3 },
    ])
  })

  it('one by one: the unmeasured counts as no faster than those before it', () => {
    const priors = [prior('a', { distanceKm: 10_000 }), prior('b', { distanceKm: 0 }), prior('c')]
    expect(ids(priors, { c: measured(100) })).toBe('c a b')
  })
})

describe('the lead that a rival needs', () => {
  it.each([
    { first: 100, rival: 70, overtakes: true, rule: '30 ms' },
    { first: 100, rival: 70.1, overtakes: false, rule: '30 ms' },
    { first: 149, rival: 119, overtakes: true, rule: '30 ms' },
    { first: 149, rival: 119.1, overtakes: false, rule: '30 ms' },
    { first: 150, rival: 120, overtakes: true, rule: 'both' },
    { first: 150, rival: 120.1, overtakes: false, rule: 'both' },
    { first: 200, rival: 160, overtakes: true, rule: '20 %' },
    { first: 200, rival: 165, overtakes: false, rule: '20 %' },
    { first: 1000, rival: 800, overtakes: true, rule: '20 %' },
    { first: 1000, rival: 801, overtakes: false, rule: '20 %' },
    { first: 30, rival: 0, overtakes: true, rule: '30 ms' },
    { first: 29, rival: 0, overtakes: false, rule: '30 ms' },
  ])('$first ms against $rival ms: $overtakes, by $rule', ({ first, rival, overtakes }) => {
    const health = { first: measured(first), rival: measured(rival) }
    expect(ids([prior('first'), prior('rival')], health)).toBe(overtakes ? 'rival first' : 'first rival')
  })

  it.each([
    { first: 150, rival: 60, overtakes: false },
    { first: 160, rival: 60, overtakes: true },
    { first: 700, rival: 561, overtakes: false },
    { first: 700, rival: 560, overtakes: true },
  ])('is more where the first was probed once: $first ms against $rival ms: $overtakes', each => {
    const health = { first: buildHealth({ roundTrips: [each.first] }), rival: measured(each.rival) }
    expect(ids([prior('first'), prior('rival')], health)).toBe(each.overtakes ? 'rival first' : 'first rival')
  })

  it('near-equals keep the prior order, its reasons and their own scores', () => {
    const ranked = rank([prior('a'), prior('b', { reason: 'nearest' })], {
      a: measured(100),
      b: measured(90),
    })
    expect(
      ranked.map(({ endpoint, reason, score, expectedMs }) => [endpoint.id, reason, score, expectedMs]),
    ).toEqual([
      ['a', 'listed', 100, 100],
      ['b', 'nearest', 90, 90],
    ])
  })

  it('equals keep the prior order', () => {
    const health = { a: measured(80), b: measured(80), c: measured(80) }
    expect(ids([prior('b'), prior('c'), prior('a')], health)).toBe('b c a')
  })

  it('is asked place by place: one that cannot take the first may take the second', () => {
    const health = { a: measured(100), b: measured(130), c: measured(75) }
    expect(ids([prior('a'), prior('b'), prior('c')], health)).toBe('a c b')
  })
})

describe('an endpoint that cannot be reached', () => {
  const unreachable = (roundTripMs?: number) =>
    buildHealth({ reachable: false, roundTrips: roundTripMs === undefined ? [] : [roundTripMs] })

  it('goes last, however fast it was', () => {
    const health = { a: unreachable(1), b: measured(900), c: measured(300) }
    expect(ids([prior('a'), prior('b'), prior('c')], health)).toBe('c b a')
  })

  it('goes last where nothing else is measured, and the others keep their reasons', () => {
    const ranked = rank([prior('a'), prior('b'), prior('c', { reason: 'default' })], { a: unreachable() })
    expect(ranked.map(({ endpoint, reason }) => `${endpoint.id}:${reason}`)).toEqual([
      'b:listed',
      'c:default',
      'a:listed',
    ])
  })

  it('stays a candidate, with five seconds on its score', () => {
    expect(rank([prior('a')], { a: unreachable(20) })).toMatchObject([{ score: 5020 }])
    expect(rank([prior('a', { distanceKm: 0 })], { a: unreachable() })).toMatchObject([{ score: 5025 }])
  })

  it('is not predicted to answer, and nothing is explored there, however near it is', () => {
    const priors = [prior('a', { distanceKm: 0 }), prior('b')]
    for (const a of [unreachable(20), unreachable()])
      expect(rank(priors, { a, b: measured(900) })[1]).toMatchObject({
        endpoint: { id: 'a' },
        expectedMs: undefined,
        leastExcess: undefined,
      })
  })

  it('keeps its place among others of its kind', () => {
    const health = { a: unreachable(400), b: unreachable(20), c: unreachable() }
    expect(ids([prior('a'), prior('b'), prior('c')], health)).toBe('a b c')
  })
})

describe('what was learned more than five minutes ago', () => {
  const aged = (ms: number, overrides: Partial<EndpointHealth>) =>
    buildHealth({ checkedAt: moment - ms, ...overrides })

  it.each([
    { age: 300_000, expected: 'b a' },
    { age: 300_001, expected: 'a b' },
  ])('no longer ranks: after $age ms $expected', ({ age, expected }) => {
    expect(ids([prior('a'), prior('b')], { b: aged(age, { roundTrips: [20] }) })).toBe(expected)
  })

  it('no longer counts against an endpoint', () => {
    expect(ids([prior('a'), prior('b')], { a: aged(300_001, { reachable: false }) })).toBe('a b')
  })

  it('is no longer expected', () => {
    expect(rank([prior('a', { distanceKm: 0 })], { a: aged(300_001, { roundTrips: [700] }) })).toMatchObject([
      { expectedMs: 25, score: 25 },
    ])
  })
})

describe('how long the endpoints take themselves', () => {
  const priors = [prior('a'), prior('b')]
  const near = { a: measured(20), b: measured(90) }
  const takes = (a: number, b: number): Known => ({
    processing: { 'a|*': buildMean(a), 'b|*': buildMean(b) },
  })

  it('is part of the wait that is expected, and of the score', () => {
    expect(rank(priors, near, takes(400, 400))).toMatchObject([
      { score: 420, expectedMs: 420, excess: 20 },
      { score: 490, expectedMs: 490, excess: 90 },
    ])
  })

  it('outweighs the way where one is slower by more than chance', () => {
    const ranked = rank(priors, near, takes(1200, 400))
    expect(ranked.map(({ endpoint, reason }) => `${endpoint.id}:${reason}`)).toEqual([
      'b:fastest',
      'a:listed',
    ])
  })

  it('decides nothing where the difference may be chance', () => {
    expect(ids(priors, near, takes(415, 400))).toBe('a b')
    const few = { processing: { 'a|*': buildMean(700, { weight: 2 }), 'b|*': buildMean(400, { weight: 2 }) } }
    expect(ids(priors, near, few)).toBe('a b')
  })

  it('does not hide the difference between a near endpoint and a far one, however slow the model', () => {
    const far = { a: measured(300), b: measured(20) }
    expect(ids(priors, far, takes(30_000, 30_000))).toBe('b a')
  })

  it('is remembered by model', () => {
    const named = { names: new Map([['m', 'm']]), any: true }
    const own = [prior('a', { endpoint: buildEndpoint({ id: 'a', models: named }) }), prior('b')]
    expect(ids(own, near, takes(1200, 400))).toBe('a b')
    const ofModel = { processing: { 'a|m': buildMean(1200), 'b|*': buildMean(400) } }
    expect(ids(own, near, ofModel)).toBe('b a')
  })
})

describe('an endpoint that fails', () => {
  it('goes behind those that do not, in proportion to how often it fails', () => {
    const failures = (failed: number) => buildModelHealth({ failures: { failed, total: 20, at: moment } })
    const health = { a: measured(20), b: measured(60), c: measured(200) }
    const priors = [prior('a'), prior('b'), prior('c')]
    expect(ids(priors, health, { models: { 'a|*': failures(1) } })).toBe('a b c')
    expect(ids(priors, health, { models: { 'a|*': failures(2) } })).toBe('b a c')
    expect(ids(priors, health, { models: { 'a|*': failures(10) } })).toBe('b c a')
  })
})
