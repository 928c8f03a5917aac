import { anthropicDialect } from './anthropic-dialect'
import type { Dialect } from './dialect'
import { openaiDialect } from './openai-dialect'

/** The dialect of the API that a path belongs to. */
export function dialectOf(path: string): Dialect {
  return /^\/v1\/messages(\/|$)/.test(path) ? anthropicDialect : openaiDialect
}
