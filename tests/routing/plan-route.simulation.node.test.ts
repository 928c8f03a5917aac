import { describe, expect, it } from 'vitest'
import { buildEndpoint } from '../support/build-endpoint'
import { type Made, type Service, simulatedEdge } from '../support/simulated-edge'

const second = 1000
const minute = 60 * second
const a = buildEndpoint({ id: 'a' })
const b = buildEndpoint({ id: 'b' })

const service = (roundTripMs: number, takesMs: number, overrides: Partial<Service> = {}): Service => ({
  roundTripMs,
  takesMs,
  noise: 0.4,
  ...overrides,
})

const failing = service(2, 1, { isFailing: true })

const share = (made: readonly Made[], id: string) =>
  made.filter(({ first }) => first === id).length / made.length

describe('of two that take 500 and 520 ms, give or take 40 %, the first choice switches at most 20 times an hour', () => {
  const scenarios = [
    ['where the way makes the difference', service(20, 480), service(40, 480)],
    ['where the endpoint itself makes the difference', service(20, 480), service(20, 500)],
    ['where the nearer one is the slower one', service(100, 400), service(20, 500)],
    ['where the farther one is the quicker one', service(20, 480), service(120, 400)],
  ] as const

  /** How often in an hour: of ten calls a second a third of it is enough to tell. */
  function switches(pair: readonly [Service, Service], { everyMs, isMeasuredElsewhere, order }: Run): number {
    const edge = simulatedEdge({ a: pair[0], b: pair[1] }, { endpoints: order, seed: 11 })
    let count = 0
    let before = edge.call().first && edge.leader
    const lasts = everyMs < second ? 20 * minute : 60 * minute
    for (const end = edge.now + lasts; edge.now < end; edge.now += everyMs) {
      edge.call()
      // Others use both all the time, and tell how long they take.
      if (isMeasuredElsewhere) for (const id of ['a', 'b']) edge.callAt(id)
      if (edge.leader !== before) count += 1
      before = edge.leader
    }
    return (count * 60 * minute) / lasts
  }

  type Run = { everyMs: number; isMeasuredElsewhere: boolean; order: [typeof a, typeof a] }

  describe.each(scenarios)('%s', (_, one, other) => {
    it.each([
      ['a before b, ten calls a second', { everyMs: 100, order: [a, b] }],
      ['a before b, a call a second', { everyMs: 1000, order: [a, b] }],
      ['b before a, ten calls a second', { everyMs: 100, order: [b, a] }],
      ['b before a, a call a second', { everyMs: 1000, order: [b, a] }],
    ] satisfies [string, Pick<Run, 'everyMs' | 'order'>][])('%s', (_, run) => {
      expect(switches([one, other], { ...run, isMeasuredElsewhere: false })).toBeLessThanOrEqual(20)
      expect(switches([one, other], { ...run, isMeasuredElsewhere: true })).toBeLessThanOrEqual(20)
    })
  })
})

describe('an endpoint that becomes three times as slow', () => {
  const seeds = [1, 2, 3, 4, 5]
  const quick = { a: service(20, 480), b: service(40, 480) }

  it.each(seeds)('loses its traffic within five evaluations of the first that shows it: %i', seed => {
    const edge = simulatedEdge(quick, { endpoints: [a, b], seed })
    for (let at = 0; at < 600; at++, edge.now += 100) {
      edge.call()
      if (at % 10 === 0) edge.callAt('b')
    }
    expect(edge.leader).toBe('a')
    edge.services.set('a', service(20, 1500))
    const begun = edge.now
    let shownAt: number | undefined
    for (; edge.leader === 'a' && edge.now < begun + minute; edge.now += 100) {
      edge.call()
      if (shownAt === undefined && edge.bestByRank() !== 'a') shownAt = edge.now
    }
    expect(edge.leader).toBe('b')
    expect(edge.now - (shownAt ?? 0)).toBeLessThanOrEqual(5 * second)
    expect(edge.now - begun).toBeLessThanOrEqual(10 * second)
  })

  it.each(seeds)('loses it although nobody has used the other lately: %i', seed => {
    const edge = simulatedEdge(quick, { endpoints: [a, b], seed })
    edge.run(10 * minute, 100)
    edge.services.set('a', service(20, 1500))
    edge.run(minute, 100)
    expect(edge.leader).toBe('b')
  })

  it('has it back once it is as quick as before', () => {
    const edge = simulatedEdge({ ...quick, a: service(20, 1500) }, { endpoints: [a, b] })
    for (let at = 0; at < 10; at++) for (const id of ['a', 'b']) edge.callAt(id)
    edge.run(minute, 100)
    expect(edge.leader).toBe('b')
    edge.services.set('a', service(20, 480))
    edge.run(20 * minute, 100)
    expect(edge.leader).toBe('a')
  })
})

