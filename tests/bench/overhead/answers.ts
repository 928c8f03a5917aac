const words = 'The quick brown fox jumps over the lazy dog and runs away from the crowd.'.split(' ')
const usage = { prompt_tokens: 24, completion_tokens: words.length, total_tokens: 24 + words.length }
const common = { id: 'chatcmpl-bench', created: 1_700_000_000, model: 'bench' }

/** What the upstream answers a plain call. */
export const plainAnswer = JSON.stringify({
  ...common,
  object: 'chat.completion',
  choices: [{ index: 0, message: { role: 'assistant', content: words.join(' ') }, finish_reason: 'stop' }],
  usage,
})

/** The events that it answers a streamed call with, its usage among them. */
export const streamedEvents: readonly string[] = [
  ...words.map(word =>
    chunk({ choices: [{ index: 0, delta: { content: `${word} ` }, finish_reason: null }] }),
  ),
  chunk({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }),
  chunk({ choices: [], usage }),
  'data: [DONE]\n\n',
]

function chunk(fields: object): string {
  return `data: ${JSON.stringify({ ...common, object: 'chat.completion.chunk', ...fields })}\n\n`
}
