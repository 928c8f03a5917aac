import { expect } from 'vitest'
import type { Reply } from './send-to'

type Expected = { readonly status: number; readonly code: string; readonly param?: string | null }

/** Asserts that a reply is an error of ours in OpenAI's shape, with everything that each of them bears. */
export function expectError(reply: Reply, { status, code, param = null }: Expected): void {
  const type = status === 429 ? 'rate_limit_error' : status >= 500 ? 'server_error' : 'invalid_request_error'
  expect(reply.json).toEqual({ error: { message: expect.any(String), type, param, code } })
  expect(reply.status).toBe(status)
  expect(Object.fromEntries(reply.headers)).toMatchObject({
    'content-type': 'application/json',
    'cache-control': 'private, no-store',
    'x-content-type-options': 'nosniff',
    'x-request-id': expect.stringMatching(/^[A-Za-z0-9_-]{8,64}$/),
  })
}
