import { dataOfEvents } from '@/lib/cache/data-of-events'
import { isObject } from '@/lib/openai/is-object'

type Fields = Readonly<Record<string, unknown>>

/**
 * Puts the events of a chat completion stream together to the plain answer that they are; undefined where they hold what
 * cannot be put together, as pieces that are neither text nor lists.
 * Source: https://platform.openai.com/docs/api-reference/chat-streaming
 */
export function completionFromEvents(text: string): Fields | undefined {
  const chunks = dataOfEvents(text)
  const first = openingChunk(text)
  if (first === undefined) return undefined
  const choices = new Map<number, Fields>()
  for (const chunk of chunks) {
    for (const choice of Array.isArray(chunk.choices) ? chunk.choices.filter(isObject) : []) {
      const index = typeof choice.index === 'number' ? choice.index : 0
      const merged = mergeChoice(choices.get(index) ?? { index, message: {}, finish_reason: null }, choice)
      if (merged === undefined) return undefined
      choices.set(index, merged)
    }
  }
  const { choices: _, usage: __, object: ___, ...rest } = first
  const inOrder = [...choices].sort(([one], [other]) => one - other).map(([, choice]) => unindexed(choice))
  return { ...rest, object: 'chat.completion', choices: inOrder }
}

/** The event that names the answer: some endpoints send one before it that names nothing. */
export function openingChunk(text: string): Fields | undefined {
  const chunks = dataOfEvents(text)
  return chunks.find(({ id, choices }) => id && Array.isArray(choices) && choices.length > 0) ?? chunks[0]
}

// Only in a stream do tool calls say which they are.
function unindexed(choice: Fields): Fields {
  const message = isObject(choice.message) ? choice.message : {}
  if (!Array.isArray(message.tool_calls)) return choice
  const calls = message.tool_calls.filter(isObject).map(({ index: _, ...call }) => call)
  return { ...choice, message: { ...message, tool_calls: calls } }
}

function mergeChoice(known: Fields, piece: Fields): Fields | undefined {
  const message = merge(known.message, piece.delta ?? {})
  const logprobs = merge(known.logprobs, piece.logprobs)
  if (message === conflict || logprobs === conflict) return undefined
  return {
    ...known,
    message,
    ...(logprobs !== undefined && { logprobs }),
    finish_reason: piece.finish_reason ?? known.finish_reason,
  }
}

const conflict = Symbol('cannot be put together')

// Fields that name a thing and are not pieces of a text, though each chunk may repeat them.
const names = ['role', 'id', 'type', 'index']

// Texts are continued, lists are too, and of a list whose parts have an index each part is continued by its own.
function merge(known: unknown, piece: unknown, name = ''): unknown {
  if (piece === undefined || piece === null) return known ?? piece
  if (known === undefined || known === null) return Array.isArray(piece) ? merge([], piece, name) : piece
  if (names.includes(name)) return piece === '' ? known : piece
  if (typeof known === 'string' && typeof piece === 'string') return known + piece
  if (Array.isArray(known) && Array.isArray(piece)) return mergeLists(known, piece)
  if (isObject(known) && isObject(piece)) return mergeFields(known, piece)
  return known === piece ? known : conflict
}

function mergeFields(known: Fields, piece: Fields): unknown {
  const merged: Record<string, unknown> = { ...known }
  for (const [name, value] of Object.entries(piece)) {
    const next = merge(known[name], value, name)
    if (next === conflict) return conflict
    merged[name] = next
  }
  return merged
}

function mergeLists(known: readonly unknown[], pieces: readonly unknown[]): unknown {
  const list = [...known]
  for (const piece of pieces) {
    const index = isObject(piece) && typeof piece.index === 'number' ? piece.index : undefined
    const at = index === undefined ? -1 : list.findIndex(each => isObject(each) && each.index === index)
    if (at < 0) list.push(piece)
    else {
      const next = merge(list[at], piece)
      if (next === conflict) return conflict
      list[at] = next
    }
  }
  return list
}
