import { describe, expect, it } from 'vitest'
import { accountCall } from '@/lib/gateway/account-call'
import { admitCall } from '@/lib/gateway/admit-call'
import { beginTrace, type CallTrace } from '@/lib/gateway/call-trace'
import { ApiError } from '@/lib/openai/api-error'
import { noUsage, type TokenUsage } from '@/lib/openai/token-usage'
import type { Answer } from '@/lib/upstream/answer-call'
import type { AttemptRecord } from '@/lib/upstream/attempt-record'
import type { StreamEnd } from '@/lib/upstream/relay-stream'
import { untouched } from '@/lib/upstream/stream-progress'
import { usageRecord } from '@/lib/usage/usage-record'
import { buildAttempt, buildFailedAttempt } from '../support/build-attempt'
import { buildCall } from '../support/build-call'
import { buildCandidate } from '../support/build-candidate'
import { buildDependencies } from '../support/build-dependencies'
import { buildRequest } from '../support/build-request'

// What the prompt of the tests is estimated to be.
const prompt = 7
const models = { catalogue: { 'gpt-4.1': { price: { input: 2, output: 8 } } } }
const told: TokenUsage = { ...noUsage, promptTokens: 40, completionTokens: 2 }
const candidate = buildCandidate('sin')

function answered(usage?: TokenUsage, attempts: readonly AttemptRecord[] = [buildAttempt('sin')]): Answer {
  return {
    attempts,
    candidate,
    result: { kind: 'answered', headers: new Headers(), body: new Uint8Array(), usage },
  }
}

const exhausted = (...attempts: AttemptRecord[]): Answer => ({
  attempts,
  candidate: undefined,
  result: { kind: 'exhausted', error: new ApiError('upstream_timeout', 'No.') },
})

const ended = (contentEvents: number, usage?: TokenUsage, kind: 'complete' | 'abandoned' = 'complete') => ({
  kind,
  progress: { ...untouched, contentEvents, usage },
})

type Over = { readonly end?: StreamEnd; readonly status?: number; readonly catalogue?: unknown }

/** The account of a call that was let in, and of which a test says what became. */
async function accountOf(fill: (trace: CallTrace) => void, { end, status = 200, catalogue }: Over = {}) {
  const { dependencies, effects } = buildDependencies({ models: catalogue ?? models })
  const request = buildRequest()
  const trace = beginTrace(request, dependencies)
  trace.call = buildCall({ messages: [{ role: 'user', content: 'Xin chào!' }] })
  await admitCall(request.headers, trace, dependencies)
  fill(trace)
  await effects.advance(90)
  const account = await accountCall(trace, { end, endedAt: effects.now(), status, dependencies })
  if (account === undefined) throw new Error('There is no account.')
  // What is written down must be readable again.
  expect(usageRecord.parse(JSON.parse(JSON.stringify(account.record)))).toEqual(
    JSON.parse(JSON.stringify(account.record)),
  )
  return account
}

const accountOfAnswer = (answer: Answer, over?: Over) =>
  accountOf(trace => {
    trace.answer = answer
  }, over)

describe('of the limit a call uses', () => {
  it.each<[string, Answer, number]>([
    ['the tokens that its answer tells', answered(told), 42],
    ['its prompt where the answer tells none', answered(), prompt],
    ['nothing where there was no answer', exhausted(buildFailedAttempt('sin', { label: 'timeout' })), 0],
    ['nothing where nobody waited', { attempts: [], candidate: undefined, result: { kind: 'abandoned' } }, 0],
    [
      'the tokens of its answer alone, whoever else may be paid',
      answered(told, [buildFailedAttempt('nrt', { label: 'timeout' }), buildAttempt('sin')]),
      42,
    ],
  ])('%s', async (_, answer, tokens) => {
    expect((await accountOfAnswer(answer)).limitedTokens).toBe(tokens)
  })

  it.each<[string, StreamEnd, number]>([
    ['the tokens that it tells', ended(9, told), 42],
    ['its prompt and what it sent', ended(9), prompt + 9],
    ['its prompt and what it sent before its caller hung up', ended(3, undefined, 'abandoned'), prompt + 3],
  ])('at the end of a stream %s', async (_, end, tokens) => {
    expect((await accountOfAnswer(answered(), { end })).limitedTokens).toBe(tokens)
  })

  it('nothing where its answer comes out of the cache', async () => {
    const account = await accountOf(trace => {
      trace.cachedText = '{}'
      trace.cacheState = { kind: 'HIT', ageSeconds: 1 }
    })
    expect(account).toMatchObject({
      limitedTokens: 0,
      record: { cache: 'HIT', model: 'gpt-4.1', attempts: [], nanoUsd: 0, promptTokens: 0 },
    })
    expect(account.record.endpoint).toBeUndefined()
  })
})

