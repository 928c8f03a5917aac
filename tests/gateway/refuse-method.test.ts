import { expect, it } from 'vitest'
import { refuseMethod } from '@/lib/gateway/refuse-method'
import { buildRequest } from '../support/build-request'

it('a refused method is told in an error with what the path takes', async () => {
  const response = refuseMethod(buildRequest({ path: '/', headers: { 'x-request-id': 'caller-id-1' } }))
  expect(response.status).toBe(405)
  expect(Object.fromEntries(response.headers)).toMatchObject({
    allow: 'GET, HEAD',
    'x-request-id': 'caller-id-1',
    'cache-control': 'private, no-store',
    'x-content-type-options': 'nosniff',
  })
  expect(await response.json()).toMatchObject({ error: { code: 'method_not_allowed' } })
})

it('a refused method has an id of its own where the caller gave none', () => {
  expect(refuseMethod(buildRequest({ path: '/' })).headers.get('x-request-id')).toMatch(/^[\w-]{36}$/)
})
