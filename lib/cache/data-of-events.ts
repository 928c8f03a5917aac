import { splitEvents } from '@/lib/openai/event-splitter'
import { isObject } from '@/lib/openai/is-object'
import { parseJson } from '@/lib/openai/parse-json'
import { eventData } from '@/lib/operations/read-event'

type Fields = Readonly<Record<string, unknown>>

/** The data of a stream's events, without what is no JSON object. */
export function dataOfEvents(text: string): readonly Fields[] {
  return splitEvents(text)
    .map(each => parseJson(eventData(each) ?? ''))
    .filter(isObject)
    .filter(each => !Array.isArray(each))
}
