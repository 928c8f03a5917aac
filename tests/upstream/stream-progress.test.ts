import { describe, expect, it } from 'vitest'
import { noUsage } from '@/lib/openai/token-usage'
import type { EventFacts } from '@/lib/operations/event-facts'
import { advance, isComplete, untouched } from '@/lib/upstream/stream-progress'

const content: EventFacts = {
  kind: 'chunk',
  hasContent: true,
  finished: [],
  usage: undefined,
  isUsageOnly: false,
}
const empty: EventFacts = {
  kind: 'chunk',
  hasContent: false,
  finished: [],
  usage: undefined,
  isUsageOnly: false,
}
const ends = (...finished: number[]): EventFacts => ({
  kind: 'chunk',
  hasContent: true,
  finished,
  usage: undefined,
  isUsageOnly: false,
})

const progressAfter = (...facts: EventFacts[]) => facts.reduce(advance, untouched)

describe('content', () => {
  it.each<[string, EventFacts[], boolean]>([
    ['nothing', [], false],
    ['an empty chunk', [empty], false],
    ['a comment', [{ kind: 'comment' }], false],
    ['an unreadable event', [{ kind: 'unreadable' }], false],
    ['an error', [{ kind: 'error', body: {} }], false],
    ['[DONE]', [{ kind: 'done' }], false],
    ['a word', [empty, content], true],
    ['a finish reason', [ends(0)], true],
    ['a word and then nothing', [content, empty, { kind: 'comment' }], true],
  ])('after %s: %#', (_, facts, hasContent) => {
    expect(progressAfter(...facts).hasContent).toBe(hasContent)
  })
})

describe('what a stream has used', () => {
  it('is about an event of content for each token, until it says', () => {
    const usage = { ...noUsage, promptTokens: 2, completionTokens: 40 }
    const told: EventFacts = { kind: 'chunk', hasContent: false, finished: [], usage, isUsageOnly: true }
    expect(progressAfter(empty, content, content, ends(0))).toMatchObject({
      contentEvents: 3,
      usage: undefined,
    })
    expect(progressAfter(content, told, empty)).toMatchObject({ contentEvents: 1, usage })
  })
})

describe('an answer is complete', () => {
  it.each<[string, EventFacts[], number, boolean]>([
    ['by [DONE]', [content, { kind: 'done' }], 1, true],
    ['by [DONE], also of two choices', [{ kind: 'done' }], 2, true],
    ['by its finish reason', [content, ends(0)], 1, true],
    ['by both finish reasons', [ends(1), content, ends(0)], 2, true],
    ['by both finish reasons in one event', [ends(0, 1)], 2, true],
    ['not by one of two', [ends(1)], 2, false],
    ['not by the same one twice', [ends(1), ends(1)], 2, false],
    ['not by content', [content, content], 1, false],
    ['not by nothing', [], 1, false],
  ])('%s', (_, facts, choices, expected) => {
    expect(isComplete(progressAfter(...facts), choices)).toBe(expected)
  })
})

it('the progress before is not changed', () => {
  const before = progressAfter(content)
  advance(before, ends(0))
  advance(before, { kind: 'done' })
  expect(before).toMatchObject({ hasContent: true, finished: new Set(), isDone: false })
})
