import { ApiError, type ErrorCode } from '@/lib/openai/api-error'
import type { AttemptRecord } from '@/lib/upstream/attempt-record'
import type { Failure } from '@/lib/upstream/failure'

const messages: Partial<Record<ErrorCode, string>> = {
  upstream_rate_limited: 'Every endpoint that was tried is over its rate limit.',
  upstream_auth: 'No endpoint accepted the credentials that this gateway holds for it.',
  upstream_unreachable: 'No endpoint that may serve this call could be reached.',
  upstream_invalid_response: 'No endpoint that may serve this call gave a usable answer.',
  upstream_timeout: 'No endpoint that may serve this call answered in time.',
  overloaded: 'Every endpoint that was tried is overloaded.',
  no_eligible_endpoint: 'Every endpoint that may serve this call refuses calls from where this gateway runs.',
  model_not_found: 'No endpoint knows the model.',
  invalid_request: 'No endpoint that serves the model can do what this field asks for.',
}

const tooLarge: Partial<Record<ErrorCode, string>> = {
  upstream_invalid_response:
    'The endpoint’s answer has over 32 MiB, and no more is read of one. Ask for less in one call.',
  upstream_rate_limited:
    'The call has more tokens than an endpoint takes in a minute. Ask for less in one call.',
}

// From the failure that says most to the one that says least: what may pass by itself, what waiting helps against,
// and last what only the operator or the caller can mend.
const saysLess: readonly ErrorCode[] = [
  'upstream_rate_limited',
  'upstream_auth',
  'no_eligible_endpoint',
  'invalid_request',
  'model_not_found',
]

/**
 * What the caller is told when every try has failed: the last failure that may pass, a rate limit only where nothing
 * else failed so, with the shortest of the waits as `retry-after`.
 */
export function exhaustedError(attempts: readonly AttemptRecord[]): ApiError {
  const failures = attempts.flatMap(({ failure }) => failure ?? [])
  const told = failures.findLast(failure => !saysLess.includes(failure.code)) ?? firstOf(failures)
  const code = told?.code ?? 'upstream_timeout'
  if (told?.isTooLarge) return new ApiError(code, tooLarge[code] ?? '', { definitive: true })
  const waits = failures.flatMap(failure =>
    failure.code === 'upstream_rate_limited' ? (failure.coolDownSeconds ?? []) : [],
  )
  return new ApiError(code, messages[code] ?? 'No endpoint could serve this call.', {
    retryAfterSeconds: code === 'upstream_rate_limited' ? Math.min(...waits) : undefined,
    definitive: code === 'upstream_auth' || code === 'no_eligible_endpoint',
    param: code === 'model_not_found' ? 'model' : failures.find(failure => failure.code === code)?.param,
  })
}

function firstOf(failures: readonly Failure[]): Failure | undefined {
  const ofCode = (code: ErrorCode) => failures.filter(failure => failure.code === code)
  const ranked = saysLess.flatMap(code => ofCode(code).sort((one, other) => sizeOf(one) - sizeOf(other)))
  return ranked[0]
}

// Waiting helps a call that is not too large.
function sizeOf({ isTooLarge }: Failure): number {
  return isTooLarge ? 1 : 0
}
