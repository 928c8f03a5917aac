import { describe, expect, it } from 'vitest'
import { edgeCircuits } from '@/lib/health/edge-circuits'

const now = 1_700_000_000_000
const minute = 60_000

/** The state that an edge's row tells; undefined where it tells none. */
function stateOf(text: string, field = 'm/sin|gpt-4.1') {
  return edgeCircuits({ storeNow: now, edges: new Map([['sin1', [[field, text]]]]) }, new Map())[0]?.state
}

describe('a circuit', () => {
  it.each([
    ['never opened', `${now - 1000} 3 1 0 0`, 'closed'],
    ['has closed again', `${now - 1000} 3 1 0 1`, 'closed'],
    ['is open', `${now - 1000} 0 5 0 ${now + 3000}`, 'open'],
    ['is open, and nobody has called since', `${now - 16 * minute} 0 5 0 ${now + 3000}`, 'open'],
    ['waits for a trial', `${now - 9000} 0 5 0 ${now - 4000}`, 'half-open'],
    ['has been tried once', `${now - 1000} 1 2 0 ${now - 4000}`, 'half-open'],
    ['is called as ever by who never knew', `${now - 1000} 8 1 0 ${now - 4000}`, 'closed'],
    ['lies further ahead than any may', `${now - 1000} 0 5 0 ${now + 10 * minute}`, 'half-open'],
  ])('that %s', (_, text, state) => {
    expect(stateOf(text)).toBe(state)
  })

  it.each([
    ['was heard of too long ago', `${now - 16 * minute} 3 1 0 0`],
    ['was to be tried too long ago', `${now - 16 * minute} 0 5 0 ${now - 15 * minute}`],
    ['comes from the future', `${now + 6000} 3 1 0 0`],
    ['is no row', '1 2 3'],
    ['is junk', 'nan inf - -1 x'],
    ['is empty', ''],
  ])('is not told of where it %s', (_, text) => {
    expect(stateOf(text)).toBeUndefined()
  })

  it.each(['m/*|retries', 'e/sin', 'm/sin', 'm/|gpt-4.1', 'm/sin|', ''])('is no other field: %j', field => {
    expect(stateOf(`${now} 1 0 0 0`, field)).toBeUndefined()
  })
})

it('each edge has its own', () => {
  const rows = (open: number): readonly (readonly [string, string])[] => [
    ['m/sin|a|b', `${now} 1 0 0 ${open}`],
  ]
  const edges = new Map([
    ['sin1', rows(0)],
    ['lhr1', rows(now + 1)],
    ['gru1', []],
  ])
  expect(edgeCircuits({ storeNow: now, edges }, new Map())).toEqual([
    { edge: 'sin1', endpoint: 'sin', model: 'a|b', state: 'closed' },
    { edge: 'lhr1', endpoint: 'sin', model: 'a|b', state: 'open' },
  ])
})

it('a circuit is told of the endpoint as it is now, under its id', () => {
  const row = `${now - 1000} 0 5 0 ${now + 3000}`
  const edges = new Map([
    ['sin1', ['m/sin@old|gpt-4.1', 'm/sin@new|gpt@1', 'm/sin|gpt-4.1'].map(field => [field, row] as const)],
  ])
  expect(edgeCircuits({ storeNow: now, edges }, new Map([['sin', 'new']]))).toEqual([
    { edge: 'sin1', endpoint: 'sin', model: 'gpt@1', state: 'open' },
  ])
})
