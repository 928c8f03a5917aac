import { isObject } from '@/lib/openai/is-object'
import type { Problem } from '@/lib/regions/problem'

/** Finds the fields of one object of an operator's document that nobody reads: most likely their names are misspelt. */
export function unknownIn(
  { path, value }: { readonly path: string; readonly value: unknown },
  known: readonly string[],
): readonly Problem[] {
  const unknown = Object.keys(isObject(value) ? value : {}).filter(name => !known.includes(name))
  return unknown.map(name => ({
    path: `${path}.${name}`,
    message: `no such field; there are ${known.join(', ')}`,
  }))
}
