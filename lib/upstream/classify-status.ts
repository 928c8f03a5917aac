import type { ErrorObject } from '@/lib/openai/error-body'
import type { Failure } from '@/lib/upstream/failure'
import { parseRetryAfter } from '@/lib/upstream/parse-retry-after'

const credentialCoolDownSeconds = 5 * 60
const quotaCoolDownSeconds = 10 * 60

// The address that we call from stands in a country that the endpoint does not serve.
// Source: https://platform.openai.com/docs/guides/error-codes
const egressCode = 'unsupported_country_region_territory'

// Google says so with a 400, and Anthropic with a 403 that names nothing else.
// Source: https://ai.google.dev/gemini-api/docs/troubleshooting
function isEgressRefused(status: number, error: ErrorObject | undefined): boolean {
  const { code, type, message } = { code: null, type: null, message: '', ...error }
  if (status === 400) return /^user location is not supported\b/i.test(message)
  return (
    status === 403 &&
    (code === egressCode || (type === 'forbidden' && /^request not allowed\b/i.test(message)))
  )
}

const quotaCodes = [
  'insufficient_quota',
  'credit_balance_exhausted',
  'project_spend_limit_exceeded',
  'enforced_spend_limit_reached',
  'billing_not_active',
]

// 498 is Groq's. Source: https://console.groq.com/docs/errors
const busyStatuses = [498, 503, 529]

type Answer = {
  readonly status: number
  readonly retryAfter: string | null
  readonly error: ErrorObject | undefined
  /** Whether the endpoint may well not have this path: only chat is what every one of them does. */
  readonly isOptional?: boolean
  readonly now: number
}

/**
 * What an endpoint's answer other than a success means; undefined where the fault is the caller's and the answer
 * goes to it as it is. 503, 529, 429 and refusals of our key happen before any work; after 500, 502, 504 nobody knows.
 */
export function classifyStatus({ status, retryAfter, error, isOptional, now }: Answer): Failure | undefined {
  const label = String(status)
  if (isTooLarge(status, error))
    return { label, code: 'upstream_rate_limited', isUnprocessed: true, isTooLarge: true }
  if (status === 429 || status === 402 || isOutOfCredit(status, error))
    return rateLimited({ status, retryAfter, error, now })
  if (isEgressRefused(status, error))
    return { label, code: 'no_eligible_endpoint', isUnprocessed: true, isEgressRefused: true }
  if (status === 403 && isOfCaller(error)) return undefined
  if (isModelUnknown(status, error))
    return { label, code: 'model_not_found', isUnprocessed: true, isModelUnknown: true }
  // A page without an error object is a firewall's, which may well mean this one prompt and not our key.
  if (status === 403 && error === undefined) return { label, code: 'upstream_auth', isUnprocessed: true }
  if (status === 401 || status === 403 || isKeyRefused(status, error))
    return {
      label,
      code: 'upstream_auth',
      isUnprocessed: true,
      coolDownSeconds: credentialCoolDownSeconds,
      isAccount: true,
    }
  // It is the path that is missing, and so the operator's fault, not the caller's.
  if (status === 405 || (status === 404 && isPathUnknown(error)))
    return {
      label,
      code: 'upstream_invalid_response',
      isUnprocessed: true,
      ...(isOptional && { isOperationUnknown: true }),
    }
  if (busyStatuses.includes(status)) return { label, code: 'overloaded', isUnprocessed: true }
  if (status === 504 || status === 408) return { label, code: 'upstream_timeout', isUnprocessed: false }
  if (status >= 500) return { label, code: 'upstream_invalid_response', isUnprocessed: false }
  // Redirects are never followed: they would carry the key to a host that no operator named.
  if (status < 400) return { label, code: 'upstream_invalid_response', isUnprocessed: status >= 300 }
  return undefined
}

// OpenAI and Azure; all others say it in words, with a code that also stands for a file or an answer that is not there.
const unknownModelCodes = ['model_not_found', 'DeploymentNotFound']

function isModelUnknown(status: number, error: ErrorObject | undefined): boolean {
  if (error === undefined) return false
  if (status === 400 && (error.type === 'invalid_model' || /^model not exist/i.test(error.message)))
    return true
  if (status === 400) return error.code === 'model_not_found'
  const isNamed = [error.code, error.type].some(told => unknownModelCodes.includes(told ?? ''))
  // One that our account may not use is 403 with OpenAI and Groq, and says nothing of the others.
  return (status === 404 || status === 403) && (isNamed || /\bmodels?\b/i.test(error.message))
}

// OpenRouter's and xAI's moderation of what the caller wrote, and Google's files, which belong to those who sent them.
// Sources: https://openrouter.ai/docs/api/reference/errors-and-debugging, https://docs.x.ai/docs/key-information/debugging,
// https://ai.google.dev/gemini-api/docs/files
const ofCaller = /\binput was flagged\b|\bviolates usage guidelines\b|\bpermission to access the file\b/i

function isOfCaller(error: ErrorObject | undefined): boolean {
  return ofCaller.test(error?.message ?? '')
}

// Most say no more than that nothing was found, if that; what names the thing that is not there, means one of the caller's.
const unknownPath =
  /^((resource|(some )?requested entity was) )?not found\b|unknown path|no route|^(invalid|unknown request) url\b/i

function isPathUnknown(error: ErrorObject | undefined): boolean {
  return (
    error === undefined ||
    error.code === 'unknown_url' ||
    (error.param === null && unknownPath.test(error.message))
  )
}

// More than the account gets in a minute: waiting does not help, and says nothing of smaller calls. Groq's has the status 413.
// Sources: https://platform.openai.com/docs/guides/rate-limits, https://console.groq.com/docs/errors
function isTooLarge(status: number, error: ErrorObject | undefined): boolean {
  return (status === 429 || status === 413) && /^request too large for\b/i.test(error?.message ?? '')
}

// Anthropic says so with a 400. Source: https://docs.claude.com/en/api/errors
function isOutOfCredit(status: number, error: ErrorObject | undefined): boolean {
  return status === 400 && /credit balance is too low/i.test(error?.message ?? '')
}

// Google and xAI say so with a 400. Source: https://ai.google.dev/gemini-api/docs/troubleshooting
function isKeyRefused(status: number, error: ErrorObject | undefined): boolean {
  return status === 400 && /^(API key (not valid|expired)|incorrect API key)/i.test(error?.message ?? '')
}

function rateLimited({ status, retryAfter, error, now }: Answer): Failure {
  const isQuota =
    status === 402 ||
    status === 400 ||
    [error?.code, error?.type].some(told => quotaCodes.includes(told ?? ''))
  const coolDownSeconds = isQuota ? quotaCoolDownSeconds : parseRetryAfter(retryAfter, now)
  return {
    label: String(status),
    code: 'upstream_rate_limited',
    isUnprocessed: true,
    coolDownSeconds,
    ...(isQuota && { isAccount: true, isSpent: true }),
  }
}
