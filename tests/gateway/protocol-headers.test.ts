import { describe, expect, it } from 'vitest'
import { protocolHeaders } from '@/lib/gateway/protocol-headers'
import type { OperationName } from '@/lib/operations/operations'

const of = (headers: Readonly<Record<string, string>>, operation: OperationName = 'messages') =>
  protocolHeaders(new Headers(headers), operation)

describe('an endpoint that is asked for a message is told', () => {
  it('the version that its caller speaks', () => {
    expect(of({ 'anthropic-version': '2024-10-22' })).toEqual({ 'anthropic-version': '2024-10-22' })
  })

  it.each(['', 'latest', '2023-6-1', '2023-06-01-preview', ' '])(
    'the usual version instead of %j',
    version => {
      expect(of({ 'anthropic-version': version })).toEqual({ 'anthropic-version': '2023-06-01' })
    },
  )

  it('the features that its caller wants', () => {
    const features = 'context-1m-2025-08-07, interleaved-thinking-2025-05-14'
    expect(of({ 'anthropic-beta': features })).toEqual({
      'anthropic-version': '2023-06-01',
      'anthropic-beta': features,
    })
  })

  it.each(['', 'a=b', 'x"y', 'é', `${'a'.repeat(1025)}`])('no feature that is none: %j', features => {
    expect(of({ 'anthropic-beta': features })).toEqual({ 'anthropic-version': '2023-06-01' })
  })

  it('nothing else of its caller', () => {
    const own = {
      'x-api-key': 'sk-CANARY',
      cookie: 'CANARY',
      'anthropic-dangerous-direct-browser-access': 'true',
    }
    expect(of(own)).toEqual({ 'anthropic-version': '2023-06-01' })
  })
})

it.each<OperationName>(['chat.completions', 'completions', 'embeddings', 'responses'])(
  'an endpoint that is asked for %s is told nothing of its caller’s protocol',
  operation => {
    expect(of({ 'anthropic-version': '2023-06-01', 'anthropic-beta': 'a' }, operation)).toEqual({})
  },
)
