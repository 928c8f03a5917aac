import { isRecord } from '../is-record'
import { newId } from '../openai/new-id'
import type { StreamPlan } from '../openai/stream-plan'
import { bare } from './bare'
import type { Call } from './dialect'
import { fromDialect } from './from-dialect'
import { includesUsage } from './includes-usage'
import type { JsonObject } from './json-object'
import { mapEvents } from './map-events'
import type { ProviderAnswer, ProviderRequest } from './provider'
import type { Failure } from './read-failure'

const unsupported = ['logprobs', 'logit_bias', 'top_logprobs']
const fingerprint = { system_fingerprint: 'fp_00c37775b7' }

/** Groq: console.groq.com/docs/openai names what it refuses. */
export const groq = fromDialect({
  basePath: '/openai/v1',
  headers: { 'x-groq-region': 'us-west-1' },
  operations: ['/chat/completions', '/responses'],
  wrongKey: () => refusal({ status: 401, message: 'Invalid API Key', code: 'invalid_api_key' }),
  unknownPath,
  // A wrong method is an unknown URL to it.
  wrongMethod: unknownPath,
  unknownModel: model =>
    refusal({
      status: 404,
      message: `The model \`${model}\` does not exist or you do not have access to it.`,
      code: 'model_not_found',
    }),
  failed: refusal,
  refuse,
  plain: json => ({
    ...bare(json),
    ...fingerprint,
    usage: timed(json.usage),
    x_groq: { id: requestId() },
    service_tier: 'on_demand',
  }),
  stream,
})

function refusal({ status, message, code }: Pick<Failure, 'status' | 'message' | 'code'>): ProviderAnswer {
  const error = { message, type: 'invalid_request_error', ...(code !== null && { code }) }
  return { status, json: { error } }
}

function unknownPath({ method, path }: ProviderRequest): ProviderAnswer {
  const message = `Unknown request URL: ${method} ${path}. Please check the URL for typos, or see the docs at https://console.groq.com/docs/`
  return refusal({ status: 404, message, code: 'unknown_url' })
}

function refuse({ operation, body }: Call): ProviderAnswer | undefined {
  if (operation !== '/chat/completions') return undefined
  const because = (message: string) => refusal({ status: 400, message, code: null })
  const field = unsupported.find(name => (body[name] ?? null) !== null)
  if (field) return because(`\`${field}\` is not supported with this model`)
  if (typeof body.n === 'number' && body.n > 1) return because("'n' : number must be at most 1")
  const messages = Array.isArray(body.messages) ? body.messages.filter(isRecord) : []
  const named = messages.findIndex(message => 'name' in message)
  if (named < 0) return undefined
  const at = `'messages.${named}'`
  const role = String(messages[named]?.role)
  return because(
    `${at} : for 'role:${role}' the following must be satisfied[(${at} : property 'name' is unsupported)]`,
  )
}

function requestId(): string {
  return newId('req_', 26).toLowerCase()
}

function timed(usage: unknown): JsonObject {
  const { prompt_tokens, completion_tokens, total_tokens } = isRecord(usage) ? usage : {}
  return {
    queue_time: 0.193,
    prompt_tokens,
    prompt_time: 0.0107,
    completion_tokens,
    completion_time: 0.009,
    total_tokens,
    total_time: 0.0197,
  }
}

// As recorded from its API: the usage is on the last choice's chunk, and alone in one more where asked for.
function stream(plan: StreamPlan, { body, usage }: Call & { usage: JsonObject }): StreamPlan {
  const id = requestId()
  const times = timed(usage)
  const ending = { x_groq: { id, usage: times }, ...(includesUsage(body) && { usage: times }) }
  return mapEvents(plan, (chunk, { part, index }) => {
    const spoken = { ...bare(chunk), ...fingerprint }
    if (part === 'content') return spoken
    if (part === 'opening') return index === 0 ? { ...spoken, x_groq: { id } } : spoken
    return { ...spoken, ...(index === 0 ? ending : { usage: times }) }
  })
}
