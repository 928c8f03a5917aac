import { someOf } from '@/lib/regions/some-of'
import type { Dose } from '@/lib/routing/canary-change'

/** Whom a canary draws: `5 % of the callers from VN and TH`. */
export function drawnCallers({ share, countries }: Dose): string {
  // As it is written, for a very small share is not none; without what binary fractions add.
  const percent = Number((share * 100).toPrecision(12))
  return `${percent} % of the callers${countries === null ? '' : ` from ${someOf(countries)}`}`
}
