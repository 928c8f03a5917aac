import { expect, it } from 'vitest'
import { canaryFigures } from '@/lib/status/canary-figures'
import { noSums } from '@/lib/usage/usage-sums'

const row = (sums: object, durations: readonly (readonly [number, number])[] = []) =>
  new Map([['canary/canary', { sums: { ...noSums, ...sums }, durations: new Map(durations) }]])

it('a side is summed up with its share of errors and its percentiles', () => {
  const seen = row({ requests: 8, errors: 2, rescued: 1 }, [
    [50, 9],
    [60, 1],
  ])
  expect(canaryFigures(seen, 'canary')).toEqual({
    calls: 8,
    errors: 2,
    errorRate: 0.25,
    rescued: 1,
    latencyMs: { p50: 117, p95: 304 },
    samples: 10,
  })
})

it('a side without calls has no share, and errors without calls are none', () => {
  const nothing = { calls: 0, errors: 0, errorRate: null, rescued: 0, samples: 0 }
  expect(canaryFigures(new Map(), 'control')).toMatchObject({
    ...nothing,
    latencyMs: { p50: null, p95: null },
  })
  expect(canaryFigures(row({ errors: 9, rescued: 9 }), 'canary')).toMatchObject(nothing)
})
