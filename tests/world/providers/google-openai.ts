import { isRecord } from '../is-record'
import type { StreamPlan } from '../openai/stream-plan'
import type { JsonReply } from '../send-json'
import { bare } from './bare'
import { counted } from './counted'
import type { Call } from './dialect'
import { fromDialect } from './from-dialect'
import { googleError } from './google/google-error'
import { googleUnknownModel } from './google/google-unknown-model'
import { googleUnknownNames } from './google/google-unknown-names'
import { googleWrongKey } from './google/google-wrong-key'
import { includesUsage } from './includes-usage'
import type { JsonObject } from './json-object'
import { mapEvents } from './map-events'
import { usageAtEnd } from './usage-at-end'
import { without } from './without'

// Named in reports: github.com/Vali-98/ChatterUI/issues/227, github.com/liliMozi/openhanako/issues/394
const unknownNames = [
  'frequency_penalty',
  'logit_bias',
  'metadata',
  'prompt_cache_key',
  'reasoning',
  'seed',
  'store',
]

/** Gemini for OpenAI's clients: ai.google.dev/gemini-api/docs/openai */
export const googleOpenai = fromDialect({
  basePath: '/v1beta/openai',
  operations: ['/chat/completions', '/embeddings'],
  wrongKey: given =>
    listed(
      given === undefined
        ? googleError(400, { message: 'Missing or invalid Authorization header.' })
        : googleWrongKey(),
    ),
  unknownPath: ({ path }) => listed(googleError(404, { message: `Requested entity was not found: ${path}` })),
  unknownModel: model => listed(googleUnknownModel(model.replace(/^models\//, ''))),
  failed: ({ status, message }) => listed(googleError(status, { message })),
  modelName: model => model.replace(/^models\//, ''),
  refuse: ({ body }) => {
    const names = unknownNames.filter(name => name in body)
    return names.length > 0 ? listed(googleUnknownNames(names.map(name => ({ name, at: '' })))) : undefined
  },
  plain: json => ({ ...bare(json), usage: counted(json.usage) }),
  stream,
  models: json => {
    const data = Array.isArray(json.data) ? json.data.filter(isRecord) : []
    return { ...json, data: data.map(model => ({ ...model, id: `models/${model.id}`, owned_by: 'google' })) }
  },
})

// Its errors are a list of the one error.
function listed({ status, json }: JsonReply): JsonReply {
  return { status, json: [json] }
}

// Where asked for, the usage so far is on every chunk, and on none of its own: github.com/ogx-ai/ogx/issues/5122
function stream(plan: StreamPlan, { body, usage }: Call & { usage: JsonObject }): StreamPlan {
  const whole = counted(usage)
  const ended = usageAtEnd(mapEvents(plan, bare), whole)
  return mapEvents(ended, (chunk, { part, index }) => {
    if (!includesUsage(body)) return without(chunk, ['usage'])
    if (part === 'closing') return { ...chunk, usage: whole }
    const share = part === 'opening' ? 0 : (index + 1) / plan.content.length
    return { ...chunk, usage: usageSoFar(whole, share) }
  })
}

function usageSoFar(usage: JsonObject, share: number): JsonObject {
  const prompt = Number(usage.prompt_tokens)
  const completion = Math.floor(Number(usage.completion_tokens) * share)
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion }
}
