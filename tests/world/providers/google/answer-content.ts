import { answerPath } from '../../endpoint/answer-path'
import { isServed } from '../../endpoint/operations'
import { isRecord } from '../../is-record'
import { piecesOf } from '../../openai/pieces-of'
import { parseJson } from '../../parse-json'
import type { Keyed, ProviderAnswer, ProviderRequest } from '../provider'
import { chatBody } from './chat-body'
import { contentResponse } from './content-response'
import { contentStream } from './content-stream'
import { type GeminiRequest, geminiRequest } from './gemini-request'
import { generated } from './generated'
import { googleError } from './google-error'
import { googleUnknownModel } from './google-unknown-model'
import { googleUnknownNames } from './google-unknown-names'
import { unknownFields } from './unknown-fields'

interface Generating {
  asked: ProviderRequest
  endpoint: Keyed
  model: string
  streamed: boolean
}

/** Answers `POST /v1beta/models/{model}:generateContent` and its streamed sister. */
export function answerContent({ asked, endpoint, model, streamed }: Generating): ProviderAnswer {
  if (!isServed(model, endpoint)) return googleUnknownModel(model)
  const body = parseJson(asked.bodyText)
  if (!isRecord(body)) return googleError(400, { message: 'Invalid JSON payload received. Parse error.' })
  const unknown = unknownFields(body)
  if (unknown.length > 0) return googleUnknownNames(unknown)
  const request = geminiRequest.safeParse(body)
  if (!request.success) return googleError(400, { message: `Invalid value: ${request.error.message}` })
  const refusal = refuseContents(request.data)
  if (refusal) return refusal
  const bodyText = JSON.stringify(chatBody(request.data, model))
  const chat = answerPath({ ...asked, path: '/v1/chat/completions', bodyText }, endpoint)
  if (chat.status !== 200)
    return googleError(chat.status, { message: 'Request contains an invalid argument.' })
  const content = generated(chat.json, request.data)
  const plain = {
    status: 200,
    json: contentResponse(content),
    pieces: piecesOf(content.candidates[0]?.text ?? '').length,
  }
  if (!streamed) return plain
  // Without `alt=sse` the answers of a stream are the items of a list.
  if (asked.query.get('alt') !== 'sse') return { ...plain, json: [plain.json] }
  return { ...plain, stream: { ...contentStream(content), end: '' } }
}

function refuseContents({ contents = [] }: GeminiRequest): ProviderAnswer | undefined {
  const because = (message: string) => googleError(400, { message })
  if (contents.length === 0) return because('* GenerateContentRequest.contents: contents is not specified\n')
  const isKnown = (role: string | undefined) => role === undefined || role === 'user' || role === 'model'
  if (!contents.every(({ role }) => isKnown(role))) return because('Please use a valid role: user, model.')
  const empty = contents.findIndex(({ parts = [] }) => parts.length === 0)
  if (empty < 0) return undefined
  return because(`* GenerateContentRequest.contents[${empty}].parts: contents.parts must not be empty.\n`)
}
