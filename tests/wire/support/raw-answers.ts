/** A plain answer as an endpoint writes it. */
export const rawAnswer = JSON.stringify({
  id: 'chatcmpl-raw',
  object: 'chat.completion',
  created: 0,
  model: 'gpt-4.1',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Chào từ raw 🌏' }, finish_reason: 'stop' }],
})

export const jsonType = 'content-type: application/json'
export const streamType = 'content-type: text/event-stream'

/** An event with a piece of the answer. */
export function piece(content: string): string {
  return event({ choices: [{ index: 0, delta: { content } }] })
}

export const finish = event({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })
export const done = 'data: [DONE]\n\n'

export function event(data: object): string {
  return `data: ${JSON.stringify(data)}\n\n`
}

/** A chunk of the chunked transfer coding. */
export function chunk(text: string): string {
  return `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`
}
