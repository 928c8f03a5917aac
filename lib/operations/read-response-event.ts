import { isObject } from '@/lib/openai/is-object'
import { answerIds } from '@/lib/operations/answer-ids'
import type { EventFacts } from '@/lib/operations/event-facts'
import { readResponseUsage } from '@/lib/operations/read-response-usage'

// They open the answer, or a part of it, and hold nothing of it yet.
const openings = ['response.created', 'response.queued', 'response.in_progress']

const blame = 'server_error'

const chunk = { kind: 'chunk', finished: [], usage: undefined, isUsageOnly: false } as const

/** Reads an event of a response's stream. Source: https://platform.openai.com/docs/api-reference/responses-streaming */
export function readResponseEvent(event: Readonly<Record<string, unknown>>): EventFacts {
  const { type, response } = event
  if (isObject(event.error)) return { kind: 'error', body: event }
  // Its type is the event's, and no word on who is to blame.
  if (type === 'error') return { kind: 'error', body: { error: { ...event, type: blame } } }
  if (type === 'response.failed') {
    const error = isObject(response) && isObject(response.error) ? response.error : {}
    return { kind: 'error', body: { error: { type: blame, ...error } } }
  }
  if (type === 'response.completed' || type === 'response.incomplete')
    return {
      kind: 'done',
      hasAnswer: true,
      usage: readResponseUsage(response),
      answerIds: answerIds(response),
    }
  if (typeof type !== 'string') return { ...chunk, hasContent: false }
  // What is yet to be invented of a response will be named after it; anything else, as a `keepalive`, is no sign that the model works.
  if (!type.startsWith('response.')) return { kind: 'comment' }
  const isOpening = openings.includes(type) || /(item|part)\.added$/.test(type)
  return { ...chunk, hasContent: !isOpening }
}
