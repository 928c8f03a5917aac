import { expect } from 'vitest'
import type { OperationCase } from './operation-case'
import type { Reply } from './send-to'

type Expected = { readonly status: number; readonly code: string | null; readonly param?: string | null }

// Source: https://docs.claude.com/en/api/errors
const anthropicTypes: Readonly<Record<number, string>> = {
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  503: 'overloaded_error',
  504: 'timeout_error',
}

/** Asserts that a reply is an error in the shape that an operation's callers know. */
export function expectOperationError(
  reply: Reply,
  { errors }: Pick<OperationCase, 'errors'>,
  { status, code, param = null }: Expected,
): void {
  const error = { message: expect.any(String), param, code }
  const usual = status >= 500 ? 'api_error' : 'invalid_request_error'
  expect(reply.json).toEqual(
    errors === 'anthropic'
      ? { type: 'error', error: { ...error, type: anthropicTypes[status] ?? usual } }
      : { error: { ...error, type: openaiType(status) } },
  )
  expect(reply.status).toBe(status)
  expect(Object.fromEntries(reply.headers)).toMatchObject({
    'content-type': 'application/json',
    'cache-control': 'private, no-store',
    'x-content-type-options': 'nosniff',
    'x-request-id': expect.stringMatching(/^[A-Za-z0-9_-]{8,64}$/),
  })
}

function openaiType(status: number): string {
  if (status === 402) return 'insufficient_quota'
  if (status === 429) return 'rate_limit_error'
  return status >= 500 ? 'server_error' : 'invalid_request_error'
}
