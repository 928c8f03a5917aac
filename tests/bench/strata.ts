import type { Random } from './random'

/**
 * As many levels between 0 and 1 as wanted, evenly spread and in random order. A sample that is drawn at them has the
 * percentiles of its distribution whatever its size, so that a short run measures policies and not luck.
 */
export function strata(count: number, random: Random): number[] {
  const levels = Array.from({ length: count }, (_, index) => (index + 0.5) / count)
  return levels
    .map(level => ({ level, order: random() }))
    .sort((one, other) => one.order - other.order)
    .map(({ level }) => level)
}
