import { expect, it } from 'vitest'
import { pathOf } from '@/lib/openai/path-of'

it.each([
  '/',
  '/v1/chat/completions',
  '/v1/chat/completions/',
  '/v1/models/gpt-4.1',
  '/v1/models/org/model:tag',
  '/v1/./chat/completions',
  '/v1/x/../chat/completions',
  '/v1/..hidden/x',
  '/v1/%2e%2e/admin',
  '/v1\\chat',
  '//v1//chat',
  '/v1/chào',
  '/v1/a b',
  '',
])('the path %j is what parsing makes of it, with a query, a fragment or neither', path => {
  for (const rest of ['', '?a=/b/../c', '#part', '?a=1#/x?y'])
    for (const origin of ['http://localhost:3000', 'https://gateway.example.com', 'http://[::1]:80']) {
      const url = origin + path + rest
      expect(pathOf(url)).toBe(new URL(url).pathname)
    }
})
