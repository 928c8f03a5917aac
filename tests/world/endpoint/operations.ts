import type { z } from 'zod'
import type { Answer } from '../openai/answer'
import { answerChat } from '../openai/answer-chat'
import { answerCompletion, completionRequest } from '../openai/answer-completion'
import { answerEmbeddings, embeddingsRequest } from '../openai/answer-embeddings'
import type { Speaker } from '../openai/answer-text'
import { chatRequest } from '../openai/chat-request'
import { openaiError } from '../openai/openai-error'
import { parseRequest } from '../openai/parse-request'

export interface Operated extends Speaker {
  /** The models that are served; undefined serves any. */
  models: readonly string[] | undefined
}

type Operation = (bodyText: string, endpoint: Operated) => Answer

/** The POST operations by their path. */
export const operations: ReadonlyMap<string, Operation> = new Map([
  ['/v1/chat/completions', operation(chatRequest, answerChat)],
  ['/v1/completions', operation(completionRequest, answerCompletion)],
  ['/v1/embeddings', operation(embeddingsRequest, answerEmbeddings)],
])

function operation<Request extends { model: string }>(
  schema: z.ZodType<Request>,
  answer: (request: Request, speaker: Speaker) => Answer,
): Operation {
  return (bodyText, endpoint) => {
    const parsed = parseRequest(schema, bodyText)
    if ('refusal' in parsed) return parsed.refusal
    const { model } = parsed.value
    return isServed(model, endpoint) ? answer(parsed.value, endpoint) : modelNotFound(model)
  }
}

/** Whether an endpoint serves a model. */
export function isServed(model: string, { models }: Operated): boolean {
  return models === undefined || models.includes(model)
}

/** OpenAI's answer about a model that it does not have. */
export function modelNotFound(model: string): Answer {
  const message = `The model \`${model}\` does not exist or you do not have access to it.`
  return openaiError({ status: 404, message, code: 'model_not_found' })
}
