import { dataOfEvents } from '@/lib/cache/data-of-events'
import { isObject } from '@/lib/openai/is-object'

const ends = ['response.completed', 'response.incomplete']

/** The plain response that a stream's last event holds; undefined where it has none. */
export function responseFromEvents(text: string): Readonly<Record<string, unknown>> | undefined {
  const last = dataOfEvents(text).findLast(({ type }) => ends.includes(String(type)))
  return isObject(last?.response) ? last.response : undefined
}
