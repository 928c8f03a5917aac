import { isRecord } from '../is-record'

interface Position {
  root?: unknown
  depth?: number
}

const deepest = 32

/** The plainest value that a JSON schema allows: required properties only, the first of every choice. */
export function jsonForSchema(schema: unknown, { root = schema, depth = 0 }: Position = {}): unknown {
  if (!isRecord(schema) || depth > deepest) return null
  if ('const' in schema) return schema.const
  if (Array.isArray(schema.enum)) return schema.enum[0]
  const inside = { root, depth: depth + 1 }
  if (typeof schema.$ref === 'string') return jsonForSchema(referred(root, schema.$ref), inside)
  const choices = schema.anyOf ?? schema.oneOf
  if (Array.isArray(choices)) return jsonForSchema(choices[0], inside)
  if (Array.isArray(schema.allOf)) {
    return Object.assign({}, ...schema.allOf.map(part => jsonForSchema(part, inside)))
  }
  return valueOfType(schema, inside)
}

function referred(root: unknown, reference: string): unknown {
  return reference
    .split('/')
    .slice(1)
    .reduce((node: unknown, step) => (isRecord(node) ? node[step] : undefined), root)
}

function valueOfType(schema: Record<string, unknown>, inside: Position): unknown {
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type
  switch (type ?? (isRecord(schema.properties) ? 'object' : 'string')) {
    case 'object':
      return objectFor(schema, inside)
    case 'array':
      return Array.from({ length: numberOr(schema.minItems, 0) }, () => jsonForSchema(schema.items, inside))
    case 'number':
    case 'integer':
      return numberFor(schema)
    case 'boolean':
      return true
    case 'null':
      return null
    default:
      return 'text'.padEnd(numberOr(schema.minLength, 0), '.').slice(0, numberOr(schema.maxLength, 4096))
  }
}

function objectFor(schema: Record<string, unknown>, inside: Position): unknown {
  const properties = isRecord(schema.properties) ? schema.properties : {}
  const required = Array.isArray(schema.required) ? schema.required.map(String) : []
  return Object.fromEntries(required.map(name => [name, jsonForSchema(properties[name], inside)]))
}

function numberFor(schema: Record<string, unknown>): number {
  const lowest = numberOr(schema.minimum, numberOr(schema.exclusiveMinimum, 0) + 1)
  return Math.min(lowest, numberOr(schema.maximum, lowest))
}

function numberOr(value: unknown, fallback: number): number {
  return typeof value === 'number' ? value : fallback
}
