import { ApiError, type ErrorCode } from '@/lib/openai/api-error'
import type { AttemptRecord } from '@/lib/upstream/attempt-record'

const messages: Partial<Record<ErrorCode, string>> = {
  upstream_rate_limited: 'Every endpoint that may serve this call is over its rate limit.',
  upstream_auth: 'No endpoint accepted the credentials that this gateway holds for it.',
  upstream_unreachable: 'No endpoint that may serve this call could be reached.',
  upstream_invalid_response: 'No endpoint that may serve this call gave a usable answer.',
  upstream_timeout: 'No endpoint that may serve this call answered in time.',
  overloaded: 'Every endpoint that may serve this call is overloaded.',
  model_not_found: 'No endpoint knows the model.',
}

/**
 * What the caller is told when every try has failed: the last failure, but a rate limit only where all were limited,
 * for then waiting helps, and `retry-after` is the shortest of their waits.
 */
export function exhaustedError(attempts: readonly AttemptRecord[]): ApiError {
  const failures = attempts.flatMap(({ failure }) => failure ?? [])
  const decisive = failures.findLast(failure => failure.code !== 'upstream_rate_limited') ?? failures.at(-1)
  const code = decisive?.code ?? 'upstream_timeout'
  const waits = failures.flatMap(failure => failure.coolDownSeconds ?? [])
  return new ApiError(code, messages[code] ?? 'No endpoint could serve this call.', {
    retryAfterSeconds: code === 'upstream_rate_limited' ? Math.min(...waits) : undefined,
    definitive: code === 'upstream_auth',
    param: code === 'model_not_found' ? 'model' : undefined,
  })
}
