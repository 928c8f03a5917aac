import { describe, expect, it } from 'vitest'
import { answerForms } from '@/lib/cache/answer-form'
import { operations } from '@/lib/operations/operations'
import { plainAnswers } from '../support/plain-answers'

it('there is a form for every format', () => {
  const formats = operations.flatMap(operation => ('format' in operation ? [operation.format.name] : []))
  expect(Object.keys(answerForms).sort()).toEqual([...formats].sort())
})

describe.each(['chat', 'completion', 'response', 'message'] as const)('a plain answer to a %s', name => {
  const { toEvents, fromEvents, isWhole } = answerForms[name]

  it('is whole, and so it is after it has been a stream', () => {
    expect(isWhole(plainAnswers[name])).toBe(true)
    const again = fromEvents(toEvents(plainAnswers[name]) ?? '')
    expect(again && isWhole(again)).toBe(true)
  })

  it.each(['chat', 'completion', 'response', 'message'] as const)(
    'is no answer to a %s but to its own',
    other => {
      const { isWhole: isOther } = answerForms[other]
      const isSame = other === name || [name, other].sort().join() === 'chat,completion'
      expect(isOther(plainAnswers[name])).toBe(isSame)
    },
  )
})

it('vectors are whole and never a stream', () => {
  const { toEvents, fromEvents, isWhole } = answerForms.embedding
  expect(isWhole(plainAnswers.embedding)).toBe(true)
  expect(isWhole({ data: [] })).toBe(false)
  expect(toEvents(plainAnswers.embedding)).toBeUndefined()
  expect(fromEvents('data: {}\n\n')).toBeUndefined()
})

it('the usage comes in an event of its own where it can be asked for, and there only', () => {
  const inItsOwn = Object.entries(answerForms).flatMap(([name, form]) => (form.hasUsageEvent ? [name] : []))
  expect(inItsOwn).toEqual(['chat', 'completion'])
})
