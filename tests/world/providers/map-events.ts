import { isRecord } from '../is-record'
import { type StreamPlan, toEvent } from '../openai/stream-plan'
import { parseJson } from '../parse-json'
import type { JsonObject } from './json-object'

export interface Place {
  part: 'opening' | 'content' | 'closing'
  /** Counted within its part. */
  index: number
}

/** A stream with the JSON of each of its events changed. */
export function mapEvents(
  plan: StreamPlan,
  change: (chunk: JsonObject, place: Place) => JsonObject,
): StreamPlan {
  const changed = (part: Place['part']) =>
    plan[part].map((event, index) => {
      const chunk = parseJson(event.replace(/^data: /, ''))
      return isRecord(chunk) ? toEvent(change(chunk, { part, index })) : event
    })
  return { ...plan, opening: changed('opening'), content: changed('content'), closing: changed('closing') }
}
