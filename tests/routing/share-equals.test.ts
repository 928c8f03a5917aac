import { describe, expect, it } from 'vitest'
import type { Scored } from '@/lib/routing/rank-candidates'
import { shareEquals } from '@/lib/routing/share-equals'
import { buildEndpoint } from '../support/build-endpoint'
import { buildScored } from '../support/build-scored'
import { seededRandom } from '../support/seeded-random'

type Place = { readonly region?: string; readonly zone?: string; readonly weight?: number | undefined }

function scored(
  id: string,
  { place = {}, ...overrides }: Partial<Omit<Scored, 'place'>> & { place?: Place } = {},
) {
  const endpoint = buildEndpoint({ id, region: 'sin1', zone: 'APAC', weight: 2, ...place })
  return buildScored(id, { endpoint, ...overrides })
}

const ids = (ordered: readonly Scored[]) => ordered.map(({ endpoint }) => endpoint.id).join('')

/** How often each endpoint comes first, over so many throws. */
function firsts(ordered: readonly Scored[], throws = 10_000) {
  const random = seededRandom(7)
  const counts: Record<string, number> = {}
  for (let at = 0; at < throws; at++) {
    const [first] = shareEquals(ordered, { conversation: alone, dice: random() })
    const id = first?.endpoint.id ?? ''
    counts[id] = (counts[id] ?? 0) + 1
  }
  return counts
}

const alone = () => undefined
const conversations = Array.from({ length: 2000 }, (_, at) => `conversation-${at}`)

const choiceOf = (ordered: readonly Scored[], conversation: string, dice = 0.5) =>
  shareEquals(ordered, { conversation: () => conversation, dice })[0]?.endpoint.id

describe('weights of one place', () => {
  it.each([
    [3, 1, 0.75],
    [1, 3, 0.25],
    [1, 2, 1 / 3],
    [50, 50, 0.5],
    [1, 1, 0.5],
    [100, 1, 100 / 101],
  ])('%i to %i share calls so', (one, other, share) => {
    const ordered = [scored('a', { place: { weight: one } }), scored('b', { place: { weight: other } })]
    expect((firsts(ordered).a ?? 0) / 10_000).toBeCloseTo(share, 1)
    const kept = conversations.filter(each => choiceOf(ordered, each) === 'a').length
    expect(Math.abs(kept / conversations.length - share)).toBeLessThan(0.03)
  })

  it('of 0 get no call while another can take it', () => {
    const ordered = [
      scored('a', { place: { weight: 0 } }),
      scored('b'),
      scored('c', { place: { weight: 0 } }),
    ]
    expect(firsts(ordered, 1000)).toEqual({ b: 1000 })
    expect(conversations.every(each => choiceOf(ordered, each) === 'b')).toBe(true)
  })

  it('of 0 throughout keep their order', () => {
    const ordered = ['a', 'b', 'c'].map(id => scored(id, { place: { weight: 0 } }))
    expect(ids(shareEquals(ordered, { conversation: alone, dice: 0.5 }))).toBe('abc')
  })
})

describe('a list in which nobody has said anything of shares', () => {
  const one = { place: { weight: undefined } }

  it('stays in its order', () => {
    expect(firsts([scored('a', one), scored('b', one)], 1000)).toEqual({ a: 1000 })
  })

  it('is one no more as soon as one has a weight, or comes by its distance', () => {
    expect(Object.keys(firsts([scored('a', one), scored('b')], 1000))).toHaveLength(2)
    const near = scored('b', { ...one, prior: 'nearest' })
    expect(Object.keys(firsts([scored('a', one), near], 1000))).toHaveLength(2)
  })
})

describe('calls are shared only with', () => {
  it.each([
    ['what lies in the same region', scored('b', { place: { region: 'nrt1' } })],
    ['what lies in the same zone', scored('b', { place: { zone: 'EU' } })],
    ['what is as fast', scored('b', { excess: 70 })],
    ['what is as slow', scored('b', { excess: 10 })],
  ])('%s', (_, other) => {
    expect(firsts([scored('a'), other], 500)).toEqual({ a: 500 })
  })

  it('near-equals, of which none differs from the first by 30 ms, and the rest stays behind', () => {
    const ordered = [scored('a'), scored('far', { excess: 90 }), scored('b', { excess: 69.9 })]
    const shared = shareEquals(ordered, { conversation: alone, dice: 0.5 })
    expect(shared.at(-1)?.endpoint.id).toBe('far')
    expect(Object.keys(firsts(ordered, 1000)).sort()).toEqual(['a', 'b'])
  })
})

describe('a conversation', () => {
  const pool = ['a', 'b', 'c', 'd', 'e'].map(id => scored(id))

  it('has the same order whatever is thrown, and says why', () => {
    const orders = [0, 0.3, 0.9].map(dice => shareEquals(pool, { conversation: () => 'one', dice }))
    expect(new Set(orders.map(ids)).size).toBe(1)
    expect(orders[0]?.map(({ reason }) => reason)).toEqual(pool.map(() => 'affinity'))
  })

  it('has the same order in whichever order the candidates come', () => {
    for (const conversation of conversations.slice(0, 100)) {
      const given = { conversation: () => conversation, dice: 0.5 }
      expect(ids(shareEquals(pool.toReversed(), given))).toBe(ids(shareEquals(pool, given)))
    }
  })

  it('keeps its endpoint where another goes: only those of the one that is gone move', () => {
    for (const gone of ['a', 'b', 'c', 'd', 'e']) {
      const left = pool.filter(({ endpoint }) => endpoint.id !== gone)
      for (const conversation of conversations) {
        const before = choiceOf(pool, conversation)
        if (before !== gone) expect(choiceOf(left, conversation)).toBe(before)
      }
    }
  })

  it('keeps its endpoint where another comes, or moves to the one that has come', () => {
    const grown = [scored('new'), ...pool]
    const moved = conversations.filter(each => choiceOf(grown, each) !== choiceOf(pool, each))
    expect(moved.every(each => choiceOf(grown, each) === 'new')).toBe(true)
    expect(Math.abs(moved.length / conversations.length - 1 / 6)).toBeLessThan(0.03)
  })

  it('goes, where its endpoint is gone, with those of that endpoint to all the others', () => {
    const left = pool.filter(({ endpoint }) => endpoint.id !== 'a')
    const homeless = conversations.filter(each => choiceOf(pool, each) === 'a')
    const homes = new Set(homeless.map(each => choiceOf(left, each)))
    expect([...homes].sort()).toEqual(['b', 'c', 'd', 'e'])
  })

  it('is not even looked for where there is only one of its kind', () => {
    const conversation = () => {
      throw new Error('It was looked for.')
    }
    const [only] = pool
    expect(only && shareEquals([only], { conversation, dice: 0.5 })).toEqual([only])
    expect(shareEquals([], { conversation, dice: 0.5 })).toEqual([])
  })
})
