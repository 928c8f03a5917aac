import { expect, it } from 'vitest'
import { missingCredential } from '@/lib/access/missing-credential'

it('who has no known credential is told the same, whatever it sent', () => {
  expect(missingCredential()).toMatchObject({
    code: 'invalid_api_key',
    status: 401,
    type: 'invalid_request_error',
  })
  expect(missingCredential().message).toBe(missingCredential().message)
})
