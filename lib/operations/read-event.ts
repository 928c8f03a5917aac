import { isObject } from '@/lib/openai/is-object'
import { parseJson } from '@/lib/openai/parse-json'
import type { EventFacts } from '@/lib/operations/event-facts'
import { readChunk } from '@/lib/operations/read-chunk'
import type { WireFormat } from '@/lib/operations/wire-format'

const decoder = new TextDecoder()

/** Reads one whole event of a stream; one that is not JSON is `unreadable`, never an error. */
export function readEvent(
  event: Uint8Array<ArrayBuffer>,
  readData: WireFormat['readData'] = readChunk,
): EventFacts {
  const data = eventData(event)
  if (data === undefined) return { kind: 'comment' }
  if (data.trim() === '[DONE]') return { kind: 'done' }
  const value = parseJson(data)
  return isObject(value) ? readData(value) : { kind: 'unreadable' }
}

/** The data of an event, its lines put together; undefined where it has none. */
export function eventData(event: Uint8Array<ArrayBuffer>): string | undefined {
  const lines = decoder
    .decode(event)
    .split(/\r\n|\n|\r/)
    .filter(line => line.startsWith('data:'))
  if (lines.length === 0) return undefined
  return lines.map(line => line.slice(line.startsWith('data: ') ? 6 : 5)).join('\n')
}
