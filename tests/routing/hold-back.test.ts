import { describe, expect, it } from 'vitest'
import { closeCircuit } from '@/lib/health/circuit'
import type { ModelHealth } from '@/lib/health/model-health'
import { holdBack } from '@/lib/routing/hold-back'
import { buildEdgeHealth, buildModelHealth, buildOpenCircuit } from '../support/build-health'
import { buildScored } from '../support/build-scored'
import { moment } from '../support/moment'
import { seededRandom } from '../support/seeded-random'

const throws = 10_000
const ordered = ['a', 'b', 'c'].map(id => buildScored(id))

/** The share of calls, of many, that have each order. */
function orders(models: Readonly<Record<string, ModelHealth>>, given = ordered) {
  const random = seededRandom(5)
  const counts: Record<string, number> = {}
  for (let at = 0; at < throws; at++) {
    const choice = { health: buildEdgeHealth({ models }), model: 'm', dice: random(), now: moment }
    const order = holdBack(given, choice)
      .map(({ endpoint }) => endpoint.id)
      .join('')
    counts[order] = (counts[order] ?? 0) + 1 / throws
  }
  return counts
}

const left = (share: number, aheadMs = 1000) =>
  buildModelHealth({ headroom: { share, until: moment + aheadMs } })

const closedAgo = (ms: number) =>
  buildModelHealth({ circuit: closeCircuit(buildOpenCircuit(0), moment - ms) })

describe('an endpoint whose own limits are running out', () => {
  it.each([
    [1, 1],
    [0.1, 1],
    [0.05, 0.5],
    [0.01, 0.1],
    [0, 0],
  ])('of which a share of %d is left takes that much of its calls: %d', (share, taken) => {
    expect(orders({ 'a|*': left(share) }).abc ?? 0).toBeCloseTo(taken, 1)
  })

  it('takes all of them again once that no longer holds', () => {
    expect(orders({ 'a|*': left(0, 0) })).toEqual({ abc: expect.closeTo(1) })
  })
})

describe('an endpoint that is coming back', () => {
  it.each([
    [0, 0.1],
    [30_000, 0.55],
    [60_000, 1],
  ])('takes, %i ms after its circuit closed, a share of %d', (ms, taken) => {
    expect(orders({ 'a|*': closedAgo(ms) }).abc ?? 0).toBeCloseTo(taken, 1)
  })
})

it('the rest goes to the others first, in their order', () => {
  expect(Object.keys(orders({ 'a|*': left(0.05) })).sort()).toEqual(['abc', 'bca'])
  expect(Object.keys(orders({ 'b|*': left(0) }))).toEqual(['acb'])
})

it('those that are held back stay candidates, in their order where it is all of them', () => {
  expect(Object.keys(orders({ 'a|*': left(0), 'b|*': left(0), 'c|*': left(0) }))).toEqual(['abc'])
})

it('each endpoint is held back by itself', () => {
  const shares = orders({ 'a|*': left(0.05), 'b|*': left(0.05) })
  expect(Object.keys(shares).sort()).toEqual(['abc', 'acb', 'bca', 'cab'])
  for (const share of Object.values(shares)) expect(share).toBeCloseTo(0.25, 1)
})

it('what is known of another model holds none back', () => {
  expect(orders({ 'a|n': left(0) })).toEqual({ abc: expect.closeTo(1) })
})

it('the rest does not go first to one that cannot be reached', () => {
  const lost = buildScored('b', { isReachable: false, excess: 5040 })
  const [a, c] = ['a', 'c'].map(id => buildScored(id))
  const given = [a, c, lost].flatMap(each => each ?? [])
  expect(Object.keys(orders({ 'a|*': left(0.05) }, given)).sort()).toEqual(['acb', 'cab'])
  expect(Object.keys(orders({ 'a|*': left(0) }, given.slice(0, 1).concat(lost)))).toEqual(['ab'])
})
