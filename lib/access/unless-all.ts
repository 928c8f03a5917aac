/** A list of what is allowed; undefined, which allows all, where `*` stands in it. */
export function unlessAll(list: readonly string[] | undefined): readonly string[] | undefined {
  return list?.includes('*') ? undefined : list
}
