import { quantile } from '../quantile'
import type { Reading } from './watch-memory'

/** How memory went: about the middle of the time, at the end, and how much the second half would add by its slope. */
export type Trend = {
  readonly middleBytes: number
  readonly endBytes: number
  /** Of the second half: the median slope between its readings, times its length. */
  readonly grownBytes: number
}

// A reading alone is chance.
const windowShare = 0.1

/** Reads the trend out of readings in order; NaN of fewer than three. */
export function trendOf(readings: readonly Reading[]): Trend {
  const last = readings.at(-1)?.at ?? 0
  const half = last / 2
  const window = windowShare * last
  const around = (moment: number) =>
    median(readings.filter(({ at }) => Math.abs(at - moment) <= window).map(({ bytes }) => bytes))
  const second = readings.filter(({ at }) => at >= half)
  const slopes = second.flatMap((one, index) =>
    second.slice(index + 1).map(other => (other.bytes - one.bytes) / (other.at - one.at)),
  )
  return { middleBytes: around(half), endBytes: around(last), grownBytes: median(slopes) * (last - half) }
}

function median(values: readonly number[]): number {
  return quantile(
    [...values].sort((one, other) => one - other),
    0.5,
  )
}
