import type { AnswerHeader } from './walk-routes'

/** Adds the headers of the routes to those of an answer; only important ones take the place of its own. */
export function answerHeaders(own: Headers, added: readonly AnswerHeader[]): Headers {
  const headers = new Headers(own)
  for (const { name, value, isImportant } of added)
    if (isImportant || !own.has(name)) headers.set(name, value)
  return headers
}
