import { eventBeforeText } from '../openai/event-before-text'
import { fragmentsOf } from '../openai/fragments-of'
import { piecesOf } from '../openai/pieces-of'
import { type StreamFormat, type StreamPlan, toEvent } from '../openai/stream-plan'
import type { MessageAnswer, Thinking } from './message-answer'
import { messageStart } from './message-object'

const ping = named({ type: 'ping' })

/** A message as the events of a streamed call; its thinking is no content that faults count. */
export function messageEvents(answer: MessageAnswer): StreamPlan {
  const { thinking, text, tool, stopReason, stopSequence, outputTokens } = answer
  const index = thinking ? 1 : 0
  const piece = (part: string) =>
    delta(index, tool ? { type: 'input_json_delta', partial_json: part } : { type: 'text_delta', text: part })
  const block = tool
    ? { type: 'tool_use', id: tool.id, name: tool.name, input: {} }
    : { type: 'text', text: '' }
  return {
    opening: [
      named({ type: 'message_start', message: messageStart(answer) }),
      ...(thinking ? thinkingEvents(thinking) : []),
      named({ type: 'content_block_start', index, content_block: block }),
      ping,
      ...(tool ? [piece('')] : []),
    ],
    content: (tool ? fragmentsOf(tool.json) : piecesOf(text)).map(piece),
    closing: [
      named({ type: 'content_block_stop', index }),
      named({
        type: 'message_delta',
        delta: { stop_reason: stopReason, stop_sequence: stopSequence },
        usage: { output_tokens: outputTokens },
      }),
    ],
    end: named({ type: 'message_stop' }),
    format: formatOf(piece),
  }
}

function thinkingEvents({ text, signature }: Thinking): string[] {
  const block = { type: 'thinking', thinking: '', signature: '' }
  return [
    named({ type: 'content_block_start', index: 0, content_block: block }),
    ...piecesOf(text).map(thinking => delta(0, { type: 'thinking_delta', thinking })),
    delta(0, { type: 'signature_delta', signature }),
    named({ type: 'content_block_stop', index: 0 }),
  ]
}

function formatOf(piece: (text: string) => string): StreamFormat {
  const error = { type: 'overloaded_error', message: 'Overloaded' }
  return {
    piece,
    failure: () => named({ type: 'error', error }),
    malformed: () => `${eventBeforeText(piece)}\n\n`,
    ping,
  }
}

function delta(index: number, change: { type: string; [field: string]: string }): string {
  return named({ type: 'content_block_delta', index, delta: change })
}

function named(event: { type: string; [field: string]: unknown }): string {
  return toEvent(event, event.type)
}
