import { describe, expect, it } from 'vitest'
import { admitCall } from '@/lib/gateway/admit-call'
import { beginTrace } from '@/lib/gateway/call-trace'
import { settleCall } from '@/lib/gateway/settle-call'
import type { Answer } from '@/lib/upstream/answer-call'
import { untouched } from '@/lib/upstream/stream-progress'
import { buildCall } from '../support/build-call'
import { buildRequest } from '../support/build-request'
import { buildShared } from '../support/shared-store'

const prompt = 7

const answered = (totalTokens?: number): Answer => ({
  attempts: [],
  candidate: undefined,
  result: { kind: 'answered', headers: new Headers(), body: new Uint8Array(), totalTokens },
})

async function admitted(options: Parameters<typeof buildShared>[0] = {}) {
  const world = buildShared(options)
  const request = buildRequest()
  const trace = beginTrace(request, world.dependencies)
  trace.call = buildCall({ max_tokens: 500 })
  await admitCall(request.headers, trace, world.dependencies)
  return { ...world, trace }
}

const ended = (contentEvents: number, totalTokens?: number) => ({
  kind: 'complete' as const,
  progress: { ...untouched, contentEvents, totalTokens },
})

describe('a call is settled', () => {
  it.each<[string, Answer | undefined, number]>([
    ['by the tokens that its answer tells', answered(42), 42],
    ['by its prompt where the answer tells none', answered(), prompt],
    ['by nothing where there was no answer', undefined, 0],
    [
      'by nothing where nobody waited',
      { attempts: [], candidate: undefined, result: { kind: 'abandoned' } },
      0,
    ],
  ])('%s', async (_, answer, tokens) => {
    const { trace, dependencies, shared } = await admitted()
    if (answer !== undefined) trace.answer = answer
    await settleCall(trace, undefined, dependencies)
    expect(shared.settled).toEqual([tokens])
  })

  it.each([
    ['the tokens that it tells', ended(9, 42), 42],
    ['its prompt and what it sent', ended(9), prompt + 9],
  ])('at the end of a stream by %s', async (_, end, tokens) => {
    const { trace, dependencies, shared } = await admitted()
    trace.answer = answered()
    await settleCall(trace, end, dependencies)
    expect(shared.settled).toEqual([tokens])
  })

  it('where it was counted', async () => {
    const { trace, dependencies, shared } = await admitted()
    const { admission } = trace
    if (admission === undefined) throw new Error('It was not admitted.')
    trace.admission = { ...admission, counter: 'allowance' }
    await settleCall(trace, undefined, dependencies)
    expect(shared.settled).toEqual([])
  })

  it('not at all where it was never counted', async () => {
    const { dependencies, shared } = buildShared()
    await settleCall(beginTrace(buildRequest(), dependencies), undefined, dependencies)
    expect(shared.asked).toEqual([])
  })
})
