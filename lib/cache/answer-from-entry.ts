import { type AnswerForm, answerForms } from '@/lib/cache/answer-form'
import type { CacheEntry } from '@/lib/cache/cache-entry'
import { openingChunk } from '@/lib/cache/completion-from-events'
import { event } from '@/lib/cache/events-from-completion'
import { splitEvents } from '@/lib/openai/event-splitter'
import { isObject } from '@/lib/openai/is-object'
import { parseJson } from '@/lib/openai/parse-json'
import { type TokenUsage, totalTokens } from '@/lib/openai/token-usage'
import type { Call } from '@/lib/operations/parse-call'
import { eventData } from '@/lib/operations/read-event'

/** A kept answer in the form that a call asks for; undefined where it cannot be brought into it. */
export function answerFromEntry(entry: CacheEntry, call: Call): string | undefined {
  const form = answerForms[call.operation.format.name]
  return call.stream
    ? asEvents(entry, { form, withUsage: call.usageEvent === 'asked' })
    : asPlain(entry, form)
}

function asPlain(
  { form, text, usage }: CacheEntry,
  { fromEvents, hasUsageEvent }: AnswerForm,
): string | undefined {
  if (form === 'plain') return text
  const answer = fromEvents(text)
  const isTold = hasUsageEvent && usage !== undefined
  return answer && JSON.stringify({ ...answer, ...(isTold && { usage: writeUsage(usage) }) })
}

type Streamed = { readonly form: AnswerForm; readonly withUsage: boolean }

function asEvents(entry: CacheEntry, { form, withUsage }: Streamed): string | undefined {
  const answer = entry.form === 'plain' ? parseJson(entry.text) : undefined
  if (entry.form === 'plain' && !isObject(answer)) return undefined
  const events = isObject(answer) ? form.toEvents(answer) : entry.text
  return events !== undefined && withUsage && entry.usage !== undefined
    ? addUsage(events, entry.usage)
    : events
}

// It comes after everything else but the end, in an event without choices.
function addUsage(text: string, usage: TokenUsage): string {
  const events = splitEvents(text)
  const { id, object, created, model } = openingChunk(text) ?? {}
  const chunk = { id, object, created, model, choices: [], usage: writeUsage(usage) }
  const isEnded = eventData(events.at(-1) ?? new Uint8Array())?.trim() === '[DONE]'
  const decoder = new TextDecoder()
  const whole = (isEnded ? events.slice(0, -1) : events).map(each => decoder.decode(each)).join('')
  return whole + event(chunk) + (isEnded ? decoder.decode(events.at(-1)) : '')
}

function writeUsage(usage: TokenUsage) {
  return {
    prompt_tokens: usage.promptTokens,
    completion_tokens: usage.completionTokens,
    total_tokens: totalTokens(usage),
    prompt_tokens_details: { cached_tokens: usage.cachedTokens, audio_tokens: usage.audioPromptTokens },
    completion_tokens_details: {
      reasoning_tokens: usage.reasoningTokens,
      audio_tokens: usage.audioCompletionTokens,
    },
  }
}
