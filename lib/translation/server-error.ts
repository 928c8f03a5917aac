import type { LanguageModelV3FinishReason } from '@ai-sdk/provider'

/** What is told of an endpoint that failed in the midst of its answer. */
export function serverError(message: string) {
  return { error: { message, type: 'server_error', param: null, code: null } }
}

/** The same of one that ended its answer without finishing it. */
export function unfinished({ raw = 'no reason' }: LanguageModelV3FinishReason) {
  return serverError(`The endpoint did not finish its answer: ${raw.slice(0, 64)}.`)
}
