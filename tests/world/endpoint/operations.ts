import type { z } from 'zod'
import { answerMessages } from '../anthropic/answer-messages'
import { parseMessages } from '../anthropic/parse-messages'
import type { Answer } from '../openai/answer'
import { answerChat } from '../openai/answer-chat'
import { answerCompletion, completionRequest } from '../openai/answer-completion'
import { answerEmbeddings, embeddingsRequest } from '../openai/answer-embeddings'
import { answerResponses } from '../openai/answer-responses'
import { chatRequest } from '../openai/chat-request'
import { type Parsed, parseRequest } from '../openai/parse-request'
import type { RememberingSpeaker } from '../openai/previous-response'
import { responsesRequest } from '../openai/responses-request'
import type { Asked } from './asked'
import { dialectOf } from './dialect-of'

export interface Operated extends RememberingSpeaker {
  /** The models that are served; undefined serves any. */
  models: readonly string[] | undefined
}

type Operation = (asked: Asked, endpoint: Operated) => Answer

/** The POST operations by their path. */
export const operations: ReadonlyMap<string, Operation> = new Map([
  ['/v1/chat/completions', operation(bodyOf(chatRequest), answerChat)],
  ['/v1/completions', operation(bodyOf(completionRequest), answerCompletion)],
  ['/v1/embeddings', operation(bodyOf(embeddingsRequest), answerEmbeddings)],
  ['/v1/responses', operation(bodyOf(responsesRequest), answerResponses)],
  ['/v1/messages', operation(parseMessages, answerMessages)],
])

function bodyOf<Request>(schema: z.ZodType<Request>) {
  return ({ bodyText }: Asked) => parseRequest(schema, bodyText)
}

function operation<Request extends { model: string }>(
  parse: (asked: Asked) => Parsed<Request>,
  answer: (request: Request, speaker: RememberingSpeaker) => Answer,
): Operation {
  return (asked, endpoint) => {
    const parsed = parse(asked)
    if ('refusal' in parsed) return parsed.refusal
    const { model } = parsed.value
    return isServed(model, endpoint)
      ? answer(parsed.value, endpoint)
      : dialectOf(asked.path).unknownModel(model)
  }
}

/** Whether an endpoint serves a model. */
export function isServed(model: string, { models }: Operated): boolean {
  return models === undefined || models.includes(model)
}
