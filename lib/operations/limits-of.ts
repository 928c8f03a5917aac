import type { AnswerLimit } from '@/lib/operations/request-facts'

/** How long an answer may be by each of a request's fields that say so, in the order of these fields. */
export function limitsOf(
  request: Readonly<Record<string, unknown>>,
  fields: readonly string[],
): readonly AnswerLimit[] {
  return fields.flatMap(field => {
    const tokens = request[field]
    return typeof tokens === 'number' ? [{ field, tokens }] : []
  })
}
