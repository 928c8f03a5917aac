import { describe, expect, it } from 'vitest'
import { callResult } from '@/lib/gateway/call-result'
import { beginTrace, type CallTrace } from '@/lib/gateway/call-trace'
import { ApiError } from '@/lib/openai/api-error'
import type { Answer } from '@/lib/upstream/answer-call'
import type { StreamEnd } from '@/lib/upstream/relay-stream'
import { untouched } from '@/lib/upstream/stream-progress'
import { buildCall } from '../support/build-call'
import { buildCandidate } from '../support/build-candidate'
import { buildDependencies } from '../support/build-dependencies'
import { buildRequest } from '../support/build-request'

const over = { end: undefined, endedAt: 0, responseMs: 0, status: 200, usage: undefined }
const error = { message: 'No.', type: 'invalid_request_error', param: null, code: null }

function resultOf(fill: Partial<CallTrace>, changes: Partial<Parameters<typeof callResult>[1]> = {}) {
  const trace = beginTrace(buildRequest(), buildDependencies().dependencies)
  return callResult(Object.assign(trace, fill), { ...over, ...changes })
}

const answer = (result: Answer['result']): Partial<CallTrace> => ({
  call: buildCall(),
  answer: { attempts: [], candidate: buildCandidate('sin'), result },
})
const answered = answer({ kind: 'answered', headers: new Headers(), body: new Uint8Array() })
const ended = (kind: 'complete' | 'abandoned'): { end: StreamEnd } => ({ end: { kind, progress: untouched } })
const broken: StreamEnd = { kind: 'failed', code: 'upstream_stalled', progress: untouched }

describe('what became of a call', () => {
  it.each<[string, Partial<CallTrace>, object, string, string | undefined]>([
    ['an answer', answered, {}, 'succeeded', undefined],
    ['a whole stream', answered, ended('complete'), 'succeeded', undefined],
    ['a stream that broke off', answered, { end: broken }, 'failed', 'upstream_stalled'],
    ['a stream that nobody read on', answered, ended('abandoned'), 'abandoned', undefined],
    ['nobody waiting', answer({ kind: 'abandoned' }), {}, 'abandoned', 'client_closed_request'],
    [
      'a refusal of ours',
      { error: new ApiError('invalid_json', 'No.') },
      { status: 400 },
      'refused',
      'invalid_json',
    ],
    [
      'a refusal by the endpoint',
      answer({ kind: 'refused', status: 400, error }),
      { status: 400 },
      'refused',
      undefined,
    ],
    [
      'one in a response that had begun',
      answer({ kind: 'refused', status: 400, error }),
      {},
      'refused',
      undefined,
    ],
    ['an error of ours', { error: new RangeError('CANARY') }, { status: 500 }, 'failed', 'internal_error'],
  ])('is told in one word: %s', (_, trace, changes, outcome, code) => {
    expect(resultOf(trace, changes)).toMatchObject({ outcome, code })
  })
})

describe('the model that was asked for', () => {
  const choice = {
    asked: 'quick',
    reason: 'alias',
    task: undefined,
    priority: undefined,
    fallbacks: [],
    alternatives: [],
  } as const

  it('is known by the name that the caller gave it', () => {
    expect(resultOf({ ...answered, choice })).toMatchObject({
      asked: 'quick',
      model: 'gpt-4.1',
    })
  })

  it('is not named where none was looked for', () => {
    expect(resultOf({ call: buildCall({ model: 'CANARY' }) })).toMatchObject({
      asked: undefined,
      model: undefined,
    })
  })
})
