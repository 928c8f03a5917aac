import { describe, expect, it } from 'vitest'
import { callHeaders, writeAttempts } from '@/lib/gateway/call-headers'
import { beginTrace } from '@/lib/gateway/call-trace'
import type { Answer } from '@/lib/upstream/answer-call'
import { buildAttempt } from '../support/build-attempt'
import { buildCall } from '../support/build-call'
import { buildDependencies } from '../support/build-dependencies'
import { buildRequest } from '../support/build-request'
import { upstreamEndpoint } from '../support/upstream-endpoint'

const tried = (endpoint: string, label: string) => buildAttempt(endpoint, { label })
const candidate = { endpoint: upstreamEndpoint('sin'), reason: 'nearest', score: 30, expectedMs: 30 } as const
const answered: Answer = {
  attempts: [tried('sin', '200')],
  candidate,
  result: { kind: 'answered', headers: new Headers(), body: new Uint8Array() },
}

function headersOf({ model = 'gpt-4.1', answer }: { model?: string; answer?: Answer } = {}) {
  const { dependencies } = buildDependencies()
  const trace = beginTrace(buildRequest(), dependencies)
  trace.call = buildCall({ model })
  if (answer !== undefined) trace.answer = answer
  const facts = { responseMs: 40, environment: dependencies.environment, hasBoard: true }
  return Object.fromEntries(callHeaders(trace, facts))
}

describe('the headers of a response', () => {
  it('name no endpoint where none was tried', () => {
    expect(headersOf()).toEqual({
      'x-request-id': 'made-id-0001',
      'x-routed-from': 'VN',
      'x-response-time': '40',
      'x-cache': 'BYPASS',
      'x-content-type-options': 'nosniff',
      vary: 'authorization, origin',
    })
  })

  it('name the endpoint that answered and why it was the first', () => {
    expect(headersOf({ answer: answered })).toMatchObject({
      'x-endpoint-used': 'sin',
      'x-route-reason': 'nearest',
      'x-route-attempts': 'sin;200',
      'x-model-used': 'gpt-4.1',
    })
  })

  it('say failover where others were tried before', () => {
    const answer = { ...answered, attempts: [tried('nrt', 'refused'), tried('sin', '200')] }
    expect(headersOf({ answer })).toMatchObject({
      'x-route-reason': 'failover',
      'x-route-attempts': 'nrt;refused, sin;200',
    })
  })

  it.each(['模型', 'a b', 'a\nb', 'é'])('leave out a model name that no header can hold: %j', model => {
    expect(headersOf({ model, answer: answered })).not.toHaveProperty('x-model-used')
  })
})

it('the attempts are written in order', () => {
  expect(writeAttempts([])).toBe('')
  expect(writeAttempts([tried('sin', '503'), tried('nrt', 'timeout'), tried('fra', '200')])).toBe(
    'sin;503, nrt;timeout, fra;200',
  )
})
