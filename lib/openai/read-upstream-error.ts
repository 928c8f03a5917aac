import type { ErrorObject } from '@/lib/openai/error-body'
import { isObject } from '@/lib/openai/is-object'

// What an endpoint's error text can hold that is the operator's business: keys, organizations, hosts, addresses. Every
// repetition is bounded, so that no text takes long to search.
const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?'
const topLevel =
  '(?:com|net|org|info|biz|io|ai|app|dev|cloud|tech|internal|local|localhost|lan|corp|home|[a-z]{2})'
const secrets: readonly RegExp[] = [
  /\bhttps?:\/\/\S{1,512}/gi,
  /\b(?:g?sk|pk|rk|xai|api[-_ ]?key|key|token|bearer)[\s:=_-]{1,4}(?=[\w*.+/=-]{0,200}[\d*])[\w*.+/=-]{4,512}/gi,
  /\b(?:sk|pk|rk|gsk|xai)[-_][\w*.-]{4,512}/gi,
  /\b(?:org|proj|user|asst)[-_][A-Za-z0-9]{6,128}/g,
  new RegExp(`\\b(?:${label}\\.){1,8}${topLevel}\\b(?![\\w-])(?::\\d{1,5})?`, 'gi'),
  /\b\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?\b/g,
  /\[?(?:\b[0-9a-f]{1,4}|:)(?::[0-9a-f]{0,4}){2,7}\]?(?::\d{1,5})?/gi,
]

const unexplained = 'The endpoint refused the call.'
const longestMessage = 1000

/**
 * Reads an endpoint's error body into OpenAI's error object, redacted; undefined where it holds none. Some put a text there,
 * some the object itself, and Google a list of one.
 */
export function readUpstreamError(body: unknown): ErrorObject | undefined {
  const only = Array.isArray(body) ? body[0] : body
  if (!isObject(only)) return undefined
  const error = only.error ?? (only.object === 'error' ? only : undefined)
  if (typeof error === 'string')
    return { message: redact(error), type: 'invalid_request_error', param: null, code: null }
  if (!isObject(error)) return undefined
  return {
    message: redact(messageOf(error)),
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

function redact(message: string): string {
  // Cut between words, so that no secret is cut into something that is not recognized as one.
  const words =
    message.length > longestMessage ? message.slice(0, longestMessage).replace(/\S*$/, '') : message
  const redacted = secrets.reduce((kept, secret) => kept.replace(secret, '[redacted]'), words).trim()
  return redacted === '' ? unexplained : redacted
}

// A code or type is a word, such as `context_length_exceeded`, or the status once more.
function identifier(value: unknown): string | undefined {
  return typeof value === 'string' && /^(?:[A-Za-z][A-Za-z_]{0,63}|\d{3})$/.test(value) ? value : undefined
}

// `messages[0].content`, but not what is a host name as well.
function fieldPath(value: unknown): string | undefined {
  const isPath =
    typeof value === 'string' && /^[A-Za-z_]{1,64}(?:\[\d{1,6}\]|\.[A-Za-z_]{1,64}){0,16}$/.test(value)
  return isPath && redact(value) === value ? value : undefined
}
