/** The value at a level between 0 and 1 of what is sorted ascending, between two neighbours in proportion; NaN of nothing. */
export function quantile(sorted: readonly number[], level: number): number {
  const position = Math.min(1, Math.max(0, level)) * (sorted.length - 1)
  const below = sorted[Math.floor(position)]
  const above = sorted[Math.ceil(position)]
  if (below === undefined || above === undefined) return Number.NaN
  return below + (above - below) * (position - Math.floor(position))
}
