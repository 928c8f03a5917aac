import { expect, it } from 'vitest'
import { textOrTokens } from '@/lib/operations/text-or-tokens'

const isTaken = (value: unknown) => textOrTokens().safeParse(value).success

it.each<[string, unknown]>([
  ['a text', 'Chào'],
  ['an empty one', ''],
  ['several', ['a', '']],
  ['tokens', [0, 1212, 318]],
  ['several lists of tokens', [[1], [2, 3]]],
])('it may be %s', (_, value) => {
  expect(isTaken(value)).toBe(true)
})

it.each<[string, unknown]>([
  ['nothing at all', undefined],
  ['a number', 5],
  ['an object', { text: 'a' }],
  ['an empty list', []],
  ['a list that holds an empty one', [[1], []]],
  ['texts and tokens at once', ['a', 1]],
  ['a token and a list', [1, [2]]],
  ['half a token', [1.5]],
  ['a token below nothing', [-1]],
  ['lists within lists', [[[1]]]],
])('it may not be %s', (_, value) => {
  expect(isTaken(value)).toBe(false)
})
