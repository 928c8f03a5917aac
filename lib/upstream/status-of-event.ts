import { isObject } from '@/lib/openai/is-object'

// By what an error calls itself in its code or its type. Sources: https://platform.openai.com/docs/guides/error-codes,
// https://docs.claude.com/en/api/errors; sglang's and vLLM's type is Python's, and their code a number.
const statuses: ReadonlyMap<unknown, number> = new Map<unknown, number>([
  ['context_length_exceeded', 400],
  ['invalid_prompt', 400],
  ['invalid_request_error', 400],
  ['BadRequestError', 400],
  ['insufficient_quota', 429],
  ['rate_limit_exceeded', 429],
  ['rate_limit_error', 429],
  ['overloaded_error', 529],
])

/** The status that an endpoint would have answered with, had it not begun a stream before it knew; undefined where its error does not say. */
export function statusOfEvent(body: unknown): number | undefined {
  if (!isObject(body)) return undefined
  const { code, type } = isObject(body.error) ? body.error : body
  const isStatus = typeof code === 'number' && Number.isInteger(code) && code >= 400 && code <= 599
  return isStatus ? code : (statuses.get(code) ?? statuses.get(type))
}
