import { answerForms } from '@/lib/cache/answer-form'
import type { CacheEntry } from '@/lib/cache/cache-entry'
import { isObject } from '@/lib/openai/is-object'
import { parseJson } from '@/lib/openai/parse-json'
import type { WireFormat } from '@/lib/operations/wire-format'

/** Whether an answer is whole in each of its parts, and so may be given again. */
export function isKeepable(
  { form, text }: Pick<CacheEntry, 'form' | 'text'>,
  format: WireFormat['name'] = 'chat',
): boolean {
  const { fromEvents, isWhole } = answerForms[format]
  const answer = form === 'plain' ? parseJson(text) : fromEvents(text)
  return isObject(answer) && isWhole(answer)
}