describe('an endpoint that fails in no time', () => {
  it('gets less traffic, not more', () => {
    const edge = simulatedEdge({ a: service(20, 480), b: service(60, 480) }, { endpoints: [a, b] })
    edge.mayTry = false
    expect(share(edge.run(minute, 100), 'a')).toBeGreaterThan(0.9)
    edge.services.set('a', failing)
    const made = edge.run(minute, 100)
    expect(share(made, 'a')).toBeLessThan(0.02)
    expect(made.every(({ answered }) => answered === 'b')).toBe(true)
  })

  it('which would be quicker than the one in use does not get its traffic', () => {
    const edge = simulatedEdge({ a: service(20, 480), b: failing }, { endpoints: [a, b] })
    for (let at = 0; at < 4; at++) edge.callAt('b')
    expect(share(edge.run(10 * minute, 100), 'b')).toBeLessThan(0.02)
  })

  it('half of the time is behind one that never does', () => {
    const edge = simulatedEdge({ a: service(20, 480), b: service(60, 480) }, { endpoints: [a, b] })
    edge.run(minute, 100)
    for (let at = 0; at < 600; at++, edge.now += 100) {
      edge.services.set('a', at % 2 === 0 ? failing : service(20, 480))
      edge.call()
    }
    expect(edge.leader).toBe('b')
  })
})

describe('an endpoint that has recovered', () => {
  function openedAndBack() {
    const edge = simulatedEdge({ a: failing, b: service(60, 480) }, { endpoints: [a, b] })
    edge.mayTry = false
    edge.run(10 * second, 100)
    edge.services.set('a', service(20, 480))
    return edge
  }

  it('is left alone until somebody may try it', () => {
    const edge = openedAndBack()
    expect(share(edge.run(5 * minute, 100), 'a')).toBe(0)
  })

  it('is in rotation after two trials, with more and more of its traffic, and all of it after a minute', () => {
    const edge = openedAndBack()
    edge.run(5 * second, 100)
    edge.mayTry = true
    const trials = [edge.call(), edge.call()]
    expect(trials.map(({ plan, answered }) => [plan.trial, answered])).toEqual([
      ['a|*', 'a'],
      ['a|*', 'a'],
    ])
    expect(edge.models.get('a|*')?.circuit.openUntil).toBe(0)
    const first = share(edge.run(10 * second, 100), 'a')
    edge.run(40 * second, 100)
    const last = share(edge.run(10 * second, 100), 'a')
    expect(first).toBeGreaterThan(0.02)
    expect(first).toBeLessThan(0.4)
    expect(last).toBeGreaterThan(0.75)
    expect(share(edge.run(minute, 100), 'a')).toBeGreaterThan(0.95)
  })

  it('only in part is tried ever more rarely, and no caller goes without an answer', () => {
    const edge = simulatedEdge({ a: failing, b: service(60, 480) }, { endpoints: [a, b] })
    edge.run(minute, 100)
    const made = edge.run(60 * minute, 100)
    const trials = made.filter(({ plan }) => plan.trial !== undefined).length
    expect(trials).toBeGreaterThan(10)
    expect(trials).toBeLessThan(30)
    expect(made.every(({ answered }) => answered === 'b')).toBe(true)
  })
})

describe('of six', () => {
  const ids = ['a', 'b', 'c', 'd', 'e', 'f']
  const endpoints = ids.map(id => buildEndpoint({ id }))

  function afterFailing(...bad: string[]) {
    const services = Object.fromEntries(
      ids.map(id => [id, bad.includes(id) ? failing : service(40, 480)] as const),
    )
    const edge = simulatedEdge(services, { endpoints })
    edge.mayTry = false
    for (let at = 0; at < 5; at++) for (const id of bad) edge.callAt(id)
    return edge.call().plan
  }

  it('three that fail are left out, and the rest carry on', () => {
    const { excluded, candidates } = afterFailing('a', 'c', 'e')
    expect(excluded.map(({ endpoint }) => endpoint).sort()).toEqual(['a', 'c', 'e'])
    expect(candidates.map(({ endpoint }) => endpoint.id)).toEqual(['b', 'd', 'f'])
  })

  it.each([
    ['a fourth', ['a', 'b', 'c', 'd'], 1],
    ['a fourth and a fifth', ['a', 'b', 'c', 'd', 'f'], 2],
  ])('%s that fails stays, behind those that do not', (_, bad, staying) => {
    const { excluded, candidates } = afterFailing(...bad)
    expect(excluded).toHaveLength(3)
    const inPanic = candidates.map(({ endpoint, reason }) => bad.includes(endpoint.id) && reason === 'panic')
    expect(inPanic).toEqual([...Array(6 - bad.length).fill(false), ...Array(staying).fill(true)])
  })
})
