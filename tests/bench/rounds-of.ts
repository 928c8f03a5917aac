/** What is compared to the digit runs at the same time; the rest, which is many times slower, after it. */
const compared = ['one-endpoint', 'isochrone', 'oracle']

/** Parts policies into rounds of so many at once: each has servers of its own, and a machine serves only so many without delay. */
export function roundsOf<P extends { readonly name: string }>(
  policies: readonly P[],
  atOnce: number,
): readonly (readonly P[])[] {
  const first = policies.filter(({ name }) => compared.includes(name))
  const ordered = [...first, ...policies.filter(policy => !first.includes(policy))]
  const count = Math.ceil(ordered.length / atOnce)
  return Array.from({ length: count }, (_, round) => ordered.slice(round * atOnce, (round + 1) * atOnce))
}
