import { expect, it } from 'vitest'
import { pathBelowVersion } from '@/lib/gateway/path-below-version'

it.each([
  ['/v1/chat/completions', '/chat/completions'],
  ['/api/v1/chat/completions', '/chat/completions'],
  ['/v1/models/gpt-4.1?x=1#y', '/models/gpt-4.1'],
  ['/v1', ''],
  ['/v1/', '/'],
  ['/v10/models', '/v10/models'],
  ['/api/v1x/models', '/api/v1x/models'],
  ['/v1/v1/models', '/v1/models'],
  ['/api/api/v1/models', '/api/api/v1/models'],
  ['/x/v1/models', '/x/v1/models'],
  ['/v2/models', '/v2/models'],
])('%s is %s', (path, below) => {
  expect(pathBelowVersion(`https://gateway.example.com${path}`)).toBe(below)
})
