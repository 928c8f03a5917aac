import { newId } from '../openai/new-id'
import { bare } from './bare'
import { counted } from './counted'
import { fromDialect } from './from-dialect'
import type { JsonObject } from './json-object'
import { mapEvents } from './map-events'
import type { ProviderAnswer } from './provider'

/** Anthropic's layer for OpenAI's clients: docs.claude.com/en/api/openai-sdk */
export const anthropicOpenai = fromDialect({
  basePath: '/v1',
  operations: ['/chat/completions'],
  wrongKey: () => refusal(401, { message: 'invalid x-api-key', code: 'authentication_error' }),
  unknownPath: () => ({
    status: 404,
    json: { type: 'error', error: { type: 'not_found_error', message: 'Not found' } },
  }),
  unknownModel: model => refusal(404, { message: `model: ${model}`, code: 'not_found_error' }),
  failed: ({ status, message }) => refusal(status, { message, code: 'invalid_request_error' }),
  refuse: ({ body }) =>
    (body.n ?? 1) === 1
      ? undefined
      : refusal(400, { message: 'n: must be exactly 1', code: 'invalid_request_error' }),
  // A temperature above 1 counts as 1, which nothing here depends on.
  ignored: [
    'response_format',
    'logprobs',
    'top_logprobs',
    'logit_bias',
    'seed',
    'metadata',
    'prediction',
    'presence_penalty',
    'frequency_penalty',
    'service_tier',
    'store',
    'user',
    'modalities',
    'audio',
    'reasoning_effort',
  ],
  plain: json => ({ ...bare(json), id: newId('msg_01', 22), usage: counted(json.usage) }),
  stream: plan => {
    const id = newId('msg_01', 22)
    return mapEvents(plan, chunk => ({ ...counting(bare(chunk)), id }))
  },
})

function refusal(status: number, { message, code }: { message: string; code: string }): ProviderAnswer {
  return { status, json: { error: { message, type: 'invalid_request_error', param: null, code } } }
}

function counting(chunk: JsonObject): JsonObject {
  return chunk.usage === undefined ? chunk : { ...chunk, usage: counted(chunk.usage) }
}
