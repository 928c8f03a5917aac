/**
 * What is made when it is first asked for, and kept. Schemas take longer to make than to use, and a cold instance's first call waits
 * for all that its modules make.
 */
export function madeOnce<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
