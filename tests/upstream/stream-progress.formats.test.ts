import { describe, expect, it } from 'vitest'
import { noUsage } from '@/lib/openai/token-usage'
import type { EventFacts } from '@/lib/operations/event-facts'
import { advance, untouched } from '@/lib/upstream/stream-progress'

const chunk = (more: Partial<Extract<EventFacts, { kind: 'chunk' }>> = {}): EventFacts => ({
  kind: 'chunk',
  hasContent: false,
  finished: [],
  usage: undefined,
  isUsageOnly: false,
  ...more,
})

const progressAfter = (...facts: EventFacts[]) => facts.reduce(advance, untouched)

describe('what is known of the tokens before there is an answer', () => {
  const opening = chunk({ openingUsage: { promptTokens: 10, cachedTokens: 2, completionTokens: 1 } })

  it('is kept apart, since it is not that of the whole call', () => {
    const progress = progressAfter(opening, chunk({ hasContent: true }))
    expect(progress.usage).toBeUndefined()
    expect(progress.openingUsage).toEqual({ promptTokens: 10, cachedTokens: 2, completionTokens: 1 })
  })

  it('is put together with what the end tells, which has the last word', () => {
    expect(progressAfter(opening, chunk({ usage: { completionTokens: 7 } })).usage).toEqual({
      ...noUsage,
      promptTokens: 10,
      cachedTokens: 2,
      completionTokens: 7,
    })
    expect(
      progressAfter(opening, chunk({ usage: { promptTokens: 50, completionTokens: 7 } })).usage,
    ).toMatchObject({
      promptTokens: 50,
      cachedTokens: 2,
      completionTokens: 7,
    })
  })

  it('is not forgotten by what follows', () => {
    const progress = progressAfter(opening, chunk(), chunk({ usage: { completionTokens: 7 } }), {
      kind: 'done',
    })
    expect([progress.usage?.promptTokens, progress.isDone]).toEqual([10, true])
  })
})

describe('the last event', () => {
  it('may tell the usage and the id', () => {
    const usage = { ...noUsage, promptTokens: 5 }
    expect(progressAfter({ kind: 'done', usage, answerIds: ['resp_1'] })).toMatchObject({
      isDone: true,
      usage,
      answerIds: ['resp_1'],
    })
  })

  it('that tells neither leaves what is known', () => {
    const progress = progressAfter(chunk({ usage: { promptTokens: 5 } }), { kind: 'done' })
    expect(progress.usage?.promptTokens).toBe(5)
    expect(progress).not.toHaveProperty('answerIds')
  })
})
