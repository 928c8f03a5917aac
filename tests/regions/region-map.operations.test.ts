import { expect, it } from 'vitest'
import type { OperationName } from '@/lib/operations/operations'
import { doesOperation } from '@/lib/regions/region-map'
import { buildEndpoint } from '../support/build-endpoint'
import { upstreamEndpoint } from '../support/upstream-endpoint'

it.each<[string, Readonly<Record<string, unknown>>, OperationName | undefined, boolean]>([
  ['what its provider does', { provider: 'groq' }, 'responses', true],
  ['not what its provider does not', { provider: 'groq' }, 'embeddings', false],
  [
    'what its row says, whatever its provider does',
    { provider: 'groq', operations: ['embeddings'] },
    'embeddings',
    true,
  ],
  ['not what its row leaves out', { provider: 'groq', operations: ['embeddings'] }, 'responses', false],
  ['what is translated for it', { provider: 'google' }, 'chat.completions', true],
  ['anything, where nothing is said of it', {}, 'messages', true],
  ['what is not asked for', { provider: 'google' }, undefined, true],
])('an endpoint does %s', (_, row, operation, expected) => {
  expect(doesOperation(upstreamEndpoint('sin', row), operation)).toBe(expected)
})

it('an endpoint that does nothing does what is not asked for', () => {
  const { provider } = buildEndpoint()
  const idle = buildEndpoint({ provider: { ...provider, services: {} } })
  expect([doesOperation(idle, undefined), doesOperation(idle, 'chat.completions')]).toEqual([true, false])
})
