import type { StreamPlan } from '../openai/stream-plan'
import type { JsonObject } from './json-object'
import { mapEvents } from './map-events'

const usageOnly = '"choices":[],'

/** A stream whose usage rides on the chunk that gives the reason of the end, asked for or not. */
export function usageAtEnd(plan: StreamPlan, usage: JsonObject): StreamPlan {
  const closing = plan.closing.filter(event => !event.includes(usageOnly))
  return mapEvents({ ...plan, closing }, (chunk, { part, index }) =>
    part === 'closing' && index === closing.length - 1 ? { ...chunk, usage } : chunk,
  )
}
