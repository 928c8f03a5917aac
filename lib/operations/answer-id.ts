import { isObject } from '@/lib/openai/is-object'

/** The id of an answer; undefined where it has none. */
export function answerId(answer: unknown): string | undefined {
  return isObject(answer) && typeof answer.id === 'string' ? answer.id : undefined
}
