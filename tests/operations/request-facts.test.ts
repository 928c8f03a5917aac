import { expect, it } from 'vitest'
import { longestAnswer } from '@/lib/operations/request-facts'

it('the first limit is the one that holds', () => {
  const answerLimits = [
    { field: 'max_completion_tokens', tokens: 50 },
    { field: 'max_tokens', tokens: 7 },
  ]
  expect(longestAnswer({ answerLimits })).toBe(50)
})

it('a limit of nothing is one', () => {
  expect(longestAnswer({ answerLimits: [{ field: 'max_tokens', tokens: 0 }] })).toBe(0)
})

it('a limit of less than nothing is none', () => {
  expect(longestAnswer({ answerLimits: [{ field: 'max_tokens', tokens: -1 }] })).toBeUndefined()
})

it('who names no limit has none', () => {
  expect(longestAnswer({ answerLimits: [] })).toBeUndefined()
})
