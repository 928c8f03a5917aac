import type { JsonReply } from '../send-json'

export interface OpenAIErrorOptions {
  status: number
  message: string
  type?: string
  param?: string | null
  code?: string | null
}

/** An error in the shape that OpenAI answers with. */
export function openaiError({
  status,
  message,
  type = 'invalid_request_error',
  param = null,
  code = null,
}: OpenAIErrorOptions): JsonReply {
  return { status, json: { error: { message, type, param, code } } }
}
