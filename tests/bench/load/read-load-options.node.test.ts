import { expect, it } from 'vitest'
import { readLoadOptions } from './read-load-options'

it('has a default for everything', () => {
  expect(readLoadOptions([])).toEqual({
    streams: [50, 200, 500],
    seconds: 120,
    'pause-ms': 250,
    redis: 'real',
    plan: {},
    seed: 1,
  })
})

it('reads what is asked for', () => {
  const args = ['--streams', '10,20', '--seconds', '20', '--pause-ms', '5', '--redis', 'embedded']
  expect(readLoadOptions([...args, '--plan', '{"concurrency":9}', '--seed', '3'])).toEqual({
    streams: [10, 20],
    seconds: 20,
    'pause-ms': 5,
    redis: 'embedded',
    plan: { concurrency: 9 },
    seed: 3,
  })
})

it.each([
  ['--streams', 'many'],
  ['--seconds', '0'],
  ['--redis', 'none'],
  ['--plan', 'free'],
  ['--rounds', '3'],
])('says how it is used for %s %s', (...args) => {
  expect(() => readLoadOptions(args)).toThrow('npm run bench:load')
})
