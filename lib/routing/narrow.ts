/** The zones left when a caller narrows a call to one; undefined allows all. */
export function narrow(residency: readonly string[] | undefined, zone: string | undefined) {
  if (zone === undefined) return residency
  return residency === undefined || residency.includes(zone) ? [zone] : []
}
