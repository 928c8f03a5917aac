import { expect, it } from 'vitest'
import { beginTrace, type CallTrace } from '@/lib/gateway/call-trace'
import { modelUsed } from '@/lib/gateway/model-used'
import { ApiError } from '@/lib/openai/api-error'
import type { Answer } from '@/lib/upstream/answer-call'
import { buildCall } from '../support/build-call'
import { buildCandidate } from '../support/build-candidate'
import { buildDependencies } from '../support/build-dependencies'
import { buildRequest } from '../support/build-request'

const body = new Uint8Array()
const answered = (call?: string): Answer => ({
  attempts: [],
  candidate: buildCandidate('sin', call === undefined ? {} : { call: buildCall({ model: call }) }),
  result: { kind: 'answered', headers: new Headers(), body },
})
const exhausted: Answer = {
  attempts: [],
  candidate: undefined,
  result: { kind: 'exhausted', error: new ApiError('upstream_timeout', 'No.') },
}

it.each<[string, Partial<CallTrace>, string | undefined]>([
  ['that of the call', { answer: answered() }, 'gpt-4.1'],
  ['the one that stood in', { answer: answered('o3') }, 'o3'],
  ['that of the call where its answer was kept', { cachedText: '{}' }, 'gpt-4.1'],
  [
    'that of the call where what is kept stands in for a failure',
    { cachedText: '{}', answer: exhausted },
    'gpt-4.1',
  ],
  ['none where nobody answered', { answer: exhausted }, undefined],
  ['none before anybody was asked', {}, undefined],
])('the model that answered is %s', (_, parts, model) => {
  const trace = beginTrace(buildRequest(), buildDependencies().dependencies)
  trace.call = buildCall()
  expect(modelUsed({ ...trace, ...parts })).toBe(model)
})

it('no model answered what was no call', () => {
  const trace = beginTrace(buildRequest(), buildDependencies().dependencies)
  expect(modelUsed(trace)).toBeUndefined()
})
