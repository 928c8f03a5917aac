import type { Answer } from './answer'
import type { Speaker } from './answer-text'
import { chatAnswer } from './chat-answer'
import { chatChunks } from './chat-chunks'
import { chatCompletion } from './chat-completion'
import type { ChatRequest } from './chat-request'
import { piecesOf } from './pieces-of'

/** Answers `POST /v1/chat/completions`. */
export function answerChat(request: ChatRequest, speaker: Speaker): Answer {
  const answer = chatAnswer(request, speaker)
  const plain = {
    status: 200,
    json: chatCompletion(answer, request),
    pieces: piecesOf(answer.text).length,
  }
  return request.stream ? { ...plain, stream: chatChunks(answer, request) } : plain
}
