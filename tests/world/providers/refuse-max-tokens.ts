import { openaiError } from '../openai/openai-error'
import type { JsonReply } from '../send-json'
import type { Call } from './dialect'

const reasoningModel = /^(o\d|gpt-5)/

/** OpenAI's 400 for `max_tokens` in a chat with a reasoning model. */
export function refuseMaxTokens({ operation, body }: Call): JsonReply | undefined {
  const { model, max_tokens } = body
  const refused = typeof model === 'string' && reasoningModel.test(model)
  if (operation !== '/chat/completions' || !refused || typeof max_tokens !== 'number') return undefined
  const message =
    "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
  return openaiError({ status: 400, message, param: 'max_tokens', code: 'unsupported_parameter' })
}
