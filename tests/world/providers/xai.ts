import { isRecord } from '../is-record'
import { bare } from './bare'
import type { Call } from './dialect'
import { fromDialect } from './from-dialect'
import type { JsonObject } from './json-object'
import { mapEvents } from './map-events'
import type { ProviderAnswer } from './provider'
import { withChoices } from './with-choices'
import { without } from './without'

const fingerprint = { system_fingerprint: 'fp_3d7ed3b779' }
const invalid = 'Client specified an invalid argument'
const notFound = 'Some requested entity was not found'
const team = '00000000-0000-4000-8000-000000000000'

const reasoningModel = /^grok-(3-mini|[4-9]|code)(?!.*non-reasoning)/
const refusedFields = new Map([
  ['presence_penalty', 'presencePenalty'],
  ['frequency_penalty', 'frequencyPenalty'],
  ['stop', 'stop'],
])

/** xAI: docs.x.ai/developers/model-capabilities/text/reasoning names what its models refuse. */
export const xai = fromDialect({
  basePath: '/v1',
  operations: ['/chat/completions', '/responses'],
  // A wrong key is a bad request: github.com/i-am-bee/beeai-framework/issues/447
  wrongKey: given =>
    given === undefined
      ? refusal(401, { code: 'Unauthenticated', error: 'No API key provided.' })
      : refusal(400, {
          code: invalid,
          error: `Incorrect API key provided: ${given.slice(0, 2)}***${given.slice(-2)}. You can obtain an API key from https://console.x.ai.`,
        }),
  unknownPath: () => refusal(404, { code: notFound, error: 'Not found' }),
  unknownModel: model =>
    refusal(404, {
      code: notFound,
      error: `The model ${model} does not exist or your team ${team} does not have access to it.`,
    }),
  failed: ({ status, message }) => refusal(status, { code: invalid, error: message }),
  refuse,
  plain: json => spoken(json),
  stream: plan => mapEvents(plan, spoken),
})

function refusal(status: number, json: { code: string; error: string }): ProviderAnswer {
  return { status, json }
}

function refuse({ operation, body }: Call): ProviderAnswer | undefined {
  if (operation !== '/chat/completions') return undefined
  const messages = Array.isArray(body.messages) ? body.messages.filter(isRecord) : []
  if (messages.some(({ role, name }) => role !== 'user' && name !== undefined)) {
    return refusal(400, { code: invalid, error: "Only messages of role 'user' can have a name." })
  }
  const model = String(body.model)
  const field = [...refusedFields].find(([name]) => (body[name] ?? null) !== null)?.[1]
  if (field === undefined || !reasoningModel.test(model)) return undefined
  return refusal(400, { code: invalid, error: `Model ${model} does not support parameter ${field}.` })
}

// As recorded from its API: neither `logprobs` nor `finish_reason` while they are null.
function spoken(json: JsonObject): JsonObject {
  const choices = withChoices(bare(json), choice =>
    without(
      choice,
      ['logprobs', 'finish_reason'].filter(name => choice[name] === null),
    ),
  )
  return { ...choices, ...fingerprint }
}
