/** The candidates with one of them in front. */
export function toFront<T>(candidates: readonly T[], one: T): readonly T[] {
  return candidates[0] === one ? candidates : [one, ...candidates.filter(each => each !== one)]
}
