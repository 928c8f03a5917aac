import { bare } from './bare'
import { counted } from './counted'
import { fromDialect } from './from-dialect'
import { includesUsage } from './includes-usage'
import type { JsonObject } from './json-object'
import { mapEvents } from './map-events'
import type { ProviderAnswer } from './provider'
import { usageAtEnd } from './usage-at-end'

const fingerprint = { system_fingerprint: 'fp_8802369eaa_prod0623_fp8_kvcache' }
const keepAlive = ': keep-alive\n\n'

/** DeepSeek: api-docs.deepseek.com/api/create-chat-completion */
export const deepseek = fromDialect({
  basePath: '',
  otherBases: ['/v1'],
  operations: ['/chat/completions'],
  wrongKey: (given = '') =>
    refusal(401, {
      message: `Authentication Fails, Your api key: ****${given.slice(-4)} is invalid`,
      type: 'authentication_error',
    }),
  unknownPath: () => ({
    status: 404,
    json: { error_msg: 'Not Found. Please check the configuration.' },
  }),
  unknownModel: () => refusal(400, { message: 'Model Not Exist' }),
  failed: ({ status, message }) => refusal(status, { message }),
  // Only `max_tokens` limits an answer: github.com/earendil-works/pi/issues/8018
  ignored: ['max_completion_tokens', 'n'],
  plain: json => ({ ...bare(json), ...fingerprint, usage: cached(json.usage) }),
  stream: (plan, { body, usage }) => {
    const otherwise = includesUsage(body) && { usage: null }
    const spoken = mapEvents(plan, chunk => ({ ...bare(chunk), ...fingerprint, ...otherwise }))
    const ended = usageAtEnd(spoken, cached(usage))
    return { ...ended, opening: [keepAlive, keepAlive, ...ended.opening] }
  },
})

function refusal(
  status: number,
  { message, type = 'invalid_request_error' }: { message: string; type?: string },
): ProviderAnswer {
  return { status, json: { error: { message, type, param: null, code: 'invalid_request_error' } } }
}

function cached(usage: unknown): JsonObject {
  const counts = counted(usage)
  return {
    ...counts,
    prompt_tokens_details: { cached_tokens: 0 },
    prompt_cache_hit_tokens: 0,
    prompt_cache_miss_tokens: counts.prompt_tokens,
  }
}
