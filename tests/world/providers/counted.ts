import { isRecord } from '../is-record'
import type { JsonObject } from './json-object'

/** A usage with its three counts only. */
export function counted(usage: unknown): JsonObject {
  const { prompt_tokens, completion_tokens, total_tokens } = isRecord(usage) ? usage : {}
  return { prompt_tokens, completion_tokens, total_tokens }
}
