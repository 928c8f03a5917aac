import { describe, expect, it } from 'vitest'
import { answerFromCache, answerStale, isUnanswered } from '@/lib/gateway/answer-from-cache'
import type { CallTrace } from '@/lib/gateway/call-trace'
import { keepAnswer } from '@/lib/gateway/keep-answer'
import { ApiError } from '@/lib/openai/api-error'
import { buildDependencies } from '../support/build-dependencies'
import { admitted, cachedModels, plainAnswer } from '../support/cached-call'
import { completionText } from '../support/completion'
import { dataOf } from '../support/sse'

function build() {
  const world = buildDependencies({ models: cachedModels })
  const { dependencies } = world
  const begin = (asked?: Parameters<typeof admitted>[1]) => admitted(dependencies, asked)
  const answer = (trace: CallTrace) => answerFromCache(trace, dependencies)
  /** A call that went to an endpoint, whose answer is kept. */
  const fill = async () => {
    const trace = await begin()
    trace.answer = plainAnswer()
    await keepAnswer(trace, undefined, dependencies)
  }
  return { ...world, begin, answer, fill }
}

describe('a call that was answered before', () => {
  it('is answered by that, and told how old it is', async () => {
    const { begin, answer, fill, effects } = build()
    await fill()
    await effects.advance(5500)
    const trace = await begin()
    const response = await answer(trace)
    expect(await response?.text()).toBe(completionText)
    expect(response?.headers.get('content-type')).toBe('application/json')
    expect(trace).toMatchObject({ cacheState: { kind: 'HIT', ageSeconds: 5 }, cachedText: completionText })
  })

  it('as a plain answer is answered as a stream', async () => {
    const { begin, answer, fill } = build()
    await fill()
    const response = await answer(await begin({ fields: { stream: true } }))
    expect(response?.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    expect(dataOf((await response?.text()) ?? '').at(-1)).toBe('[DONE]')
  })

  it('is asked anew where that is too old for its caller, or for all', async () => {
    const { begin, answer, fill, effects } = build()
    await fill()
    await effects.advance(20_000)
    expect(await answer(await begin({ headers: { 'cache-control': 'max-age=30' } }))).toBeDefined()
    const strict = await begin({ headers: { 'cache-control': 'max-age=20' } })
    expect(await answer(strict)).toBeUndefined()
    expect(strict.cacheState).toEqual({ kind: 'MISS' })
    await effects.advance(40_000)
    expect(await answer(await begin())).toBeUndefined()
  })

  it('is asked anew where its caller wants no answer of before', async () => {
    const { begin, answer, fill } = build()
    await fill()
    const trace = await begin({ headers: { 'cache-control': 'no-cache' } })
    expect(await answer(trace)).toBeUndefined()
    expect(trace.cacheState).toEqual({ kind: 'MISS' })
  })

  it('is not answered for another caller', async () => {
    const { begin, answer, fill } = build()
    await fill()
    expect(await answer(await begin({ headers: { 'x-real-ip': '203.0.113.9' } }))).toBeUndefined()
  })
})

it('a call that the cache has nothing to do with is no miss', async () => {
  const { begin, answer } = build()
  const trace = await begin({ fields: { temperature: 1 } })
  expect(await answer(trace)).toBeUndefined()
  expect(trace.cacheState).toBeUndefined()
})

describe('an answer that is too old', () => {
  async function stale() {
    const world = build()
    await world.fill()
    await world.effects.advance(70_000)
    const trace = await world.begin()
    expect(await world.answer(trace)).toBeUndefined()
    return { ...world, trace }
  }

  it('can stand in, and says so', async () => {
    const { trace, dependencies } = await stale()
    const response = answerStale(trace, dependencies)
    expect(response?.status).toBe(200)
    expect(response?.headers.get('warning')).toBe('110 - "Response is Stale"')
    expect(await response?.text()).toBe(completionText)
    expect(trace.cacheState).toEqual({ kind: 'HIT', ageSeconds: 70 })
  })

  it.each(['upstream_timeout', 'upstream_unreachable', 'overloaded', 'no_eligible_endpoint'] as const)(
    'stands in where no endpoint answers: %s',
    code => {
      expect(isUnanswered(new ApiError(code, 'No.'))).toBe(true)
    },
  )

  it.each([
    new ApiError('rate_limit_exceeded', 'No.'),
    new ApiError('residency_violation', 'No.'),
    new ApiError('insufficient_quota', 'No.'),
    new RangeError('x'),
    undefined,
  ])('does not stand in for anything else: %s', thrown => {
    expect(isUnanswered(thrown)).toBe(false)
  })

  it('does not stand in once it is twice too old', async () => {
    const world = build()
    await world.fill()
    await world.effects.advance(120_000)
    const trace = await world.begin()
    await world.answer(trace)
    expect(answerStale(trace, world.dependencies)).toBeUndefined()
  })
})
