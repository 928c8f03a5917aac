import type { Country } from '@/lib/geo/country'
import type { Canary } from '@/lib/regions/region-map'
import { roll } from '@/lib/routing/roll'

/** Which map a caller goes by; `control`: it might have been drawn and was not, and is what the canary is compared with. */
export type CanarySide = 'canary' | 'control' | 'outside'

type Asker = {
  /** Who calls, by the id that its limits are counted under. */
  readonly caller: string
  readonly country: Country
}

/**
 * Draws a caller by its id: the same caller is always on the same side of the same map, and when the share grows who was in
 * stays in. With another map others are drawn, so that no caller has to try out everything.
 */
export function canarySide(canary: Canary, { caller, country }: Asker): CanarySide {
  if (!mayBeDrawn(canary, country)) return 'outside'
  return roll(`canary/${canary.seed}/${caller}`) < canary.share ? 'canary' : 'control'
}

/** Whether a canary draws from the callers of a country. */
export function mayBeDrawn({ countries }: Pick<Canary, 'countries'>, country: Country): boolean {
  return countries === undefined || (country !== undefined && countries.has(country))
}
