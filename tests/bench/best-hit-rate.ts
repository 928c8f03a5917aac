/** The share of the counted calls whose prompt came before them: no cache that begins empty has more hits. */
export function bestHitRate(sequence: readonly number[], uncounted: number): number {
  const seen = new Set(sequence.slice(0, uncounted))
  const counted = sequence.slice(uncounted)
  const repeated = counted.filter(prompt => {
    const isKnown = seen.has(prompt)
    seen.add(prompt)
    return isKnown
  })
  return repeated.length / counted.length
}
