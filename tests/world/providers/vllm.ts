import { isRecord } from '../is-record'
import { bare } from './bare'
import { counted } from './counted'
import { fromDialect } from './from-dialect'
import type { JsonObject } from './json-object'
import { mapEvents } from './map-events'
import type { ProviderAnswer } from './provider'
import type { Failure } from './read-failure'
import { withChoices } from './with-choices'

/** The server of vLLM: docs.vllm.ai/en/latest/serving/openai_compatible_server.html */
export const vllm = fromDialect({
  basePath: '/v1',
  operations: ['/chat/completions', '/completions', '/embeddings', '/responses', '/messages'],
  // FastAPI has no HEAD beside a GET.
  modelMethods: ['GET'],
  wrongKey: () => ({ status: 401, json: { error: 'Unauthorized' } }),
  unknownPath: () => ({ status: 404, json: { detail: 'Not Found' } }),
  wrongMethod: (_, allow) => ({ status: 405, json: { detail: 'Method Not Allowed' }, headers: { allow } }),
  unknownModel: model =>
    refusal({
      status: 404,
      message: `The model \`${model}\` does not exist.`,
      type: 'NotFoundError',
      param: 'model',
    }),
  failed: ({ status, message, param }) => refusal({ status, message, type: 'BadRequestError', param }),
  plain: json => ({
    ...spoken(json),
    usage: { ...counted(json.usage), prompt_tokens_details: null },
    prompt_logprobs: null,
    kv_transfer_params: null,
  }),
  stream: plan =>
    mapEvents(plan, chunk => ({
      ...spoken(chunk),
      ...(isRecord(chunk.usage) && { usage: counted(chunk.usage) }),
    })),
})

// The code is the status, a number.
function refusal({ status, ...error }: Omit<Failure, 'code'>): ProviderAnswer {
  return { status, json: { error: { ...error, code: status } } }
}

function spoken(json: JsonObject): JsonObject {
  return withChoices(bare(json), choice =>
    choice.finish_reason === null ? choice : { ...choice, stop_reason: null },
  )
}
