import { isObject } from '@/lib/openai/is-object'

/** A JSON value as one text, whatever the order of its fields: equal values have equal texts. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (!isObject(value)) return JSON.stringify(value) ?? 'null'
  const members = Object.keys(value)
    .sort()
    .flatMap(name =>
      value[name] === undefined ? [] : `${JSON.stringify(name)}:${canonicalJson(value[name])}`,
    )
  return `{${members.join(',')}}`
}
