import type { JsonReply } from '../send-json'
import type { Speaker } from './answer-text'
import { inputItems } from './input-items'
import { openaiError } from './openai-error'
import type { RememberedResponse } from './remembered-response'
import type { ResponsesRequest } from './responses-request'

export interface RememberingSpeaker extends Speaker {
  /** The responses that were made and stored, by their id; without it, none is remembered. */
  responses?: Map<string, RememberedResponse> | undefined
}

type Previous = { value: RememberedResponse } | { refusal: JsonReply }

/** The turns that a request continues, or the 400 where they, or the calls whose results it brings, are unknown. */
export function previousResponse(request: ResponsesRequest, { responses }: RememberingSpeaker): Previous {
  const id = request.previous_response_id
  const previous = id ? responses?.get(id) : { tokens: 0, callIds: [] }
  if (!previous) return { refusal: notFound(`${id}`) }
  const items = inputItems(request)
  const called = items.flatMap(item => (item.type === 'function_call' ? [item.call_id] : []))
  const callIds = [...previous.callIds, ...called]
  const stray = items.find(item => item.type === 'function_call_output' && !callIds.includes(item.call_id))
  if (stray) return { refusal: withoutCall(`${stray.call_id}`) }
  return { value: { tokens: previous.tokens, callIds } }
}

function notFound(id: string): JsonReply {
  const message = `Previous response with id '${id}' not found.`
  const param = 'previous_response_id'
  return openaiError({ status: 400, message, param, code: 'previous_response_not_found' })
}

function withoutCall(callId: string): JsonReply {
  const message = `No tool call found for function call output with call_id ${callId}.`
  return openaiError({ status: 400, message, param: 'input' })
}
