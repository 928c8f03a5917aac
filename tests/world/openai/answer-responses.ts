import type { Answer } from './answer'
import { piecesOf } from './pieces-of'
import { previousResponse, type RememberingSpeaker } from './previous-response'
import { responseEvents } from './response-events'
import { responseObject } from './response-object'
import { responsesAnswer } from './responses-answer'
import type { ResponsesRequest } from './responses-request'

/** Answers `POST /v1/responses`, and remembers the response unless it is not to be stored. */
export function answerResponses(request: ResponsesRequest, speaker: RememberingSpeaker): Answer {
  const previous = previousResponse(request, speaker)
  if ('refusal' in previous) return previous.refusal
  const answer = responsesAnswer(request, { previous: previous.value, speaker })
  if (request.store !== false) {
    const callIds = [...previous.value.callIds, ...(answer.tool ? [answer.tool.id] : [])]
    speaker.responses?.set(answer.id, { tokens: answer.turnTokens, callIds })
  }
  const plain = {
    status: 200,
    json: responseObject(request, answer),
    pieces: piecesOf(answer.text).length,
  }
  return request.stream ? { ...plain, stream: responseEvents(answer, request) } : plain
}
