import { expect, it } from 'vitest'
import { parseJson } from '@/lib/openai/parse-json'

it.each<[string, unknown]>([
  ['{"a":[1]}', { a: [1] }],
  [' null ', null],
  ['""', ''],
  ['0', 0],
])('%s is parsed', (text, value) => {
  expect(parseJson(text)).toEqual(value)
})

it.each(['', ' ', '{', 'undefined', "{'a':1}", '{"a":1,}', 'NaN', '<html>'])('%j is no JSON', text => {
  expect(parseJson(text)).toBeUndefined()
})
