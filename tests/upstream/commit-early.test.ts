import { describe, expect, it } from 'vitest'
import { ApiError } from '@/lib/openai/api-error'
import type { ErrorShape } from '@/lib/openai/error-body'
import type { Answer } from '@/lib/upstream/answer-call'
import { commitEarly } from '@/lib/upstream/commit-early'
import { completionText } from '../support/completion'
import { createFakeEffects } from '../support/fake-effects'
import { readStream } from '../support/read-stream'
import { wholeStream } from '../support/sse'
import { createUpstreamBody } from '../support/upstream-body'

type Result = Answer['result']

type Form = { readonly stream?: boolean; readonly shape?: ErrorShape }

function begin({ stream = false, shape = 'openai' }: Form = {}) {
  const effects = createFakeEffects()
  let answer: (result: Result) => void = () => {}
  const answering = new Promise<Answer>(resolve => {
    answer = result => resolve({ attempts: [], candidate: undefined, result })
  })
  let hungUp = 0
  const reading = readStream(
    commitEarly(answering, {
      stream,
      shape,
      effects,
      onCancel: () => {
        hungUp += 1
      },
    }),
  )
  return { effects, answer, reading, hungUp: () => hungUp }
}

const headers = new Headers()
const refused: Result = {
  kind: 'refused',
  status: 400,
  error: { message: 'No.', type: 'invalid_request_error', param: 'messages', code: 'bad' },
}
const exhausted = (error: ApiError): Result => ({ kind: 'exhausted', error })
const overloaded = exhausted(new ApiError('overloaded', 'Too much.'))

describe('a response that is begun before its answer is known', () => {
  it.each([
    [true, ': waiting\n\n'],
    [false, ' '],
  ])('is kept alive every 15 s (stream: %s)', async (stream, sign) => {
    const { effects, reading } = begin({ stream })
    await effects.settle()
    expect(reading.text).toBe(sign)
    await effects.advance(14_999)
    expect(reading.text).toBe(sign)
    await effects.advance(30_001)
    expect(reading.text).toBe(sign.repeat(4))
    expect(reading.isClosed).toBe(false)
  })

  it('has a plain answer after white space, which is JSON', async () => {
    const { effects, answer, reading } = begin()
    await effects.advance(15_000)
    answer({ kind: 'answered', headers, body: new TextEncoder().encode(completionText) })
    await effects.settle()
    expect(reading.isClosed).toBe(true)
    expect(JSON.parse(reading.text)).toEqual(JSON.parse(completionText))
    expect(effects.pendingTimers).toBe(0)
  })

  it('has a stream after comments, unchanged', async () => {
    const { effects, answer, reading } = begin({ stream: true })
    const body = createUpstreamBody(...wholeStream)
    body.close()
    answer({ kind: 'answered', headers, body: body.open(undefined) })
    await effects.settle()
    expect(reading.text).toBe(`: waiting\n\n${wholeStream.join('')}`)
    expect(reading.isClosed).toBe(true)
  })

  it('ends without a word where the caller has hung up', async () => {
    const { effects, answer, reading } = begin({ stream: true })
    answer({ kind: 'abandoned' })
    await effects.settle()
    expect([reading.text, reading.isClosed]).toEqual([': waiting\n\n', true])
  })

  it('tells where its caller hangs up', async () => {
    const { effects, reading, hungUp } = begin()
    await effects.settle()
    await reading.cancel()
    expect(hungUp()).toBe(1)
  })
})

describe('what fails then is told in the body', () => {
  const told = async (result: Result, form: Form) => {
    const { effects, answer, reading } = begin(form)
    answer(result)
    await effects.settle()
    expect(reading.isClosed).toBe(true)
    return reading.text.replace(/^(: waiting\n\n| )/, '')
  }

  it('as OpenAI’s error', async () => {
    const error = { message: 'No.', type: 'invalid_request_error', param: 'messages', code: 'bad' }
    expect(JSON.parse(await told(refused, {}))).toEqual({ error })
    expect(await told(refused, { stream: true })).toBe(`data: ${JSON.stringify({ error })}\n\n`)
  })

  it('as Anthropic’s error', async () => {
    const body = JSON.parse(await told(overloaded, { shape: 'anthropic' }))
    expect(body).toMatchObject({ type: 'error', error: { message: 'Too much.', code: 'overloaded' } })
    expect(await told(overloaded, { shape: 'anthropic', stream: true })).toMatch(
      /^event: error\ndata: \{"type":"error","error":\{[^\n]*"message":"Too much\."[^\n]*\}\}\n\n$/,
    )
  })

  it.each<[string, Result, string]>([
    ['a refusal', refused, 'invalid_request_error'],
    ['what is overloaded', overloaded, 'overloaded_error'],
    ['a rate limit', exhausted(new ApiError('upstream_rate_limited', 'Slow down.')), 'rate_limit_error'],
    ['a time-out', exhausted(new ApiError('upstream_timeout', 'Too late.')), 'timeout_error'],
  ])('with Anthropic’s word for %s, which the status no longer tells', async (_, result, type) => {
    for (const stream of [false, true])
      expect(await told(result, { shape: 'anthropic', stream })).toContain(`"type":"${type}"`)
  })
})
