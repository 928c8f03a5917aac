import { expect, it } from 'vitest'
import { refuseMethod } from '@/lib/gateway/refuse-method'
import { buildRequest } from '../support/build-request'

it('a method that a page does not take is told in an error, with what it takes', async () => {
  const request = buildRequest({ path: '/', headers: { 'x-request-id': 'caller-id-1' } })
  const response = refuseMethod(request)
  expect(response?.status).toBe(405)
  expect(Object.fromEntries(response?.headers ?? [])).toMatchObject({
    allow: 'GET, HEAD',
    'x-request-id': 'caller-id-1',
    'cache-control': 'private, no-store',
    'x-content-type-options': 'nosniff',
  })
  expect(await response?.json()).toMatchObject({ error: { code: 'method_not_allowed' } })
})

it('has an id of its own where the caller gave none', () => {
  expect(refuseMethod(buildRequest({ path: '/' }))?.headers.get('x-request-id')).toMatch(/^[\w-]{36}$/)
})

it.each(['GET', 'HEAD'])('%s is what a page takes', method => {
  expect(refuseMethod(new Request('http://localhost/', { method }))).toBeUndefined()
})
