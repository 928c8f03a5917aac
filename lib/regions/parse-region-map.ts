import { isObject } from '@/lib/openai/is-object'
import { parseCanary } from '@/lib/regions/parse-canary'
import { type ParsedMap, parsePlainMap } from '@/lib/regions/parse-plain-map'

const others = ['canary']

/**
 * Reads a region map from any value; every fault is reported at once. Faulty rows are dropped, and so is a canary with any
 * fault; the rest stays.
 */
export function parseRegionMap(value: unknown, { allowPrivate = false } = {}): ParsedMap {
  const written = isObject(value) && !Array.isArray(value) ? value.canary : undefined
  const plain = parsePlainMap(value, { allowPrivate, others })
  if (written === undefined) return plain
  const canary = parseCanary(written, { allowPrivate, outer: plain.value })
  return {
    value: plain.value && { ...plain.value, canary: canary.value },
    problems: [...plain.problems, ...canary.problems],
  }
}
