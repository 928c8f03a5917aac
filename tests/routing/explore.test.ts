import { describe, expect, it } from 'vitest'
import { explore } from '@/lib/routing/explore'
import type { Scored } from '@/lib/routing/rank-candidates'
import { buildEdgeHealth, buildHealth } from '../support/build-health'
import { buildScored } from '../support/build-scored'
import { seededRandom } from '../support/seeded-random'

const throws = 20_000

const known = buildEdgeHealth({ endpoints: { a: buildHealth(), b: buildHealth(), c: buildHealth() } })
const idle = new Map<string, number>()

/** Who comes first, and how often, over many throws. */
function firsts(ordered: readonly Scored[], { health = known, inFlight = idle } = {}) {
  const random = seededRandom(3)
  const counts: Record<string, number> = {}
  for (let at = 0; at < throws; at++) {
    const [first] = explore(ordered, { health, inFlight, dice: random() })
    const id = first?.endpoint.id ?? 'none'
    counts[id] = (counts[id] ?? 0) + 1
  }
  return counts
}

const a = buildScored('a', { excess: 200 })
const preferred = (leastExcess: number, excess = 900) => buildScored('b', { place: -1, excess, leastExcess })
const slowButNear = buildScored('b', { excess: 900, leastExcess: 20 })

describe('two calls of a hundred', () => {
  it('go to one that would clearly be the best if it were as quick as the quickest', () => {
    const counts = firsts([a, slowButNear])
    expect((counts.b ?? 0) / throws).toBeGreaterThan(0.015)
    expect((counts.b ?? 0) / throws).toBeLessThan(0.025)
  })

  it('go to one that the operator prefers, where it would then be as good', () => {
    const counts = firsts([a, preferred(205)])
    expect((counts.b ?? 0) / throws).toBeCloseTo(0.02, 2)
  })

  it('are shared by all such', () => {
    const counts = firsts([a, slowButNear, buildScored('c', { excess: 500, leastExcess: 30 })])
    expect((counts.b ?? 0) / (counts.c ?? 1)).toBeGreaterThan(0.7)
    expect((counts.b ?? 0) / (counts.c ?? 1)).toBeLessThan(1.4)
    expect(((counts.b ?? 0) + (counts.c ?? 0)) / throws).toBeCloseTo(0.02, 2)
  })
})

describe('nothing is explored', () => {
  it.each([
    ['where no measurement could change the choice', buildScored('b', { excess: 900, leastExcess: 190 })],
    ['where one that the operator prefers would still not be as good', preferred(215)],
    ['where one that he prefers is as good, and about to lead', preferred(20, 205)],
    ['where not even the way is known', buildScored('b', { excess: 900, leastExcess: undefined })],
  ])('%s', (_, other) => {
    expect(firsts([a, other])).toEqual({ a: throws })
  })

  it('where there is only one, or none', () => {
    expect(firsts([a])).toEqual({ a: throws })
    expect(firsts([])).toEqual({ none: throws })
  })
})

describe('an endpoint that nothing is known of', () => {
  const health = buildEdgeHealth({ endpoints: { a: buildHealth() } })

  it('gets one call at a time', () => {
    const ordered = [a, slowButNear]
    expect(firsts(ordered, { health }).b ?? 0).toBeGreaterThan(0)
    expect(firsts(ordered, { health, inFlight: new Map([['b', 1]]) })).toEqual({ a: throws })
    expect(firsts(ordered, { health, inFlight: new Map([['a', 9]]) }).b ?? 0).toBeGreaterThan(0)
  })

  it('leaves its turn to another that is known, while it has a call', () => {
    const ordered = [a, slowButNear, buildScored('c', { excess: 500, leastExcess: 30 })]
    const both = buildEdgeHealth({ endpoints: { a: buildHealth(), c: buildHealth() } })
    const counts = firsts(ordered, { health: both, inFlight: new Map([['b', 1]]) })
    expect(counts.b).toBeUndefined()
    expect((counts.c ?? 0) / throws).toBeCloseTo(0.02, 2)
  })
})

it('the others stay behind in their order', () => {
  const ordered = [a, buildScored('c', { excess: 300, leastExcess: 300 }), slowButNear]
  const random = seededRandom(3)
  const orders = new Set<string>()
  for (let at = 0; at < 1000; at++)
    orders.add(
      explore(ordered, { health: known, inFlight: idle, dice: random() })
        .map(({ endpoint }) => endpoint.id)
        .join(''),
    )
  expect([...orders].sort()).toEqual(['acb', 'bac'])
})
