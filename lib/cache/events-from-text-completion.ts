import { event } from '@/lib/cache/events-from-completion'
import { isObject } from '@/lib/openai/is-object'
import { doneEvent } from '@/lib/operations/done-event'

/** The stream that a plain completion of the old kind would have been: one event for each text. Without the usage. */
export function eventsFromTextCompletion(completion: Readonly<Record<string, unknown>>): string {
  const { choices, usage: _, ...rest } = completion
  const list = Array.isArray(choices) ? choices.filter(isObject) : []
  return list.map(choice => event({ ...rest, choices: [choice] })).join('') + doneEvent
}
