import { completionFromEvents } from '@/lib/cache/completion-from-events'
import { eventsFromCompletion } from '@/lib/cache/events-from-completion'
import { eventsFromMessage } from '@/lib/cache/events-from-message'
import { eventsFromResponse } from '@/lib/cache/events-from-response'
import { eventsFromTextCompletion } from '@/lib/cache/events-from-text-completion'
import { messageFromEvents } from '@/lib/cache/message-from-events'
import { responseFromEvents } from '@/lib/cache/response-from-events'
import { textCompletionFromEvents } from '@/lib/cache/text-completion-from-events'
import { isObject } from '@/lib/openai/is-object'
import type { WireFormat } from '@/lib/operations/wire-format'

type Fields = Readonly<Record<string, unknown>>

/** How an answer is turned from a stream into a plain one and back, and whether it is whole. */
export type AnswerForm = {
  /** Undefined where the events cannot be put together. */
  readonly fromEvents: (text: string) => Fields | undefined
  readonly toEvents: (answer: Fields) => string | undefined
  readonly isWhole: (answer: Fields) => boolean
  /** Whether the usage is told in an event of its own, where it is asked for. */
  readonly hasUsageEvent: boolean
}

// Any other end is an answer that was cut off or held back.
const wholeEnds = ['stop', 'tool_calls', 'function_call', 'eos']
const wholeStops = ['end_turn', 'tool_use', 'stop_sequence']

function hasWholeChoices({ choices }: Fields): boolean {
  const list = Array.isArray(choices) ? choices : []
  return (
    list.length > 0 && list.every(each => isObject(each) && wholeEnds.includes(String(each.finish_reason)))
  )
}

/** By the name of the format. */
export const answerForms: Readonly<Record<WireFormat['name'], AnswerForm>> = {
  chat: {
    fromEvents: completionFromEvents,
    toEvents: eventsFromCompletion,
    isWhole: hasWholeChoices,
    hasUsageEvent: true,
  },
  completion: {
    fromEvents: textCompletionFromEvents,
    toEvents: eventsFromTextCompletion,
    isWhole: hasWholeChoices,
    hasUsageEvent: true,
  },
  embedding: {
    fromEvents: () => undefined,
    toEvents: () => undefined,
    isWhole: ({ data }) => Array.isArray(data) && data.length > 0,
    hasUsageEvent: false,
  },
  response: {
    fromEvents: responseFromEvents,
    toEvents: eventsFromResponse,
    isWhole: ({ status }) => status === 'completed',
    hasUsageEvent: false,
  },
  message: {
    fromEvents: messageFromEvents,
    toEvents: eventsFromMessage,
    isWhole: ({ stop_reason }) => wholeStops.includes(String(stop_reason)),
    hasUsageEvent: false,
  },
}
