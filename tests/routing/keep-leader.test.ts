import { describe, expect, it } from 'vitest'
import { keepLeader, type Leader } from '@/lib/routing/keep-leader'
import { rankCandidates, type Scored } from '@/lib/routing/rank-candidates'
import { buildScored } from '../support/build-scored'
import { moment } from '../support/moment'

const second = 1000

/** Candidates in their prior order, by what they wait beyond the quickest. */
function ranked(waits: Readonly<Record<string, number>>, overrides: Partial<Scored> = {}) {
  const scored = Object.entries(waits).map(([id, excess], place) => {
    return buildScored(id, { place, excess, ...overrides })
  })
  return rankCandidates(scored)
}

const leading = (endpoint: string, overrides: Partial<Leader> = {}): Leader => ({
  endpoint,
  isMeasured: true,
  wins: 0,
  evaluatedAt: moment - second,
  seenAt: moment,
  ...overrides,
})

/** Who is first at each evaluation, one a second, while the candidates stay as they are. */
function course(candidates: readonly Scored[], { from, count = 5, everyMs = second }: Course): string {
  let leader: Leader | undefined = from
  let firsts = ''
  for (let at = 0; at < count; at++) {
    const kept = keepLeader(candidates, { leader, now: moment + at * everyMs })
    leader = kept.leader
    firsts += kept.ranked[0]?.endpoint.id ?? '-'
  }
  return firsts
}

type Course = { readonly from: Leader | undefined; readonly count?: number; readonly everyMs?: number }

describe('where nobody leads', () => {
  it('the first by rank does from now on', () => {
    const kept = keepLeader(ranked({ a: 100, b: 20 }), { leader: undefined, now: moment })
    expect(kept.leader).toEqual(leading('b', { evaluatedAt: moment }))
    expect(kept.ranked.map(({ endpoint }) => endpoint.id)).toEqual(['b', 'a'])
  })

  it('and there are no candidates, nobody does', () => {
    expect(keepLeader([], { leader: undefined, now: moment })).toEqual({ ranked: [], leader: undefined })
  })
})

describe('a leader', () => {
  it('is left after three evaluations in which a rival is clearly better', () => {
    expect(course(ranked({ a: 100, b: 20 }), { from: leading('a') })).toBe('aabbb')
  })

  it('that stands before one whom the map prefers is there as the fastest', () => {
    const reasons = (from: string, waits: Readonly<Record<string, number>>) =>
      keepLeader(ranked(waits), { leader: leading(from), now: moment }).ranked.map(
        ({ endpoint, reason }) => `${endpoint.id} ${reason}`,
      )
    expect(reasons('b', { a: 95, b: 75 })).toEqual(['b fastest', 'a listed'])
    expect(reasons('a', { a: 95, b: 75 })).toEqual(['a listed', 'b listed'])
  })

  it('stays while no rival is clearly better', () => {
    expect(course(ranked({ a: 100, b: 71 }), { from: leading('a'), count: 50 })).toBe('a'.repeat(50))
  })

  it('is evaluated once a second at most, however many calls there are', () => {
    const from = leading('a', { evaluatedAt: moment })
    const firsts = course(ranked({ a: 100, b: 20 }), { from, count: 400, everyMs: 10 })
    expect(firsts.indexOf('b')).toBe(300)
  })

  it('is left at the second of two calls some seconds apart, since the rival was better in between', () => {
    expect(course(ranked({ a: 100, b: 20 }), { from: leading('a'), everyMs: 5 * second })).toBe('abbbb')
    expect(course(ranked({ a: 100, b: 20 }), { from: leading('a'), everyMs: 1.5 * second })).toBe('aabbb')
  })

  it('is left at the third of three calls that are a minute apart: nobody knows what was in between', () => {
    expect(course(ranked({ a: 100, b: 20 }), { from: leading('a'), everyMs: 60 * second })).toBe('aabbb')
  })

  it('is left for the strongest of several rivals', () => {
    expect(course(ranked({ a: 300, b: 200, c: 20, d: 100 }), { from: leading('a') })).toBe('aaccc')
  })

  it('needs three wins running against it: one evaluation without a rival begins anew', () => {
    const better = ranked({ a: 100, b: 20 })
    const equal = ranked({ a: 100, b: 100 })
    let leader: Leader | undefined = leading('a')
    const firsts = [better, better, equal, better, better, better].map((candidates, at) => {
      const kept = keepLeader(candidates, { leader, now: moment + at * second })
      leader = kept.leader
      return kept.ranked[0]?.endpoint.id
    })
    expect(firsts.join('')).toBe('aaaaab')
  })

  it('chosen without measurements is chosen anew each time', () => {
    const from = leading('a', { isMeasured: false })
    expect(course(ranked({ a: 100, b: 20 }), { from, count: 2 })).toBe('bb')
  })

  it('is left although the clock was set back by ten minutes', () => {
    const from = leading('a', { evaluatedAt: moment + 600_000, seenAt: moment + 600_000 })
    expect(course(ranked({ a: 500, b: 20 }), { from })).toContain('b')
  })
})

describe('whom the operator prefers', () => {
  it('leads again as soon as it is as good', () => {
    expect(course(ranked({ a: 100, b: 95 }), { from: leading('b') })).toBe('bbaaa')
    expect(course(ranked({ a: 105, b: 95 }), { from: leading('b') })).toBe('bbaaa')
  })

  it('does not while it is worse by more than chance', () => {
    expect(course(ranked({ a: 106, b: 95 }), { from: leading('b') })).toBe('bbbbb')
  })
})

describe('a leader that is not among the candidates', () => {
  const others = ranked({ a: 100, b: 100 })

  it('is stood in for by the first for a minute, and leads again when it is back', () => {
    const from = leading('c', { seenAt: moment - 59_000 })
    const away = keepLeader(others, { leader: from, now: moment })
    expect(away).toEqual({ ranked: others, leader: from })
    const back = keepLeader(ranked({ a: 100, b: 100, c: 90 }), { leader: away.leader, now: moment })
    expect(back.ranked[0]?.endpoint.id).toBe('c')
    expect(back.leader?.seenAt).toBe(moment)
  })

  it('leads no more after a minute', () => {
    const from = leading('c', { seenAt: moment - 60_000 })
    expect(keepLeader(others, { leader: from, now: moment }).leader?.endpoint).toBe('a')
  })

  it('leads still where there are no candidates at all', () => {
    expect(keepLeader([], { leader: leading('c'), now: moment }).leader).toEqual(leading('c'))
  })
})

it('no candidate is lost or doubled', () => {
  const candidates = ranked({ a: 300, b: 200, c: 20, d: 100 })
  for (const endpoint of ['a', 'b', 'c', 'd', 'e'])
    for (const wins of [0, 2]) {
      const kept = keepLeader(candidates, { leader: leading(endpoint, { wins }), now: moment })
      expect(kept.ranked.map(each => each.endpoint.id).sort()).toEqual(['a', 'b', 'c', 'd'])
    }
})
