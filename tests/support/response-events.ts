type Fields = Readonly<Record<string, unknown>>

/** One event of a response's stream. */
export function responseEvent(type: string, data: Fields = {}): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`
}

/** A response as it is at that status. */
export function responseObject(status: string, more: Fields = {}) {
  return { id: 'resp_1', object: 'response', status, model: 'gpt-4.1', output: [], error: null, ...more }
}

const usage = {
  input_tokens: 5,
  input_tokens_details: { cached_tokens: 2 },
  output_tokens: 7,
  output_tokens_details: { reasoning_tokens: 3 },
  total_tokens: 12,
}

export const responseCreated = responseEvent('response.created', { response: responseObject('in_progress') })

/** An event with a part of its text. */
export function responseWord(delta: string): string {
  return responseEvent('response.output_text.delta', { item_id: 'msg_1', output_index: 0, delta })
}

/** The event that ends it, with the whole answer. */
export function responseEnd(status: 'completed' | 'incomplete' = 'completed'): string {
  return responseEvent(`response.${status}`, { response: responseObject(status, { usage }) })
}