describe('what a call costs', () => {
  it('is what its answer tells, at the price of its model', async () => {
    const { record } = await accountOfAnswer(answered(told))
    expect(record).toMatchObject({
      promptTokens: 40,
      completionTokens: 2,
      nanoUsd: 40 * 2000 + 2 * 8000,
      isEstimated: false,
      isUnpriced: false,
      endpoint: 'sin',
      model: 'gpt-4.1',
      durationMs: 90,
    })
  })

  it('is that of all who may charge for it: the prompt of whoever was given up', async () => {
    const late = buildFailedAttempt('nrt', { label: 'timeout', isUnprocessed: false })
    const { record } = await accountOfAnswer(answered(told, [late, buildAttempt('sin')]))
    expect(record.attempts).toMatchObject([
      { endpoint: 'nrt', billed: 'unknown', promptTokens: prompt, nanoUsd: prompt * 2000 },
      { endpoint: 'sin', billed: 'yes', promptTokens: 40, nanoUsd: 96_000 },
    ])
    expect(record).toMatchObject({
      promptTokens: 40 + prompt,
      nanoUsd: 96_000 + prompt * 2000,
      isEstimated: true,
    })
  })

  it('is nothing for an endpoint that was never reached, and that is no estimate', async () => {
    const away = buildFailedAttempt('nrt', { label: 'refused', isUnprocessed: true })
    const { record } = await accountOfAnswer(answered(told, [away, buildAttempt('sin')]))
    expect(record).toMatchObject({ nanoUsd: 96_000, isEstimated: false })
    expect(record.attempts[0]).toMatchObject({ billed: 'no', promptTokens: 0 })
  })

  it('is an estimate where the answer tells no tokens', async () => {
    const { record } = await accountOfAnswer(answered(), { end: ended(9) })
    expect(record).toMatchObject({ nanoUsd: prompt * 2000 + 9 * 8000, isEstimated: true })
  })

  it('is nothing where an endpoint refused it', async () => {
    const error = { message: 'No.', type: 'invalid_request_error', param: null, code: null }
    const attempts = [buildAttempt('sin', { label: '400', outcome: 'ignored' })]
    const answer: Answer = { attempts, candidate, result: { kind: 'refused', status: 400, error } }
    const { record } = await accountOfAnswer(answer, { status: 400 })
    expect(record).toMatchObject({ nanoUsd: 0, promptTokens: 0, isError: true, isEstimated: false })
  })

  it('is the prompt of whoever was given up before another refused it', async () => {
    const error = { message: 'No.', type: 'invalid_request_error', param: null, code: null }
    const attempts = [
      buildFailedAttempt('nrt', { label: 'timeout', isUnprocessed: false }),
      buildAttempt('sin', { label: '400', outcome: 'ignored' }),
    ]
    const answer: Answer = { attempts, candidate, result: { kind: 'refused', status: 400, error } }
    const { record } = await accountOfAnswer(answer, { status: 400 })
    expect(record.attempts).toMatchObject([
      { endpoint: 'nrt', billed: 'unknown', promptTokens: prompt },
      { endpoint: 'sin', billed: 'no', promptTokens: 0 },
    ])
  })

  it('is not known where nobody knows the price', async () => {
    const { record } = await accountOfAnswer(answered(told), { catalogue: { catalogue: {} } })
    expect(record).toMatchObject({ nanoUsd: 0, promptTokens: 40, isUnpriced: true })
  })
})

describe('a call that failed', () => {
  it('is of no model, since the name may be its caller’s text', async () => {
    const { record } = await accountOfAnswer(exhausted(buildFailedAttempt('sin')), { status: 504 })
    expect(record).toMatchObject({ model: 'unknown', isError: true, code: 'upstream_timeout', status: 504 })
  })

  it('in the midst of its stream is an error though it began well', async () => {
    const end: StreamEnd = {
      kind: 'failed',
      code: 'upstream_stalled',
      progress: { ...untouched, contentEvents: 4 },
    }
    const { record } = await accountOfAnswer(answered(), { end })
    expect(record).toMatchObject({
      status: 200,
      isError: true,
      code: 'upstream_stalled',
      completionTokens: 4,
      isEstimated: true,
    })
  })

  it('after its caller hung up is none', async () => {
    const { record } = await accountOfAnswer(answered(), { end: ended(3, undefined, 'abandoned') })
    expect(record.isError).toBe(false)
    expect(record.code).toBeUndefined()
  })
})

it('a call that was not let in has no account', async () => {
  const { dependencies } = buildDependencies()
  const trace = beginTrace(buildRequest(), dependencies)
  trace.call = buildCall()
  expect(await accountCall(trace, { end: undefined, endedAt: 0, status: 401, dependencies })).toBeUndefined()
})
