import type { CacheEntry } from '@/lib/cache/cache-entry'
import { completionFromEvents, openingChunk } from '@/lib/cache/completion-from-events'
import { event, eventsFromCompletion } from '@/lib/cache/events-from-completion'
import { splitEvents } from '@/lib/openai/event-splitter'
import { isObject } from '@/lib/openai/is-object'
import type { Call } from '@/lib/openai/parse-call'
import { parseJson } from '@/lib/openai/parse-json'
import { eventData } from '@/lib/openai/read-event'
import { type TokenUsage, totalTokens } from '@/lib/openai/token-usage'
import { wantsUsage } from '@/lib/openai/upstream-body'

/** A kept answer in the form that a call asks for; undefined where it cannot be brought into it. */
export function answerFromEntry(entry: CacheEntry, call: Call): string | undefined {
  return call.stream ? asEvents(entry, wantsUsage(call)) : asPlain(entry)
}

function asPlain({ form, text, usage }: CacheEntry): string | undefined {
  if (form === 'plain') return text
  const completion = completionFromEvents(text)
  return completion && JSON.stringify({ ...completion, ...(usage && { usage: writeUsage(usage) }) })
}

function asEvents({ form, text, usage }: CacheEntry, withUsage: boolean): string | undefined {
  const completion = form === 'plain' ? parseJson(text) : undefined
  const events = isObject(completion) ? eventsFromCompletion(completion) : text
  if (form === 'plain' && !isObject(completion)) return undefined
  return withUsage && usage !== undefined ? addUsage(events, usage) : events
}

// It comes after everything else but the end, in an event without choices.
function addUsage(text: string, usage: TokenUsage): string {
  const events = splitEvents(text)
  const { id, created, model } = openingChunk(text) ?? {}
  const chunk = { id, object: 'chat.completion.chunk', created, model, choices: [], usage: writeUsage(usage) }
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
