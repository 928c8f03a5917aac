import { isObject } from '@/lib/openai/is-object'
import { parseJson } from '@/lib/openai/parse-json'
import { readUsage, type TokenUsage } from '@/lib/openai/token-usage'

/** What one event of a chat completion stream says, as far as we act on it. */
export type EventFacts =
  | { readonly kind: 'comment' }
  | { readonly kind: 'done' }
  | { readonly kind: 'error'; readonly body: unknown }
  | { readonly kind: 'unreadable' }
  | {
      readonly kind: 'chunk'
      /** It carries a part of an answer or ends one: from here on the answer is the caller's. */
      readonly hasContent: boolean
      /** The positions of the choices that it ends. */
      readonly finished: readonly number[]
      /** The tokens of the whole call, where it says. */
      readonly usage: TokenUsage | undefined
      /** It says nothing else: the extra event that `include_usage` asks for. */
      readonly isUsageOnly: boolean
    }

const decoder = new TextDecoder()

/** Reads one whole event of a chat completion stream; one that is not JSON is `unreadable`, never an error. */
export function readEvent(event: Uint8Array<ArrayBuffer>): EventFacts {
  const data = eventData(event)
  if (data === undefined) return { kind: 'comment' }
  if (data.trim() === '[DONE]') return { kind: 'done' }
  const value = parseJson(data)
  if (!isObject(value)) return { kind: 'unreadable' }
  if (value.error !== undefined && value.error !== null) return { kind: 'error', body: value }
  const choices = Array.isArray(value.choices) ? value.choices.filter(isObject) : []
  const usage = readUsage(value)
  const finished = choices.filter(choice => typeof choice.finish_reason === 'string')
  return {
    kind: 'chunk',
    hasContent:
      finished.length > 0 || choices.some(choice => isObject(choice.delta) && carries(choice.delta)),
    finished: finished.map(choice => (typeof choice.index === 'number' ? choice.index : 0)),
    usage,
    isUsageOnly: usage !== undefined && Array.isArray(value.choices) && value.choices.length === 0,
  }
}

// The role opens an answer and is no part of it; any other field counts once there is something in it,
// so that fields yet to be invented (reasoning, audio, annotations) need no change here.
function carries(delta: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(delta).some(([name, value]) => name !== 'role' && !isEmpty(value))
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true
  return Array.isArray(value) && value.length === 0
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
