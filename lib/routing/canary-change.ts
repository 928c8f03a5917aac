import type { Canary } from '@/lib/regions/region-map'

/** How many of the callers a canary draws, and of which countries; null where all are drawn from. */
export type Dose = { readonly share: number; readonly countries: readonly string[] | null }

/** What becomes of a canary with another map: null before or after where there is none. */
export type CanaryChange = {
  readonly from: Dose | null
  readonly to: Dose | null
  /** Whether it draws others, which it does with a map of its own that is not the same. */
  readonly redrawn: boolean
}

/** Says what becomes of the canary of the map in force; null where nothing does. */
export function canaryChange(before: Canary | undefined, after: Canary | undefined): CanaryChange | null {
  const change = {
    from: doseOf(before),
    to: doseOf(after),
    redrawn: before !== undefined && after !== undefined && before.seed !== after.seed,
  }
  return change.redrawn || JSON.stringify(change.from) !== JSON.stringify(change.to) ? change : null
}

function doseOf(canary: Canary | undefined): Dose | null {
  if (canary === undefined) return null
  return { share: canary.share, countries: canary.countries ? [...canary.countries].sort() : null }
}
