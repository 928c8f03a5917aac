import { messageAnswer } from './message-answer'

/** One event of a message's stream, by its type. */
export function messageEvent(data: { readonly type: string; readonly [field: string]: unknown }): string {
  return `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`
}

/** The event that opens a message. */
export const messageStart = messageEvent({
  type: 'message_start',
  message: messageAnswer({ content: [], stop_reason: null }),
})

/** The events that open, fill and end one block of a message. */
export function messageBlock(
  index: number,
  block: Readonly<Record<string, unknown>>,
  ...deltas: readonly Readonly<Record<string, unknown>>[]
): string {
  return [
    messageEvent({ type: 'content_block_start', index, content_block: block }),
    ...deltas.map(delta => messageEvent({ type: 'content_block_delta', index, delta })),
    messageEvent({ type: 'content_block_stop', index }),
  ].join('')
}

/** A block of text in as many pieces. */
export function messageText(index: number, ...pieces: readonly string[]): string {
  return messageBlock(
    index,
    { type: 'text', text: '' },
    ...pieces.map(text => ({ type: 'text_delta', text })),
  )
}

export const messagePing = messageEvent({ type: 'ping' })

/** The event that says why a message ended. */
export function messageDelta(stopReason = 'end_turn', usage: Readonly<Record<string, unknown>> = {}): string {
  return messageEvent({
    type: 'message_delta',
    delta: { stop_reason: stopReason, stop_sequence: null },
    usage: { output_tokens: 7, ...usage },
  })
}

export const messageStop = messageEvent({ type: 'message_stop' })
