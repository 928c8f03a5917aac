import { isServed } from '../endpoint/operations'
import { answerContent } from './google/answer-content'
import { googleError } from './google/google-error'
import { googleUnknownModel } from './google/google-unknown-model'
import { googleWrongKey } from './google/google-wrong-key'
import { headerKey } from './header-key'
import type { JsonObject } from './json-object'
import type { Keyed, Provider, ProviderAnswer, ProviderRequest } from './provider'

const generating = /^\/v1beta\/models\/([^/:]+):(generateContent|streamGenerateContent)$/
const oneModel = /^\/v1beta\/models\/([^/:]+)$/

/** Gemini's own API: ai.google.dev/api/generate-content */
export const google: Provider = {
  basePath: '/v1beta',
  answer: (asked, endpoint) => refuseKey(asked, endpoint) ?? answerAsked(asked, endpoint),
}

function refuseKey({ headers, query }: ProviderRequest, { apiKey }: Keyed): ProviderAnswer | undefined {
  if (apiKey === undefined) return undefined
  // Google takes a key in the query, where it would be written to logs: nobody is to send it there.
  if (query.has('key')) return googleWrongKey()
  const given = headerKey(headers, 'x-goog-api-key')
  if (given === apiKey) return undefined
  if (given !== undefined) return googleWrongKey()
  return googleError(403, {
    message:
      "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer identity to call this API.",
  })
}

function answerAsked(asked: ProviderRequest, endpoint: Keyed): ProviderAnswer {
  const { method, path } = asked
  const isRead = method === 'GET' || method === 'HEAD'
  const [, generated, verb] = generating.exec(path) ?? []
  if (generated !== undefined && method === 'POST') {
    const model = decodeURIComponent(generated)
    return answerContent({ asked, endpoint, model, streamed: verb === 'streamGenerateContent' })
  }
  if (path === '/v1beta/models' && isRead) {
    return { status: 200, json: { models: (endpoint.models ?? []).map(toModel) } }
  }
  const named = oneModel.exec(path)?.[1]
  if (named === undefined || !isRead) return googleError(404, { message: 'Requested entity was not found.' })
  const model = decodeURIComponent(named)
  return isServed(model, endpoint) ? { status: 200, json: toModel(model) } : googleUnknownModel(model)
}

function toModel(id: string): JsonObject {
  return {
    name: `models/${id}`,
    version: '001',
    displayName: id,
    inputTokenLimit: 1_048_576,
    outputTokenLimit: 65_536,
    supportedGenerationMethods: ['generateContent', 'countTokens'],
  }
}
