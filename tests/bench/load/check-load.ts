import { histogramQuantile } from './histogram'
import type { Soak } from './soak'
import { trendOf } from './trend'

/** One demand on a gateway under load. */
export type LoadCheck = {
  readonly name: string
  readonly value: number
  readonly limit: number
  readonly bound: 'at least' | 'at most'
  readonly unit: '%' | 'MB' | 'ms' | ''
  readonly holds: boolean
}

// What memory may add in the second half by its slope, and be above its middle at the end.
const mostGrowth = { grown: 5, end: 10 } as const
// Of what garbage collection leaves: bounded memories fill up during a run, and stay.
const mostStaysMb = 16

/** What is demanded: every byte arrives in order, no stream is left open, and memory is flat. */
export function checkLoad({ result, memory, restingHeap, leftOpen }: Soak): readonly LoadCheck[] {
  const { ended, faults } = result
  const broken = Object.values(faults).reduce((sum, count) => sum + count, 0)
  return [
    check('broken streams', { value: broken, bound: 'at most', limit: 0, unit: '' }),
    check('whole streams', { value: ended.reads, bound: 'at least', limit: 1, unit: '' }),
    check('whole streams of slow readers', { value: ended.lags, bound: 'at least', limit: 1, unit: '' }),
    check('streams left open', { value: leftOpen, bound: 'at most', limit: 0, unit: '' }),
    ...flatness('resident memory', memory.resident),
    ...(memory.heap.length === 0 ? [] : flatness('heap', memory.heap)),
    ...(restingHeap === undefined
      ? []
      : [
          check('heap that stays', {
            value: (restingHeap.after - restingHeap.before) / 1e6,
            bound: 'at most',
            limit: mostStaysMb,
            unit: 'MB',
          }),
        ]),
  ]
}

function flatness(name: string, readings: Soak['memory']['resident']): readonly LoadCheck[] {
  const { middleBytes, endBytes, grownBytes } = trendOf(readings)
  const share = (bytes: number) => (100 * bytes) / middleBytes
  return [
    check(`${name}, slope of the second half`, {
      value: share(grownBytes),
      bound: 'at most',
      limit: mostGrowth.grown,
      unit: '%',
    }),
    check(`${name}, end over middle`, {
      value: share(endBytes - middleBytes),
      bound: 'at most',
      limit: mostGrowth.end,
      unit: '%',
    }),
  ]
}

/** The value of a histogram that came from another process, at a level. */
export function levelOf(counts: readonly (readonly [number, number])[], level: number): number {
  return histogramQuantile(new Map(counts), level)
}

// A figure that is missing fulfils nothing.
function check(name: string, demand: Omit<LoadCheck, 'name' | 'holds'>): LoadCheck {
  const { value, limit, bound } = demand
  return { name, ...demand, holds: bound === 'at least' ? value >= limit : value <= limit }
}
