import { worldMap } from '@/lib/gateway/world-map'

const names = new Intl.DisplayNames(['en'], { type: 'region' })

/** Every country on the map with its English name, in the order of the names. */
export const countryNames: readonly (readonly [code: string, name: string])[] = [
  ...new Set([...Object.keys(worldMap.outlines), ...Object.keys(worldMap.points)]),
]
  .map(code => [code, names.of(code) ?? code] as const)
  .sort(([, one], [, other]) => one.localeCompare(other, 'en'))
