import { expect, it } from 'vitest'
import { limitsOf } from '@/lib/operations/limits-of'

const fields = ['max_completion_tokens', 'max_tokens']

it('limits stand in the order of the fields, not in that of the body', () => {
  expect(limitsOf({ max_tokens: 7, max_completion_tokens: 5 }, fields)).toEqual([
    { field: 'max_completion_tokens', tokens: 5 },
    { field: 'max_tokens', tokens: 7 },
  ])
})

it('a limit of nothing is one', () => {
  expect(limitsOf({ max_tokens: 0 }, fields)).toEqual([{ field: 'max_tokens', tokens: 0 }])
})

it.each([{}, { max_tokens: null }, { max_tokens: undefined }, { max_tokens: '5' }, { max_output_tokens: 5 }])(
  'no limit is %j',
  request => {
    expect(limitsOf(request, fields)).toEqual([])
  },
)
