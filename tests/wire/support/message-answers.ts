import { namedEvents } from './named-events'
import type { StreamCase, Used } from './operation-case'

/** Messages as an endpoint writes them, plain and streamed. */
export const messageAnswers = {
  answer: (text: string, used: Used): object => ({
    ...message,
    content: [{ type: 'text', text }],
    stop_reason: 'end_turn',
    usage: { ...promptOf(used), output_tokens: used.completion },
  }),
  stream: {
    asked: { stream: true },
    begun: (pieces, used) =>
      namedEvents([
        { type: 'message_start', message: { ...message, usage: { ...promptOf(used), output_tokens: 1 } } },
        { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
        { type: 'ping' },
        ...pieces.map(text => ({
          type: 'content_block_delta',
          index: 0,
          delta: { type: 'text_delta', text },
        })),
      ]),
    rest: (_, { completion }) =>
      namedEvents([
        { type: 'content_block_stop', index: 0 },
        {
          type: 'message_delta',
          delta: { stop_reason: 'end_turn', stop_sequence: null },
          usage: { output_tokens: completion },
        },
        { type: 'message_stop' },
      ]),
    end: 'message_stop',
    isEndedByUs: true,
  } satisfies Omit<StreamCase, 'textOf'>,
} as const

const message = {
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: 'gpt-4.1',
  content: [],
  stop_reason: null,
  stop_sequence: null,
}

// What was kept is not among the `input_tokens` here.
function promptOf({ prompt, cached }: Used) {
  return { input_tokens: prompt - cached, cache_creation_input_tokens: 0, cache_read_input_tokens: cached }
}
