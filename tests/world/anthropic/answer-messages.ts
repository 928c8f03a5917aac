import type { Answer } from '../openai/answer'
import type { Speaker } from '../openai/answer-text'
import { piecesOf } from '../openai/pieces-of'
import { messageAnswer } from './message-answer'
import { messageEvents } from './message-events'
import { messageObject } from './message-object'
import type { MessagesRequest } from './messages-request'

/** Answers `POST /v1/messages`. */
export function answerMessages(request: MessagesRequest, speaker: Speaker): Answer {
  const answer = messageAnswer(request, speaker)
  const plain = { status: 200, json: messageObject(answer), pieces: piecesOf(answer.text).length }
  return request.stream ? { ...plain, stream: messageEvents(answer) } : plain
}
