import { describe, expect, it } from 'vitest'
import { changeCall } from '@/lib/operations/parse-call'
import type { AnswerContext } from '@/lib/upstream/answer-call'
import { createTryQueue } from '@/lib/upstream/try-queue'
import { buildAnswerContext } from '../support/build-answer-context'
import { buildFailedAttempt } from '../support/build-attempt'
import { buildCall } from '../support/build-call'
import { buildCandidate } from '../support/build-candidate'
import { completion } from '../support/completion'
import { createFakeEffects } from '../support/fake-effects'
import { upstreamEndpoint } from '../support/upstream-endpoint'

const call = buildCall()
const standIn = changeCall(call, { model: 'gpt-4.1-mini' })

/** A queue of endpoints, each for the model itself or, with a `*`, for the one that stands in; some are full. */
function build(plan: string, { full = [], ...setting }: Partial<AnswerContext> & { full?: string[] } = {}) {
  const ids = plan.replaceAll('*', '').split(' ')
  const effects = createFakeEffects(Object.fromEntries(ids.map(id => [id, completion])))
  const candidates = plan.split(' ').map((each, at) =>
    buildCandidate(ids[at] ?? '', {
      endpoint: upstreamEndpoint(ids[at] ?? ''),
      ...(each.endsWith('*') && { call: standIn }),
    }),
  )
  const counted = { entered: 0, left: 0, hedges: 0 }
  const queue = createTryQueue(candidates, {
    ...buildAnswerContext({
      effects,
      enter: async ({ id }) => {
        if (full.includes(id)) return undefined
        counted.entered += 1
        return () => {
          counted.left += 1
        }
      },
      takeHedge: () => {
        counted.hedges += 1
        return true
      },
      ...setting,
    }),
    call,
  })
  return { effects, queue, counted }
}

const isLate = () => true

describe('the second try', () => {
  it('is that of the next endpoint', async () => {
    const { effects, queue, counted } = build('sin nrt')
    expect((await queue.beginSecond(isLate))?.candidate.endpoint.id).toBe('sin')
    await effects.settle()
    expect(effects.calls.map(({ endpoint }) => endpoint)).toEqual(['sin'])
    expect(counted.hedges).toBe(1)
    expect((await queue.beginNext())?.candidate.endpoint.id).toBe('nrt')
  })

  it('is none where that is full, though another endpoint or model has room', async () => {
    const { effects, queue, counted } = build('sin nrt fra*', { full: ['sin'] })
    expect(await queue.beginSecond(isLate)).toBeUndefined()
    expect(effects.calls).toEqual([])
    expect(counted).toEqual({ entered: 0, left: 0, hedges: 0 })
  })

  it('is none where another model is next', async () => {
    const { queue, counted } = build('sin*')
    expect(await queue.beginSecond(isLate)).toBeUndefined()
    expect(counted.entered).toBe(0)
  })

  it.each<[string, () => boolean, Partial<AnswerContext>]>([
    ['the first is over', () => false, {}],
    ['there is no hedge left', isLate, { takeHedge: () => false }],
    ['the caller has hung up', isLate, { callerSignal: AbortSignal.abort() }],
  ])('is none where %s, and who was to make it still may', async (_, late, setting) => {
    const { effects, queue, counted } = build('sin', setting)
    expect(await queue.beginSecond(late)).toBeUndefined()
    expect([counted, effects.calls]).toEqual([{ entered: 1, left: 1, hedges: 0 }, []])
    expect(queue.mayTry([])).toBe(true)
  })
})

describe('the next try', () => {
  it('is that of the first endpoint that has room', async () => {
    const { queue } = build('sin nrt fra', { full: ['sin'] })
    expect((await queue.beginNext())?.candidate.endpoint.id).toBe('nrt')
    expect((await queue.beginNext())?.candidate.endpoint.id).toBe('fra')
    expect(await queue.beginNext()).toBeUndefined()
  })

  it('is the fourth where the call could not even be said to one of three', () => {
    const tries = ['sin', 'nrt', 'fra'].map(id => buildFailedAttempt(id, { isUnprocessed: true }))
    const unsent = buildFailedAttempt('sin', { label: 'unsupported', isUnprocessed: true, isUnsent: true })
    expect(build('sin nrt fra iad').queue.mayTry(tries)).toBe(false)
    expect(build('sin nrt fra iad').queue.mayTry([unsent, ...tries.slice(1)])).toBe(true)
  })

  it('is none where an answer was too large, which is paid for and would be so again', () => {
    const tooLarge = buildFailedAttempt('sin', { label: 'too-large', isTooLarge: true })
    expect(build('sin nrt').queue.mayTry([tooLarge])).toBe(false)
    expect(build('sin nrt').queue.mayTry([buildFailedAttempt('sin')])).toBe(true)
  })

  it('is none for a caller that has hung up', async () => {
    const { queue, counted } = build('sin', { callerSignal: AbortSignal.abort() })
    expect(await queue.beginNext()).toBeUndefined()
    expect(counted.entered).toBe(0)
  })
})
