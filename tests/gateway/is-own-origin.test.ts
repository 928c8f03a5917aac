import { expect, it } from 'vitest'
import { isOwnOrigin } from '@/lib/gateway/is-own-origin'

const host = 'gateway.example.com'

it.each([
  [{ origin: `https://${host}`, host }],
  [{ origin: 'http://127.0.0.1:3000', host: '127.0.0.1:3000' }],
  [{ origin: `https://${host}`, host: 'internal:3000', 'x-forwarded-host': host }],
])('a form of our own page is known: %j', headers => {
  expect(isOwnOrigin(new Headers(headers))).toBe(true)
})

it.each([
  [{ host }],
  [{ origin: 'null', host }],
  [{ origin: 'https://evil.example', host }],
  [{ origin: `https://${host}.evil.example`, host }],
  [{ origin: `https://evil.example/${host}`, host }],
  [{ origin: `https://${host}:8443`, host }],
  [{ origin: '' }],
])('a form of anybody else’s is not: %j', headers => {
  expect(isOwnOrigin(new Headers(headers))).toBe(false)
})
