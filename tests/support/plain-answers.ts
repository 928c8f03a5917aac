import { completionText } from './completion'

/** A plain answer of each format, whole, with its usage. */
export const plainAnswers = {
  chat: JSON.parse(completionText),
  completion: {
    id: 'cmpl-1',
    object: 'text_completion',
    created: 1_790_000_000,
    model: 'instruct-prod',
    choices: [{ text: 'Xin chào!', index: 0, logprobs: null, finish_reason: 'stop' }],
    usage: { prompt_tokens: 2, completion_tokens: 3, total_tokens: 5 },
  },
  embedding: {
    object: 'list',
    data: [{ object: 'embedding', index: 0, embedding: [0.1, -0.2] }],
    model: 'embedding-prod',
    usage: { prompt_tokens: 2, total_tokens: 2 },
  },
  response: {
    id: 'resp_1',
    object: 'response',
    created_at: 1_790_000_000,
    status: 'completed',
    error: null,
    model: 'gpt-4-1-prod',
    output: [
      {
        type: 'message',
        id: 'msg_1',
        status: 'completed',
        role: 'assistant',
        content: [{ type: 'output_text', text: 'Xin chào!', annotations: [] }],
      },
    ],
    usage: { input_tokens: 2, output_tokens: 3, total_tokens: 5 },
  },
  message: {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'claude-prod',
    content: [{ type: 'text', text: 'Xin chào!' }],
    stop_reason: 'end_turn',
    stop_sequence: null,
    usage: { input_tokens: 2, output_tokens: 3 },
  },
} as const
