import type { ErrorObject } from '@/lib/openai/error-response'
import type { Failure } from '@/lib/upstream/failure'
import { parseRetryAfter } from '@/lib/upstream/parse-retry-after'

const credentialCoolDownSeconds = 5 * 60
const quotaCoolDownSeconds = 10 * 60

// The address that we call from stands in a country that the endpoint does not serve.
// Source: https://platform.openai.com/docs/guides/error-codes
const egressCode = 'unsupported_country_region_territory'

const quotaCodes = [
  'insufficient_quota',
  'credit_balance_exhausted',
  'project_spend_limit_exceeded',
  'enforced_spend_limit_reached',
]

type Answer = {
  readonly status: number
  readonly retryAfter: string | null
  readonly error: ErrorObject | undefined
  readonly now: number
}

/**
 * What an endpoint's answer other than a success means; undefined where the fault is the caller's and the answer
 * goes to it as it is. 503, 529, 429 and refusals of our key happen before any work; after 500, 502, 504 nobody knows.
 */
export function classifyStatus({ status, retryAfter, error, now }: Answer): Failure | undefined {
  const label = String(status)
  if (status === 429 || status === 402) return rateLimited({ status, retryAfter, error, now })
  if (status === 403 && error?.code === egressCode)
    return { label, code: 'no_eligible_endpoint', isUnprocessed: true, isEgressRefused: true }
  if (status === 401 || status === 403)
    return {
      label,
      code: 'upstream_auth',
      isUnprocessed: true,
      coolDownSeconds: credentialCoolDownSeconds,
      isAccount: true,
    }
  if (status === 404 && error?.code === 'model_not_found')
    return { label, code: 'model_not_found', isUnprocessed: true, isModelUnknown: true }
  // Without an error object it is the path that is missing, and so the operator's fault, not the caller's.
  if (status === 404 && error === undefined)
    return { label, code: 'upstream_invalid_response', isUnprocessed: true }
  if (status === 503 || status === 529) return { label, code: 'overloaded', isUnprocessed: true }
  if (status === 504 || status === 408) return { label, code: 'upstream_timeout', isUnprocessed: false }
  if (status >= 500) return { label, code: 'upstream_invalid_response', isUnprocessed: false }
  // Redirects are never followed: they would carry the key to a host that no operator named.
  if (status < 400) return { label, code: 'upstream_invalid_response', isUnprocessed: status >= 300 }
  return undefined
}

function rateLimited({ status, retryAfter, error, now }: Answer): Failure {
  const isQuota = status === 402 || [error?.code, error?.type].some(told => quotaCodes.includes(told ?? ''))
  const coolDownSeconds = isQuota ? quotaCoolDownSeconds : parseRetryAfter(retryAfter, now)
  return {
    label: String(status),
    code: 'upstream_rate_limited',
    isUnprocessed: true,
    coolDownSeconds,
    ...(isQuota && { isAccount: true, isSpent: true }),
  }
}
