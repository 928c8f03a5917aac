import { openingChunk } from '@/lib/cache/completion-from-events'
import { dataOfEvents } from '@/lib/cache/data-of-events'
import { isObject } from '@/lib/openai/is-object'

type Fields = Readonly<Record<string, unknown>>

/** Puts the events of a stream of the old completions together to the plain answer that they are. */
export function textCompletionFromEvents(text: string): Fields | undefined {
  const chunks = dataOfEvents(text)
  const first = openingChunk(text)
  if (first === undefined) return undefined
  const choices = new Map<number, Fields>()
  for (const piece of chunks.flatMap(choicesOf)) {
    // Log probabilities are lists that would have to be joined one by one.
    if (piece.logprobs) return undefined
    const index = typeof piece.index === 'number' ? piece.index : 0
    const known = choices.get(index) ?? { text: '', index, logprobs: null, finish_reason: null }
    choices.set(index, {
      ...known,
      text: String(known.text) + (typeof piece.text === 'string' ? piece.text : ''),
      finish_reason: piece.finish_reason ?? known.finish_reason,
    })
  }
  const { choices: _, usage: __, ...rest } = first
  const inOrder = [...choices].sort(([one], [other]) => one - other).map(([, choice]) => choice)
  return { ...rest, choices: inOrder }
}

function choicesOf({ choices }: Fields): readonly Fields[] {
  return Array.isArray(choices) ? choices.filter(isObject) : []
}
