import { isRecord } from '../is-record'
import type { JsonObject } from './json-object'

/** A completion or a chunk of it with each of its choices changed. */
export function withChoices(json: JsonObject, change: (choice: JsonObject) => JsonObject): JsonObject {
  const choices = Array.isArray(json.choices) ? json.choices.filter(isRecord) : []
  return { ...json, choices: choices.map(change) }
}
