import { isRecord } from '../../is-record'

/** A schema of Google's as JSON Schema: the names of its types are written small. */
export function jsonSchema(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(jsonSchema)
  if (!isRecord(schema)) return schema
  const entries = Object.entries(schema).map(([name, value]) => [
    name,
    name === 'type' && typeof value === 'string' ? value.toLowerCase() : jsonSchema(value),
  ])
  return Object.fromEntries(entries)
}
