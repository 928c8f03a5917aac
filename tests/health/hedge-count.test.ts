import { expect, it } from 'vitest'
import { countHedge, countHedgeCall, mayHedge, noHedges } from '@/lib/health/hedge-count'

const after = (calls: number, from = noHedges) =>
  Array.from({ length: calls }).reduce<typeof noHedges>(count => countHedgeCall(count), from)

it('the first twenty calls allow one hedge', () => {
  expect(mayHedge(after(19))).toBe(false)
  expect(mayHedge(after(20))).toBe(true)
  expect(mayHedge(countHedge(after(20)))).toBe(false)
  expect(mayHedge(after(20, countHedge(after(20))))).toBe(true)
})

it('never more than one call of twenty is hedged, however many there are', () => {
  let count = noHedges
  let hedges = 0
  for (let call = 1; call <= 10_000; call++) {
    count = countHedgeCall(count)
    if (mayHedge(count)) {
      count = countHedge(count)
      hedges += 1
    }
    expect(hedges).toBeLessThanOrEqual(call / 20)
  }
  expect(hedges).toBeGreaterThan(450)
})
