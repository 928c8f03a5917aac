import { isObject } from '@/lib/openai/is-object'

/** The ids by which a later call may refer to an answer: its own, and those of the items that it is made of. */
export function answerIds(answer: unknown): readonly string[] {
  if (!isObject(answer)) return []
  const items = Array.isArray(answer.output) ? answer.output.filter(isObject) : []
  return [answer, ...items].flatMap(({ id }) => (typeof id === 'string' ? [id] : []))
}
