import { describe, expect, it } from 'vitest'
import { limitEjection } from '@/lib/routing/limit-ejection'
import { buildEndpoint } from '../support/build-endpoint'
import { moment } from '../support/moment'

type Pool = {
  readonly eligible?: string
  /** By endpoint, the seconds that are left. */
  readonly open?: Readonly<Record<string, number>>
  readonly cooling?: Readonly<Record<string, number>>
}

function limited({ eligible = '', open = {}, cooling = {} }: Pool): string {
  const resting = (all: Readonly<Record<string, number>>, reason: 'circuit-open' | 'cooling-down') =>
    Object.entries(all).map(([id, seconds]) => {
      return { endpoint: buildEndpoint({ id }), reason, until: moment + seconds * 1000 } as const
    })
  const { usable, disbelieved, excluded } = limitEjection({
    eligible: [...eligible].map(id => buildEndpoint({ id })),
    resting: [...resting(open, 'circuit-open'), ...resting(cooling, 'cooling-down')],
    excluded: [{ endpoint: 'x', reason: 'draining' }],
  })
  return [
    usable.map(({ id }) => id),
    disbelieved.map(({ endpoint }) => endpoint.id),
    excluded.map(({ endpoint }) => endpoint),
  ]
    .map(ids => ids.join(''))
    .join(' ')
}

describe('a pool: in use, of last resort, left out', () => {
  it.each<[string, Pool, string]>([
    ['in which nothing rests stays', { eligible: 'abc' }, 'abc  x'],
    ['loses one of two', { eligible: 'a', open: { b: 5 } }, 'a  xb'],
    ['loses one of three', { eligible: 'ab', open: { c: 5 } }, 'ab  xc'],
    ['keeps one more of three as a last resort', { eligible: 'a', open: { b: 5, c: 9 } }, 'a b xc'],
    ['loses three of six', { eligible: 'abc', open: { d: 5, e: 7, f: 9 } }, 'abc  xfed'],
    ['keeps the fourth of six', { eligible: 'ab', open: { c: 3, d: 5, e: 7, f: 9 } }, 'ab c xfed'],
    [
      'keeps all that are too many, the first to end its rest first',
      { eligible: 'a', open: { d: 5, b: 1, e: 7, c: 3, f: 9 } },
      'a bc xfed',
    ],
  ])('%s', (_, pool, expected) => {
    expect(limited(pool)).toBe(expected)
  })
})

describe('where nothing else is left', () => {
  it.each<[string, Pool, string]>([
    ['nothing is left out', { open: { a: 5, b: 3, c: 4 } }, ' bca x'],
    ['a cool-down is disbelieved too', { open: { a: 5 }, cooling: { b: 3, c: 9 } }, ' bac x'],
    ['cool-downs are disbelieved alone', { cooling: { a: 5, b: 3 } }, ' ba x'],
    ['the only endpoint is in use as if it were well', { open: { a: 5 } }, 'a  x'],
    ['the only endpoint, cooling down, is the last resort', { cooling: { a: 5 } }, ' a x'],
    ['there is nothing', {}, '  x'],
  ])('%s', (_, pool, expected) => {
    expect(limited(pool)).toBe(expected)
  })
})

describe('what is cooling down asked for it itself', () => {
  it('and is left out however many they are', () => {
    expect(limited({ eligible: 'a', cooling: { b: 1, c: 2, d: 3, e: 4 } })).toBe('a  xedcb')
  })

  it('and takes no room from those that are judged', () => {
    expect(limited({ eligible: 'ab', cooling: { c: 1, d: 2 }, open: { e: 3, f: 4 } })).toBe('ab  xdcfe')
  })
})

it('half of a pool stays in use, whatever its size', () => {
  for (let size = 2; size <= 12; size++)
    for (let open = 0; open < size; open++) {
      const ids = [...'abcdefghijkl'].slice(0, size)
      const resting = Object.fromEntries(ids.slice(0, open).map((id, at) => [id, at + 1]))
      const found = limited({ eligible: ids.slice(open).join(''), open: resting })
      const [usable = '', disbelieved = ''] = found.split(' ')
      expect(usable.length + disbelieved.length).toBe(
        size - Math.min(open, Math.max(1, Math.floor(size / 2))),
      )
    }
})
