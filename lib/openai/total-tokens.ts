import { isObject } from '@/lib/openai/is-object'

/** The tokens that an answer says the whole call used, prompt included; undefined where it does not say. */
export function totalTokens(answer: unknown): number | undefined {
  const usage = isObject(answer) ? answer.usage : undefined
  const total = isObject(usage) ? usage.total_tokens : undefined
  return typeof total === 'number' && Number.isSafeInteger(total) && total >= 0 ? total : undefined
}
