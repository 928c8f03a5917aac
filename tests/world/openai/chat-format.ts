import { type StreamFormat, toEvent } from './stream-plan'

const error = {
  message: 'The server had an error while processing your request. Sorry about that!',
  type: 'server_error',
  param: null,
  code: null,
}

/** What faults write into a chat stream. */
export const chatFormat: StreamFormat = {
  piece: content => {
    const choice = { index: 0, delta: { content }, logprobs: null, finish_reason: null }
    return toEvent({ id: 'chatcmpl-struck', object: 'chat.completion.chunk', created: 0, choices: [choice] })
  },
  failure: () => toEvent({ error }),
  malformed: () => 'data: {"id":"chatcmpl-broken","choices":[{"index":0,"delta":{"content":\n\n',
}
