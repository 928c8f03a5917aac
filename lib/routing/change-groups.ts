import type { CountryChange, Move } from '@/lib/routing/region-map-changes'

/** The countries that move together, from one endpoint to another for one reason. */
export type ChangeGroup = Move & { readonly countries: readonly CountryChange[] }

/** Puts changes together by where they go, the way of most countries first. */
export function changeGroups(changes: readonly CountryChange[]): readonly ChangeGroup[] {
  const groups = new Map<string, CountryChange[]>()
  for (const change of changes) {
    const way = JSON.stringify([change.from, change.to, change.reason])
    groups.set(way, [...(groups.get(way) ?? []), change])
  }
  return [...groups.values()]
    .flatMap(countries => (countries[0] === undefined ? [] : [{ ...moveOf(countries[0]), countries }]))
    .sort((one, other) => other.countries.length - one.countries.length)
}

function moveOf({ from, to, reason }: CountryChange): Move {
  return { from, to, reason }
}
