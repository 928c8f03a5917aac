/** How often each value occurs. */
export function countBy<T>(items: readonly T[], name: (item: T) => string | number): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const item of items) {
    const key = String(name(item))
    counts[key] = (counts[key] ?? 0) + 1
  }
  return counts
}
