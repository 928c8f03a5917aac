import type { ErrorObject } from '@/lib/openai/error-body'
import type { AttemptResult } from '@/lib/upstream/attempt-result'
import { classifyStatus } from '@/lib/upstream/classify-status'

type Refusal = Parameters<typeof classifyStatus>[0]

/** What comes of an attempt that an endpoint has refused: its failure, or what the caller is to be told where the fault is the caller's. */
export function judgeRefusal(refusal: Refusal): AttemptResult {
  const failure = classifyStatus(refusal)
  if (failure !== undefined) return { kind: 'failed', failure }
  const { status, error = unexplained } = refusal
  return { kind: 'refused', status, error: { ...error, code: error.code ?? codes[status] ?? null } }
}

// What the endpoint has left unnamed.
const codes: Readonly<Record<number, string>> = {
  400: 'invalid_request',
  413: 'request_too_large',
  415: 'unsupported_media_type',
  422: 'invalid_request',
}

const unexplained: ErrorObject = {
  message: 'The endpoint refused the call.',
  type: 'invalid_request_error',
  param: null,
  code: null,
}
