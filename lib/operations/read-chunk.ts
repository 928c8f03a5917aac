import { isObject } from '@/lib/openai/is-object'
import { readUsage } from '@/lib/openai/token-usage'
import type { EventFacts } from '@/lib/operations/event-facts'

/** Reads a chunk of a chat completion, or of a completion as it was before there was chat. */
export function readChunk(value: Readonly<Record<string, unknown>>): EventFacts {
  // vLLM's and Mistral's error is the whole object.
  if ((value.error ?? null) !== null || value.object === 'error') return { kind: 'error', body: value }
  const choices = Array.isArray(value.choices) ? value.choices.filter(isObject) : []
  const usage = readUsage(value)
  // Some say with an empty one, in each chunk, that it goes on.
  const finished = choices.filter(
    ({ finish_reason }) => typeof finish_reason === 'string' && finish_reason !== '',
  )
  return {
    kind: 'chunk',
    hasContent: finished.length > 0 || choices.some(hasContent),
    finished: finished.map(choice => (typeof choice.index === 'number' ? choice.index : 0)),
    usage,
    isUsageOnly: usage !== undefined && Array.isArray(value.choices) && value.choices.length === 0,
  }
}

type Fields = Readonly<Record<string, unknown>>

function hasContent({ delta, text }: Fields): boolean {
  return (isObject(delta) && carries(delta)) || (typeof text === 'string' && text !== '')
}

// Together numbers its tokens, also the empty one that it begins with.
const noContent = ['role', 'token_id']

// The role opens an answer and is no part of it; any other field counts once there is something in it,
// so that fields yet to be invented (reasoning, audio, annotations) need no change here.
function carries(delta: Fields): boolean {
  return Object.entries(delta).some(([name, value]) => !noContent.includes(name) && !isEmpty(value))
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true
  return Array.isArray(value) && value.length === 0
}
