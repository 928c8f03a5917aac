import { eventBeforeText } from './event-before-text'
import { fragmentsOf } from './fragments-of'
import { emptyItem, outputItem, textPart } from './output-item'
import { piecesOf } from './pieces-of'
import { responseInProgress, responseObject } from './response-object'
import type { ResponsesAnswer } from './responses-answer'
import type { ResponsesRequest } from './responses-request'
import { type StreamFormat, type StreamPlan, toEvent } from './stream-plan'

interface NamedEvent {
  type: string
  [field: string]: unknown
}

/** How the parts of one kind of item are streamed. */
interface ItemEvents {
  opening: NamedEvent[]
  content: NamedEvent[]
  closing: NamedEvent[]
  piece(delta: string): NamedEvent
}

/** A response as the events of a streamed call. */
export function responseEvents(answer: ResponsesAnswer, request: ResponsesRequest): StreamPlan {
  const inProgress = responseInProgress(request, answer)
  const events = answer.tool ? functionEvents(answer) : textEvents(answer)
  const opening = [
    { type: 'response.created', response: inProgress },
    { type: 'response.in_progress', response: inProgress },
    { type: 'response.output_item.added', output_index: 0, item: emptyItem(answer) },
    ...events.opening,
  ]
  const closing = [
    ...events.closing,
    { type: 'response.output_item.done', output_index: 0, item: outputItem(answer) },
  ]
  const end = { type: `response.${answer.status}`, response: responseObject(request, answer) }
  const beforeClosing = opening.length + events.content.length
  return {
    opening: opening.map((event, index) => numbered(event, index)),
    content: events.content.map((event, index) => numbered(event, opening.length + index)),
    closing: closing.map((event, index) => numbered(event, beforeClosing + index)),
    end: numbered(end, beforeClosing + closing.length),
    format: formatOf(events),
  }
}

function numbered({ type, ...fields }: NamedEvent, sequence: number): string {
  return toEvent({ type, sequence_number: sequence, ...fields }, type)
}

function textEvents({ itemId, text }: ResponsesAnswer): ItemEvents {
  const place = { item_id: itemId, output_index: 0, content_index: 0 }
  const piece = (delta: string) => ({ type: 'response.output_text.delta', ...place, delta, logprobs: [] })
  return {
    opening: [{ type: 'response.content_part.added', ...place, part: textPart('') }],
    content: piecesOf(text).map(piece),
    closing: [
      { type: 'response.output_text.done', ...place, text, logprobs: [] },
      { type: 'response.content_part.done', ...place, part: textPart(text) },
    ],
    piece,
  }
}

function functionEvents({ itemId, tool }: ResponsesAnswer): ItemEvents {
  const place = { item_id: itemId, output_index: 0 }
  const whole = { arguments: tool?.arguments ?? '', name: tool?.name }
  const piece = (delta: string) => ({ type: 'response.function_call_arguments.delta', ...place, delta })
  return {
    opening: [],
    content: fragmentsOf(whole.arguments).map(piece),
    closing: [{ type: 'response.function_call_arguments.done', ...place, ...whole }],
    piece,
  }
}

const failed = {
  type: 'error',
  code: 'server_error',
  message: 'The server had an error while processing your request. Sorry about that!',
  param: null,
}

function formatOf({ piece }: ItemEvents): StreamFormat {
  const written = (sequence: number) => (text: string) => numbered(piece(text), sequence)
  return {
    piece: (text, sequence) => written(sequence)(text),
    failure: sequence => numbered(failed, sequence),
    malformed: sequence => `${eventBeforeText(written(sequence))}\n\n`,
  }
}
