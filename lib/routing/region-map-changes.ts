import { type Country, countries } from '@/lib/geo/country'
import { countryName } from '@/lib/geo/country-name'
import type { CountryRoutes, Stop } from '@/lib/routing/country-routes'

/** The endpoint that would be tried first, before and after, null where none may serve; and why it would be the new one. */
export type Move = {
  readonly from: string | null
  readonly to: string | null
  readonly reason: Stop['reason'] | null
}

/** A country whose calls would go elsewhere. */
export type CountryChange = Move & {
  readonly country: string
  readonly name: string
  /** The first endpoints in the order in which they would be tried. */
  readonly order: { readonly from: readonly string[]; readonly to: readonly string[] }
}

export type RegionMapChanges = {
  /** The countries that would begin with another endpoint, in alphabetical order of their codes. */
  readonly changes: readonly CountryChange[]
  /** Those that would begin with the same one and fail over in another order. */
  readonly reordered: readonly string[]
  /** Of callers whose country is not known; null where they would begin with the same endpoint. */
  readonly unknownCountry: Move | null
}

/** Says which countries' calls would go elsewhere. */
export function regionMapChanges(before: CountryRoutes, after: CountryRoutes): RegionMapChanges {
  const changes: CountryChange[] = []
  const reordered: string[] = []
  for (const country of countries) {
    const order = { from: idsOf(before.get(country)), to: idsOf(after.get(country)) }
    const move = moveOf(country, { before, after })
    if (move.from !== move.to) changes.push({ country, name: countryName(country), ...move, order })
    else if (order.from.join() !== order.to.join()) reordered.push(country)
  }
  const unknown = moveOf(undefined, { before, after })
  return { changes, reordered, unknownCountry: unknown.from === unknown.to ? null : unknown }
}

type Both = { readonly before: CountryRoutes; readonly after: CountryRoutes }

function moveOf(country: Country, { before, after }: Both): Move {
  const from = before.get(country)?.[0]
  const to = after.get(country)?.[0]
  return { from: from?.endpoint ?? null, to: to?.endpoint ?? null, reason: to?.reason ?? null }
}

// As many as one call tries.
const mostTold = 3

function idsOf(stops: readonly Stop[] = []): readonly string[] {
  return stops.slice(0, mostTold).map(({ endpoint }) => endpoint)
}
