import { isRecord } from '../is-record'
import { newId } from '../openai/new-id'
import type { StreamPlan } from '../openai/stream-plan'
import { bare } from './bare'
import { counted } from './counted'
import type { Call } from './dialect'
import { fromDialect } from './from-dialect'
import type { JsonObject } from './json-object'
import { mapEvents } from './map-events'
import type { ProviderAnswer } from './provider'
import type { Failure } from './read-failure'
import { usageAtEnd } from './usage-at-end'
import { withChoices } from './with-choices'

/** Together AI: docs.together.ai/docs/openai-api-compatibility */
export const together = fromDialect({
  basePath: '/v1',
  operations: ['/chat/completions', '/completions', '/embeddings'],
  wrongKey: () =>
    refusal({
      status: 401,
      message:
        'Invalid API key provided. You can find your API key at https://api.together.xyz/settings/api-keys.',
      code: 'invalid_api_key',
    }),
  unknownPath: () => refusal({ status: 404, message: 'Not found', code: 'not_found' }),
  unknownModel: model =>
    refusal({
      status: 404,
      message: `Unable to access model ${model}. Please visit https://api.together.ai/models to view the list of supported models.`,
      param: 'model',
      code: 'model_not_available',
    }),
  failed: refusal,
  refuse: ({ body }) =>
    (body.max_completion_tokens ?? null) === null
      ? undefined
      : refusal({
          status: 400,
          message: "Unrecognized request argument supplied: 'max_completion_tokens'",
          param: 'max_completion_tokens',
        }),
  plain: (json, call) => ({ ...endingOf(bare(json), call), prompt: [] }),
  stream,
})

function refusal({
  status,
  message,
  param = null,
  code = null,
}: Pick<Failure, 'status' | 'message'> & Partial<Failure>): ProviderAnswer {
  const error = { message, type: 'invalid_request_error', param, code }
  return { status, json: { id: newId('o', 24), error } }
}

// A completion that comes to its own end tells the end of sequence, not a stop.
function endingOf(json: JsonObject, { operation }: Call): JsonObject {
  return withChoices(json, choice =>
    operation === '/completions' && choice.finish_reason === 'stop'
      ? { ...choice, finish_reason: 'eos' }
      : choice,
  )
}

// Chats and completions stream alike: each chunk has both `text` and `delta`.
function stream(plan: StreamPlan, call: Call & { usage: JsonObject }): StreamPlan {
  const spoken = mapEvents(plan, chunk => ({
    ...withChoices(endingOf(bare(chunk), call), choice => {
      const delta = isRecord(choice.delta) ? choice.delta : { content: choice.text }
      const { content = '' } = delta
      return { ...choice, text: content ?? '', delta: { token_id: 2287, ...delta } }
    }),
    ...(call.operation === '/completions' && { object: 'completion.chunk' }),
    usage: null,
  }))
  return usageAtEnd(spoken, counted(call.usage))
}
