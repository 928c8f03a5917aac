import type { ErrorObject } from '@/lib/openai/error-body'
import { isObject } from '@/lib/openai/is-object'
import { type Hidden, nothingHidden, redactText } from '@/lib/openai/redact-text'

const unexplained = 'The endpoint refused the call.'

/**
 * Reads an endpoint's error body into OpenAI's error object, redacted; undefined where it holds none. Some put a text there,
 * some the object itself, and Google a list of one. `hidden` is what is not to be repeated in any case.
 */
export function readUpstreamError(body: unknown, hidden: Hidden = nothingHidden): ErrorObject | undefined {
  const only = Array.isArray(body) ? body[0] : body
  if (!isObject(only)) return undefined
  const error = only.error ?? (only.object === 'error' ? only : undefined)
  if (typeof error === 'string')
    return { message: shown(error, hidden), type: 'invalid_request_error', param: null, code: null }
  if (!isObject(error)) return undefined
  return {
    message: shown(messageOf(error), hidden),
    type: identifier(error.type) ?? identifier(error.status) ?? 'invalid_request_error',
    param: fieldPath(error.param) ?? null,
    code: identifier(error.code) ?? null,
  }
}

// Of a list of what is wrong with a body, as FastAPI gives it, the first: `stream_options: Extra inputs are not permitted`.
function messageOf({ message }: Readonly<Record<string, unknown>>): string {
  if (typeof message === 'string') return message
  const detail = isObject(message) && Array.isArray(message.detail) ? message.detail[0] : undefined
  if (!isObject(detail) || typeof detail.msg !== 'string') return unexplained
  const place = Array.isArray(detail.loc) ? detail.loc.slice(1).join('.') : ''
  return place === '' ? detail.msg : `${place}: ${detail.msg}`
}

function shown(message: string, hidden: Hidden): string {
  return redactText(message, hidden) || unexplained
}

// A code or type is a word, such as `context_length_exceeded`, or the status once more.
function identifier(value: unknown): string | undefined {
  return typeof value === 'string' && /^(?:[A-Za-z][A-Za-z_]{0,63}|\d{3})$/.test(value) ? value : undefined
}

// `messages[0].content`, but not what is a host name as well.
function fieldPath(value: unknown): string | undefined {
  const isPath =
    typeof value === 'string' && /^[A-Za-z_]{1,64}(?:\[\d{1,6}\]|\.[A-Za-z_]{1,64}){0,16}$/.test(value)
  return isPath && redactText(value) === value ? value : undefined
}
