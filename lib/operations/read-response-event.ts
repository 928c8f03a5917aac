import { isObject } from '@/lib/openai/is-object'
import { answerId } from '@/lib/operations/answer-id'
import type { EventFacts } from '@/lib/operations/event-facts'
import { readResponseUsage } from '@/lib/operations/read-response-usage'

// They open the answer, or a part of it, and hold nothing of it yet.
const openings = ['response.created', 'response.queued', 'response.in_progress']

const chunk = { kind: 'chunk', finished: [], usage: undefined, isUsageOnly: false } as const

/** Reads an event of a response's stream. Source: https://platform.openai.com/docs/api-reference/responses-streaming */
export function readResponseEvent(event: Readonly<Record<string, unknown>>): EventFacts {
  const { type, response } = event
  if (type === 'error') return { kind: 'error', body: isObject(event.error) ? event : { error: event } }
  if (isObject(event.error)) return { kind: 'error', body: event }
  if (type === 'response.failed') return { kind: 'error', body: response }
  if (type === 'response.completed' || type === 'response.incomplete')
    return { kind: 'done', hasAnswer: true, usage: readResponseUsage(response), answerId: answerId(response) }
  const isOpening = typeof type !== 'string' || openings.includes(type) || type.endsWith('.added')
  return { ...chunk, hasContent: !isOpening }
}
