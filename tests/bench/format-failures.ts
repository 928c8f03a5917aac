import type { PolicyResult } from './outcome'

/** Why calls failed under the policies that should lose none, as lines of text; none where none did. */
export function formatFailures(results: readonly PolicyResult[]): readonly string[] {
  return results
    .filter(({ policy }) => policy === 'isochrone' || policy === 'oracle')
    .flatMap(({ policy, outcomes }) => {
      const counts = new Map<string, number>()
      for (const { failure } of outcomes)
        if (failure !== undefined) counts.set(failure, (counts.get(failure) ?? 0) + 1)
      const told = [...counts].map(([failure, count]) => `${count} × ${failure}`).join(', ')
      return told === '' ? [] : [`failures of ${policy}: ${told}`]
    })
}
