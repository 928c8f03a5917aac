import type { PolicyResult } from './outcome'
import { regret } from './regret'
import type { Scenario } from './scenario'
import { summarize } from './summarize'

/** What the oracle gains over the one congested endpoint: nobody can be asked for more on this machine. */
export function formatGain({ name }: Scenario, results: readonly PolicyResult[]): readonly string[] {
  const one = results.find(({ policy }) => policy === 'one-endpoint')
  const oracle = results.find(({ policy }) => policy === 'oracle')
  if (name !== 'congested' || one === undefined || oracle === undefined) return []
  const gains = (['p50', 'p95', 'p99'] as const).map(at => {
    const gain = regret(summarize(oracle), { than: summarize(one), at })
    return `${at} ${(100 * gain).toFixed(1)} %`
  })
  return [`the oracle against one-endpoint: ${gains.join(', ')}`]
}
