import { describe, expect, it } from 'vitest'
import { changeCall } from '@/lib/operations/parse-call'
import { tryOnce } from '@/lib/upstream/try-once'
import { buildAnswerContext } from '../support/build-answer-context'
import { buildCall } from '../support/build-call'
import { buildCandidate } from '../support/build-candidate'
import { completion, refusal } from '../support/completion'
import { createFakeEffects, type Reply, start } from '../support/fake-effects'
import { readStream } from '../support/read-stream'
import { eventStream, wholeStream } from '../support/sse'
import { createUpstreamBody } from '../support/upstream-body'
import { upstreamEndpoint } from '../support/upstream-endpoint'

const span = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), isSampled: true }

function begin(reply: Reply, { stream = false, model = '', isTraced = false } = {}) {
  const effects = createFakeEffects({ sin: reply })
  const call = buildCall(stream ? { stream } : {})
  const counted = { left: 0, ended: 0 }
  const candidate = buildCandidate('sin', {
    endpoint: upstreamEndpoint('sin'),
    ...(model !== '' && { call: changeCall(call, { model }) }),
  })
  const trying = tryOnce(candidate, {
    ...buildAnswerContext({
      effects,
      beginSpan: isTraced ? () => span : undefined,
      onStreamEnd: () => {
        counted.ended += 1
      },
    }),
    call,
    leave: () => {
      counted.left += 1
    },
  })
  return { effects, counted, trying, outcome: async () => (await effects.outcome(trying.outcome)).value }
}

const stream = (): Reply => ({ headers: eventStream, body: createUpstreamBody(...wholeStream) })

describe('what is recorded of a try', () => {
  it('is the model that it was made to', async () => {
    expect((await begin(completion).outcome()).record.model).toBe('gpt-4.1')
  })

  it('is the model that stands in, and that is what the endpoint was asked for', async () => {
    const { effects, outcome } = begin(completion, { model: 'gpt-4.1-mini' })
    expect((await outcome()).record.model).toBe('gpt-4.1-mini')
    expect(JSON.parse(effects.sent[0]?.body ?? '')).toMatchObject({ model: 'gpt-4.1-mini' })
  })

  it.each<[string, Reply, object]>([
    ['an answer', completion, { label: '200', outcome: 'succeeded', failure: undefined }],
    ['a refusal', refusal(400), { label: '400', outcome: 'ignored', failure: undefined }],
    ['a failure', refusal(503), { label: '503', outcome: 'failed', failure: { code: 'overloaded' } }],
  ])('is what became of it: %s', async (_, reply, expected) => {
    expect((await begin(reply).outcome()).record).toMatchObject({ endpoint: 'sin', ...expected })
  })

  it('is how long it took, and to its first content where it is a stream', async () => {
    const plain = await begin({ afterMs: 40, reply: completion }).outcome()
    expect([plain.record.durationMs, plain.record.firstContentMs]).toEqual([40, undefined])
    const streamed = await begin({ afterMs: 40, reply: stream() }, { stream: true }).outcome()
    expect(streamed.record.firstContentMs).toBe(40)
  })
})

describe('its span', () => {
  it('is told to the endpoint, and kept with the moment at which it began', async () => {
    const { effects, outcome } = begin(completion, { isTraced: true })
    expect((await outcome()).record.span).toEqual({ id: span.spanId, begunAt: start })
    expect(effects.sent[0]?.headers.get('traceparent')).toBe(`00-${span.traceId}-${span.spanId}-01`)
  })

  it('is absent where no traces are collected', async () => {
    const { effects, outcome } = begin(completion)
    expect((await outcome()).record.span).toBeUndefined()
    expect(effects.sent[0]?.headers.has('traceparent')).toBe(false)
  })
})

describe('its place', () => {
  it('is left after a plain answer', async () => {
    const { counted, outcome } = begin(completion)
    await outcome()
    expect(counted).toEqual({ left: 1, ended: 0 })
  })

  it('is held until a stream has ended', async () => {
    const { effects, counted, outcome } = begin(stream(), { stream: true })
    const { result } = await outcome()
    expect(counted.left).toBe(0)
    if (result.kind !== 'answered' || !(result.body instanceof ReadableStream)) throw new Error('No stream.')
    readStream(result.body)
    await effects.settle()
    expect(counted).toEqual({ left: 1, ended: 1 })
  })
})

describe('a try that another has won over', () => {
  it('says nothing of its endpoint, and is ended', async () => {
    const { effects, counted, trying, outcome } = begin('silence')
    await effects.settle()
    trying.cancel()
    expect((await outcome()).record).toMatchObject({ label: 'cancelled', outcome: 'ignored' })
    expect(effects.sent[0]?.signal.aborted).toBe(true)
    expect([counted.left, effects.pendingTimers]).toEqual([1, 0])
  })

  it('does not tell how its stream ended, but leaves its place', async () => {
    const { effects, counted, trying, outcome } = begin(stream(), { stream: true })
    await outcome()
    trying.cancel()
    await effects.settle()
    expect(counted).toEqual({ left: 1, ended: 0 })
  })
})
