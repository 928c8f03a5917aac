import { describe, expect, it } from 'vitest'
import { answerInTime, type Reached, type Way } from '@/lib/gateway/answer-in-time'
import { beginTrace } from '@/lib/gateway/call-trace'
import { ApiError } from '@/lib/openai/api-error'
import { untouched } from '@/lib/upstream/stream-progress'
import { buildCall } from '../support/build-call'
import { buildDependencies } from '../support/build-dependencies'
import { buildRequest } from '../support/build-request'
import { completionText } from '../support/completion'
import { readStream } from '../support/read-stream'

const headers = { 'content-type': 'application/json' }
const body = new TextEncoder().encode(completionText)
const answered = (): Reached => ({ result: { kind: 'answered', headers: new Headers(headers), body } })
const late = new ApiError('overloaded', 'No.')

function build({ stream = false } = {}) {
  const { dependencies, effects } = buildDependencies()
  const trace = beginTrace(buildRequest(), dependencies)
  const call = buildCall(stream ? { stream } : {})
  const answer = (reach: (way: Way) => Promise<Reached>) => answerInTime(reach, { call, trace, dependencies })
  const later = (seconds: number) =>
    new Promise<void>(resolve => {
      effects.startTimer(seconds * 1000, resolve)
    })
  return { trace, effects, answer, later }
}

describe('what comes in time', () => {
  it('is the response, and nothing of it is waited for afterwards', async () => {
    const { trace, answer } = build()
    const response = await answer(async () => answered())
    expect(await response.text()).toBe(completionText)
    expect(trace.streamEnd).toBeUndefined()
  })

  it('of a stream is over when that has ended', async () => {
    const { trace, answer } = build({ stream: true })
    const end = { kind: 'complete', progress: untouched } as const
    let tell = () => {}
    const response = await answer(async ({ onStreamEnd }) => {
      tell = () => onStreamEnd(end)
      return {
        result: { kind: 'answered', headers: new Headers(), body: new Response('data: 1\n\n').body ?? body },
      }
    })
    expect(await response.text()).toBe('data: 1\n\n')
    tell()
    expect(await trace.streamEnd).toBe(end)
  })

  it('and is a failure, is thrown', async () => {
    const { answer } = build()
    await expect(answer(async () => ({ result: { kind: 'exhausted', error: late } }))).rejects.toBe(late)
    await expect(answer(() => Promise.reject(late))).rejects.toBe(late)
  })

  it('and is one that nobody foresaw, is noted', async () => {
    const { answer, trace } = build()
    const error = new RangeError('x')
    await expect(answer(() => Promise.reject(error))).rejects.toMatchObject({ code: 'internal_error' })
    expect(trace.error).toBe(error)
  })
})

describe('after twenty seconds', () => {
  it('the response is begun, and what comes then follows in its body', async () => {
    const { answer, later, effects, trace } = build()
    const { value, afterMs } = await effects.outcome(answer(() => later(30).then(answered)))
    expect([value.status, afterMs]).toEqual([200, 20_000])
    const text = value.text()
    await effects.advance(10_000)
    expect(await text).toBe(` ${completionText}`)
    expect(await trace.streamEnd).toBeUndefined()
  })

  it('a failure follows in the body, also one that nobody foresaw', async () => {
    for (const [thrown, code] of [
      [late, 'overloaded'],
      [new RangeError('x'), 'internal_error'],
    ] as const) {
      const { answer, later, effects, trace } = build()
      const fail = () => later(30).then(() => Promise.reject(thrown))
      const { value } = await effects.outcome(answer(fail))
      const json = value.json()
      await effects.advance(10_000)
      expect(await json).toMatchObject({ error: { code } })
      expect(await trace.streamEnd).toMatchObject({ kind: 'failed', code })
      expect(trace.error).toBe(thrown)
    }
  })

  it('a caller that hangs up is known to whoever looks for an answer', async () => {
    const { answer, later, effects } = build({ stream: true })
    const signals: { readonly aborted: boolean }[] = []
    const { value } = await effects.outcome(
      answer(({ signal }) => {
        signals.push(signal)
        return later(90).then(answered)
      }),
    )
    if (value.body === null) throw new Error('A body was expected.')
    await readStream(value.body).cancel()
    expect(signals.map(({ aborted }) => aborted)).toEqual([true])
  })
})
