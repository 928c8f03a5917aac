import { answerPath } from '../endpoint/answer-path'
import { operations } from '../endpoint/operations'
import { anthropicOpenai } from './anthropic-openai'
import { headerKey } from './header-key'
import type { Provider, ProviderAnswer, ProviderRequest } from './provider'

/** Anthropic's own API, and its layer for OpenAI's clients. */
export const anthropic: Provider = {
  basePath: '/v1',
  answer: (asked, endpoint) => {
    const { path, headers } = asked
    if (path === '/v1/chat/completions') return anthropicOpenai.answer(asked, endpoint)
    if (endpoint.apiKey !== undefined && headerKey(headers, 'x-api-key') !== endpoint.apiKey) {
      return refusal(401, { type: 'authentication_error', message: 'invalid x-api-key' })
    }
    if (!isServedHere(asked)) return refusal(404, { type: 'not_found_error', message: 'Not found' })
    if (asked.method === 'POST' && headers['anthropic-version'] === undefined) {
      const message = 'anthropic-version: header is required'
      return refusal(400, { type: 'invalid_request_error', message })
    }
    const answer = answerPath(asked, endpoint)
    const model = /^\/v1\/models\/(.+)$/.exec(path)?.[1]
    if (model === undefined || answer.status !== 404) return answer
    return refusal(404, { type: 'not_found_error', message: `model: ${model}` })
  },
}

function isServedHere({ path }: ProviderRequest): boolean {
  return (path.startsWith('/v1/messages') && operations.has(path)) || /^\/v1\/models($|\/)/.test(path)
}

function refusal(status: number, error: { type: string; message: string }): ProviderAnswer {
  return { status, json: { type: 'error', error } }
}
