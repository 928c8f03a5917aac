import { expect, it } from 'vitest'
import { callBytes } from '@/lib/gateway/call-bytes'
import { beginTrace, type CallTrace } from '@/lib/gateway/call-trace'
import { ApiError } from '@/lib/openai/api-error'
import { byteLength } from '@/lib/openai/byte-length'
import { untouched } from '@/lib/upstream/stream-progress'
import { buildCall, callBody } from '../support/build-call'
import { buildDependencies } from '../support/build-dependencies'
import { buildRequest } from '../support/build-request'
import { plainAnswer, streamAnswer } from '../support/cached-call'
import { completionText } from '../support/completion'

const sent = byteLength(callBody())
const ended = { kind: 'complete', progress: { ...untouched, sentBytes: 77 } } as const

function traceOf(fill: (trace: CallTrace) => void): CallTrace {
  const trace = beginTrace(buildRequest(), buildDependencies().dependencies)
  trace.asked = buildCall()
  fill(trace)
  return trace
}

it('a plain answer has the bytes of its body', () => {
  const trace = traceOf(each => {
    each.answer = plainAnswer()
  })
  expect(callBytes(trace, undefined)).toEqual({ in: sent, out: byteLength(completionText) })
})

it('a stream has the bytes that went out until its end', () => {
  const trace = traceOf(each => streamAnswer(each, undefined))
  expect(callBytes(trace, ended)).toEqual({ in: sent, out: 77 })
})

it('an answer of before has its own', () => {
  const trace = traceOf(each => {
    each.cachedText = 'chào'
  })
  expect(callBytes(trace, undefined)).toEqual({ in: sent, out: 5 })
})

it('a call that nobody answers has its own bytes alone, and one that was not read none', () => {
  const failed = traceOf(each => {
    each.error = new ApiError('upstream_timeout', 'No.')
  })
  expect(callBytes(failed, undefined)).toEqual({ in: sent, out: undefined })
  const unread = beginTrace(buildRequest(), buildDependencies().dependencies)
  expect(callBytes(unread, undefined)).toEqual({ in: undefined, out: undefined })
})
