import { expect, it } from 'vitest'
import { isLong, promptBody } from './bench-prompt'

it('is one body for each prompt', () => {
  const bodies = Array.from({ length: 100 }, (_, prompt) => promptBody(prompt))
  expect(new Set(bodies).size).toBe(100)
  expect(promptBody(7)).toBe(bodies[7])
})

it('asks for a long answer with each twentieth prompt', () => {
  const long = Array.from({ length: 100 }, (_, prompt) => prompt).filter(isLong)
  expect(long).toEqual([19, 39, 59, 79, 99])
  expect(promptBody(19)).toContain('"model":"bench-long"')
  for (const prompt of [20, -1]) expect(promptBody(prompt)).toContain('"model":"bench-short"')
})
