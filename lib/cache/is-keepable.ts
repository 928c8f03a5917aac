import type { CacheEntry } from '@/lib/cache/cache-entry'
import { completionFromEvents } from '@/lib/cache/completion-from-events'
import { isObject } from '@/lib/openai/is-object'
import { parseJson } from '@/lib/openai/parse-json'

// Any other end is an answer that was cut off or held back.
const wholeEnds = ['stop', 'tool_calls', 'function_call']

/** Whether an answer is whole in each of its choices, and so may be given again. */
export function isKeepable({ form, text }: Pick<CacheEntry, 'form' | 'text'>): boolean {
  const completion = form === 'plain' ? parseJson(text) : completionFromEvents(text)
  const choices = isObject(completion) && Array.isArray(completion.choices) ? completion.choices : []
  return (
    choices.length > 0 &&
    choices.every(choice => isObject(choice) && wholeEnds.includes(String(choice.finish_reason)))
  )
}
