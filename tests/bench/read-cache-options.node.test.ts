import { expect, it } from 'vitest'
import { readCacheOptions } from './read-cache-options'

it('has a default for everything', () => {
  expect(readCacheOptions([])).toEqual({ seed: 1, calls: 1500, prompts: 500, skew: 1, rate: 30, warm: 3000 })
})

it('reads what is asked for', () => {
  const args = '--seed 7 --calls 100 --prompts 20 --skew 0.8 --rate 50 --warm 10'.split(' ')
  expect(readCacheOptions(args)).toEqual({ seed: 7, calls: 100, prompts: 20, skew: 0.8, rate: 50, warm: 10 })
})

it.each([
  ['--calls', 'many'],
  ['--rate', '0'],
  ['--tiers', '3'],
])('says how it is used for %s %s', (...args) => {
  expect(() => readCacheOptions(args)).toThrow('npm run bench:cache')
})
