import { expect, it } from 'vitest'
import { readOverheadOptions } from './read-overhead-options'

it('has a default for everything', () => {
  expect(readOverheadOptions([])).toEqual({ only: [], rounds: 6, requests: 200, 'redis-ms': 0, plan: {} })
})

it('reads what is asked for', () => {
  const args = '--only portkey,node --rounds 2 --requests 50 --redis-ms 20 --plan'.split(' ')
  expect(readOverheadOptions([...args, '{"cache":"off"}'])).toEqual({
    only: ['portkey', 'node'],
    rounds: 2,
    requests: 50,
    'redis-ms': 20,
    plan: { cache: 'off' },
  })
})

it.each([
  ['--rounds', '0'],
  ['--requests', 'many'],
  ['--redis-ms', '-1'],
  ['--plan', 'free'],
  ['--plan', '[]'],
  ['--seconds', '3'],
])('says how it is used for %s %s', (...args) => {
  expect(() => readOverheadOptions(args)).toThrow('npm run bench:overhead')
})
