import { expect, it } from 'vitest'
import { unlessAll } from '@/lib/access/unless-all'

it.each([
  [undefined, undefined],
  [['*'], undefined],
  [['EU', '*'], undefined],
  [['EU'], ['EU']],
  [[], []],
  [['gpt-*'], ['gpt-*']],
])('%j allows %j', (list, allowed) => {
  expect(unlessAll(list)).toEqual(allowed)
})
