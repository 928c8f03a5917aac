import { isRecord } from '../is-record'
import { bare } from './bare'
import { counted } from './counted'
import type { Call } from './dialect'
import { fromDialect } from './from-dialect'
import type { JsonObject } from './json-object'
import { mapEvents } from './map-events'
import type { ProviderAnswer } from './provider'
import { withChoices } from './with-choices'
import { without } from './without'

const fingerprint = { system_fingerprint: 'fp_ollama' }

/** Ollama, as server/routes.go and openai/openai.go of github.com/ollama/ollama have it. */
export const ollama = fromDialect({
  basePath: '/v1',
  operations: ['/chat/completions', '/completions', '/embeddings', '/responses', '/messages'],
  // Its router has the GET only, and tells a wrong method from an unknown path.
  modelMethods: ['GET'],
  unknownPath: () => ({ status: 404, json: null, text: '404 page not found' }),
  wrongMethod: (_, allow) => ({
    status: 405,
    json: null,
    text: '405 method not allowed',
    headers: { allow },
  }),
  unknownModel: model =>
    refusal(404, { message: `model "${model}" not found, try pulling it first`, type: 'api_error' }),
  failed: ({ status, message }) => refusal(status, { message, type: 'invalid_request_error' }),
  // Its request has no such fields.
  ignored: ['max_completion_tokens', 'n', 'logit_bias', 'tool_choice'],
  plain: (json, call) => ({ ...spoken(json, call), usage: counted(json.usage) }),
  stream: (plan, call) =>
    mapEvents(plan, (chunk, { part }) => {
      const said = spoken(chunk, call)
      if (isRecord(chunk.usage)) return { ...said, usage: counted(chunk.usage) }
      return part === 'closing' ? withChoices(said, unended) : said
    }),
})

function refusal(status: number, { message, type }: { message: string; type: string }): ProviderAnswer {
  return { status, json: { error: { message, type, param: null, code: null } } }
}

// It happens that the last chunk gives no reason, and `[DONE]` comes all the same: here it always does.
function unended(choice: JsonObject): JsonObject {
  return { ...choice, finish_reason: null }
}

function spoken(json: JsonObject, { operation }: Call): JsonObject {
  const id = operation === '/completions' ? 'cmpl-123' : 'chatcmpl-123'
  const changed = withChoices(bare(json), choice => {
    const { delta, ...others } = without(choice, ['logprobs'])
    return isRecord(delta) ? { ...others, delta: { role: 'assistant', content: '', ...delta } } : others
  })
  return { ...changed, id, ...fingerprint }
}
