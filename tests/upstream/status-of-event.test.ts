import { expect, it } from 'vitest'
import { statusOfEvent } from '@/lib/upstream/status-of-event'

it.each([
  [{ error: { code: 'context_length_exceeded', type: 'server_error' } }, 400],
  [{ error: { code: 400, type: 'Any' } }, 400],
  [{ error: { type: 'rate_limit_error' } }, 429],
  [{ error: { code: 'insufficient_quota' } }, 429],
  [{ type: 'error', error: { type: 'overloaded_error' } }, 529],
  [{ object: 'error', type: 'BadRequestError', code: 400 }, 400],
  [{ error: { code: 503 } }, 503],
  [{ error: { type: 'server_error' } }, undefined],
  [{ error: { code: 200 } }, undefined],
  [{ error: { code: 1e9 } }, undefined],
  [{ error: 'no' }, undefined],
  [undefined, undefined],
])('the error %j stands for the status %s', (body, status) => {
  expect(statusOfEvent(body)).toBe(status)
})
