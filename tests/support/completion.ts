const json = { 'content-type': 'application/json' } as const

/** A plain answer's body. */
export const completionText = JSON.stringify({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1_790_000_000,
  model: 'gpt-4-1-prod',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Xin chào!' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 2, completion_tokens: 3, total_tokens: 5 },
})

/** An endpoint's plain answer. */
export const completion = { headers: json, body: completionText } as const

/** An endpoint's refusal, with OpenAI's error object. */
export function refusal(status: number, error: Readonly<Record<string, unknown>> = {}) {
  const whole = { message: 'No.', type: 'invalid_request_error', param: null, code: null, ...error }
  return { status, headers: json, body: JSON.stringify({ error: whole }) }
}
