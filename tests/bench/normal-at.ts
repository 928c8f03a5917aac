/** The standard normal distribution's value at a level between 0 and 1, within 0.03: Shore's approximation of 1982. */
export function normalAt(level: number): number {
  if (level < 0.5) return -normalAt(1 - level)
  return 5.5556 * (1 - ((1 - level) / level) ** 0.1186)
}
