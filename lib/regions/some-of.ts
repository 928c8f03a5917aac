const most = 8

/** Names in a sentence, no more than a reader takes in: `AD, AE and AF`, `AD, AE, … and 209 more`. */
export function someOf(names: readonly string[]): string {
  if (names.length > most) return `${names.slice(0, most).join(', ')} and ${names.length - most} more`
  const last = names.at(-1) ?? ''
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`
}
