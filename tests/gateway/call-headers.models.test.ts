import { describe, expect, it } from 'vitest'
import { callHeaders } from '@/lib/gateway/call-headers'
import { beginTrace, type CallTrace } from '@/lib/gateway/call-trace'
import type { Answer } from '@/lib/upstream/answer-call'
import { buildAttempt } from '../support/build-attempt'
import { buildCall } from '../support/build-call'
import { buildCandidate } from '../support/build-candidate'
import { buildDependencies } from '../support/build-dependencies'
import { buildRequest } from '../support/build-request'
import { callOf } from '../support/call-of'

function headersOf(parts: Partial<CallTrace>) {
  const { dependencies } = buildDependencies()
  const trace = { ...beginTrace(buildRequest(), dependencies), ...parts }
  const facts = { responseMs: 40, environment: dependencies.environment, hasBoard: true }
  return Object.fromEntries(callHeaders(trace, facts))
}

describe('the headers of a response', () => {
  it('name the model that stood in, and not the one that was asked for', () => {
    const answer: Answer = {
      attempts: [buildAttempt('sin', { label: '503' }), buildAttempt('sin', { model: 'o3' })],
      candidate: buildCandidate('sin', { call: buildCall({ model: 'o3' }) }),
      result: { kind: 'answered', headers: new Headers(), body: new Uint8Array() },
    }
    expect(headersOf({ call: buildCall(), answer })).toMatchObject({
      'x-model-used': 'o3',
      'x-endpoint-used': 'sin',
      'x-route-attempts': 'sin;503, sin;200',
      'x-route-reason': 'failover',
    })
  })

  it('say how many messages were dropped, and nothing where none were', () => {
    expect(headersOf({ call: buildCall(), trimmed: 4 })['x-context-trimmed']).toBe('4')
    expect(headersOf({ call: buildCall(), trimmed: 0 })).not.toHaveProperty('x-context-trimmed')
    expect(headersOf({ call: buildCall() })).not.toHaveProperty('x-context-trimmed')
  })
})

describe('the request’s id under Anthropic’s name', () => {
  it('is told to those who make a message', () => {
    const call = callOf('messages')
    expect(headersOf({ call, shape: 'anthropic' })['request-id']).toBe('made-id-0001')
  })

  it('is told to them also where their call was refused before it was read', () => {
    expect(headersOf({ shape: 'anthropic' })['request-id']).toBe('made-id-0001')
  })

  it.each(['chat.completions', 'responses', 'embeddings'] as const)('is not told to others: %s', name => {
    const call = callOf(name)
    expect(headersOf({ call, shape: call.operation.format.errors })).not.toHaveProperty('request-id')
  })

  it('is not told where nobody knows what was asked', () => {
    expect(headersOf({})).not.toHaveProperty('request-id')
  })
})
