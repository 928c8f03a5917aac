import type { ErrorObject } from '@/lib/openai/error-response'
import { isObject } from '@/lib/openai/is-object'

// What an endpoint's error text can hold that is the operator's business: keys, organizations, hosts.
const secrets: readonly (readonly [RegExp, string])[] = [
  [/\b(sk|pk|rk|key|Bearer)[-_ ][\w*.-]{4,}/gi, '[redacted]'],
  [/\b(org|proj|user|asst)[-_][A-Za-z0-9]{6,}/g, '[redacted]'],
  [/\bhttps?:\/\/\S+/gi, '[redacted]'],
  [/\b(?:[a-z0-9-]+\.)+(?:com|net|org|io|ai|dev|cloud|internal|local)(?::\d+)?\b/gi, '[redacted]'],
  [/\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b/g, '[redacted]'],
]

const longestMessage = 1000

/** Reads an endpoint's error body into OpenAI's error object, redacted; undefined where it holds none. */
export function readUpstreamError(body: unknown): ErrorObject | undefined {
  const error = isObject(body) ? body.error : undefined
  if (typeof error === 'string')
    return { message: redact(error), type: 'invalid_request_error', param: null, code: null }
  if (!isObject(error)) return undefined
  return {
    message: redact(text(error.message) ?? 'The endpoint refused the call.'),
    type: text(error.type) ?? 'invalid_request_error',
    param: text(error.param) ?? null,
    code: text(error.code) ?? null,
  }
}

function redact(message: string): string {
  return secrets
    .reduce((kept, [secret, mark]) => kept.replace(secret, mark), message)
    .slice(0, longestMessage)
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
