import { type NamedEvent, namedEvents } from './named-events'
import type { StreamCase, Used } from './operation-case'

/** Responses as an endpoint writes them, plain and streamed. */
export const responseAnswers = {
  answer,
  stream: {
    asked: { stream: true },
    begun: pieces => written([...opening, ...pieces.map(deltaOf)]),
    rest: (pieces, used) => {
      const text = pieces.join('')
      const before = opening.length + pieces.length
      const item = itemOf([partOf(text)], 'completed')
      const whole = answer(text, used)
      return written(
        [
          { type: 'response.output_text.done', ...place, text, logprobs: [] },
          { type: 'response.content_part.done', ...place, part: partOf(text) },
          { type: 'response.output_item.done', output_index: 0, item },
          { type: 'response.completed', response: whole },
        ],
        before,
      )
    },
    end: 'response.completed',
    isEndedByUs: false,
  } satisfies Omit<StreamCase, 'textOf'>,
} as const

function answer(text: string, used: Used): object {
  return {
    ...response('completed'),
    output: [itemOf([partOf(text)], 'completed')],
    usage: usageOf(used),
  }
}

const place = { item_id: 'msg_1', output_index: 0, content_index: 0 }

function response(status: string) {
  const base = { id: 'resp_1', object: 'response', created_at: 1, status, error: null }
  return { ...base, model: 'gpt-4.1', output: [], usage: null, store: true }
}

function itemOf(content: readonly object[], status: string) {
  return { id: 'msg_1', type: 'message', status, role: 'assistant', content }
}

function partOf(text: string) {
  return { type: 'output_text', text, annotations: [], logprobs: [] }
}

const opening: readonly NamedEvent[] = [
  { type: 'response.created', response: response('in_progress') },
  { type: 'response.in_progress', response: response('in_progress') },
  { type: 'response.output_item.added', output_index: 0, item: itemOf([], 'in_progress') },
  { type: 'response.content_part.added', ...place, part: partOf('') },
]

function deltaOf(delta: string) {
  return { type: 'response.output_text.delta', ...place, delta, logprobs: [] }
}

function usageOf({ prompt, cached, completion }: Used) {
  return {
    input_tokens: prompt,
    input_tokens_details: { cached_tokens: cached },
    output_tokens: completion,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: prompt + completion,
  }
}

function written(events: readonly NamedEvent[], before = 0): string {
  return namedEvents(events.map((event, at) => ({ ...event, sequence_number: before + at })))
}
