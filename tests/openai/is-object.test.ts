import { expect, it } from 'vitest'
import { isObject } from '@/lib/openai/is-object'

it.each([[{}], [{ a: 1 }], [[]], [Object.create(null)]])('%j has members that may be looked at', value => {
  expect(isObject(value)).toBe(true)
})

it.each([null, undefined, 'text', 0, true])('%j has none', value => {
  expect(isObject(value)).toBe(false)
})
