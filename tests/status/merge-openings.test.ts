import { describe, expect, it } from 'vitest'
import { mergeOpenings } from '@/lib/status/merge-openings'
import type { Opening } from '@/lib/status/opening'
import { buildOpening } from '../support/build-opening'
import { moment } from '../support/moment'

const minute = 60_000
const begun = moment - 60 * minute

const merge = (...openings: readonly Partial<Opening>[]) => mergeOpenings(openings.map(buildOpening), moment)

/** An opening from one minute after the beginning to another. */
const from = (start: number, end: number, changes: Partial<Opening> = {}) => ({
  startedAt: begun + start * minute,
  endedAt: begun + end * minute,
  ...changes,
})

describe('an incident', () => {
  it('is made of an opening, and says what it was', () => {
    expect(merge(from(0, 3))).toEqual([
      {
        id: `sin-${begun}`,
        endpoint: 'sin',
        kind: 'circuit-open',
        models: ['gpt-4.1'],
        edges: ['sin1'],
        startedAt: begun,
        endedAt: begun + 3 * minute,
        isStale: false,
      },
    ])
  })

  it('goes on while one of its openings does', () => {
    const going = { startedAt: begun, saidAt: moment - minute, endedAt: undefined }
    const [incident, ...more] = merge(from(0, 3), { ...going, edge: 'fra1' })
    expect(incident).toMatchObject({ endedAt: null, isStale: false, edges: ['fra1', 'sin1'] })
    expect(more).toEqual([])
  })

  it('is of all edges and models whose openings meet', () => {
    const [incident, ...more] = merge(
      from(0, 4),
      from(1, 5, { edge: 'fra1' }),
      from(2, 9, { edge: 'iad1', model: 'gpt-4o' }),
    )
    expect(incident).toMatchObject({
      startedAt: begun,
      endedAt: begun + 9 * minute,
      edges: ['fra1', 'iad1', 'sin1'],
      models: ['gpt-4.1', 'gpt-4o'],
    })
    expect(more).toEqual([])
  })

  it('is of one endpoint', () => {
    expect(merge(from(0, 4), from(0, 4, { endpoint: 'fra' })).map(({ endpoint }) => endpoint)).toEqual([
      'fra',
      'sin',
    ])
  })

  it('is of the whole endpoint where probes could not reach it', () => {
    expect(merge(from(0, 4), from(1, 5, { model: undefined }))).toMatchObject([
      { kind: 'unreachable', models: [] },
    ])
  })

  it('is of the whole endpoint where the map does not list the models', () => {
    expect(merge(from(0, 4, { model: '*' }))).toMatchObject([{ kind: 'circuit-open', models: [] }])
  })
})

describe('what begins again', () => {
  it('within five minutes goes on', () => {
    expect(merge(from(0, 3), from(8, 10), from(15, 16))).toMatchObject([
      { startedAt: begun, endedAt: begun + 16 * minute },
    ])
  })

  it('later is another, and the newest stands first', () => {
    expect(merge(from(0, 3), from(8.01, 10)).map(({ startedAt }) => startedAt)).toEqual([
      begun + 8.01 * minute,
      begun,
    ])
  })

  it('is measured from the last end, whichever edge saw it', () => {
    expect(merge(from(0, 20), from(1, 2, { edge: 'fra1' }), from(24, 30))).toHaveLength(1)
  })
})

describe('what nobody has told of for ten minutes', () => {
  const silent = (saidAt: number) => ({ startedAt: begun, saidAt, endedAt: undefined })

  it('is over since the last word, and marked so', () => {
    expect(merge(silent(moment - 10 * minute))).toMatchObject([{ endedAt: null, isStale: false }])
    const saidAt = moment - 10 * minute - 1
    expect(merge(silent(saidAt))).toMatchObject([{ endedAt: saidAt, isStale: true }])
  })

  it('marks nothing where another edge saw the end later', () => {
    expect(merge(silent(begun + minute), from(0, 3, { edge: 'fra1' }))).toMatchObject([
      { endedAt: begun + 3 * minute, isStale: false },
    ])
  })
})

it('of no openings no incidents are made, and of thousands five hundred at most', () => {
  expect(merge()).toEqual([])
  const many = Array.from({ length: 1000 }, (_, at) => from(-at * 10, -at * 10 + 1))
  const merged = merge(...many)
  expect(merged).toHaveLength(500)
  expect(merged[0]?.startedAt).toBe(begun)
})
