import { isObject } from '@/lib/openai/is-object'
import { endpointRow } from '@/lib/regions/endpoint-row'
import type { Problem } from '@/lib/regions/problem'

/** The fields that a row of `endpoints` may have. */
export const endpointFields: readonly string[] = Object.keys(endpointRow({ allowPrivate: false }).shape)

const mostFound = 50

/** Finds the fields of a map's endpoints that nobody reads: most likely their names are misspelt. */
export function unknownFields(document: unknown): readonly Problem[] {
  const rows = isObject(document) && isObject(document.endpoints) ? Object.entries(document.endpoints) : []
  const found = rows.flatMap(([id, row]) =>
    Object.keys(isObject(row) ? row : {})
      .filter(name => !endpointFields.includes(name))
      .map(name => ({
        path: `endpoints.${id}.${name}`,
        message: `no such field; there are ${endpointFields.join(', ')}`,
      })),
  )
  return found.slice(0, mostFound)
}
