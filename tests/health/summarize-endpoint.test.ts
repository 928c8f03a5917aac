import { describe, expect, it } from 'vitest'
import type { BoardRow } from '@/lib/health/health-board'
import { summarizeEndpoint } from '@/lib/health/summarize-endpoint'
import { moment } from '../support/moment'

const minute = 60_000

function row(edge: string, overrides: Partial<BoardRow> = {}): BoardRow {
  return { edge, endpoint: 'sin', reachable: true, roundTripMs: 40, at: moment, ...overrides }
}

const down = { reachable: false }
const old = { at: moment - 10 * minute - 1 }

describe('the state of an endpoint', () => {
  it.each<[string, readonly BoardRow[]]>([
    ['operational', [row('sin1')]],
    ['operational', [row('sin1'), row('fra1'), row('iad1')]],
    ['degraded', [row('sin1'), row('fra1', down)]],
    ['degraded', [row('sin1', down), row('fra1', down), row('iad1')]],
    ['down', [row('sin1', down)]],
    ['down', [row('sin1', down), row('fra1', down)]],
    ['unknown', []],
    ['unknown', [row('sin1', old)]],
    ['operational', [row('sin1'), row('fra1', { ...old, ...down })]],
    ['down', [row('sin1', down), row('fra1', old)]],
    ['operational', [row('sin1', { at: moment - 10 * minute })]],
  ])('is %s by %j', (state, rows) => {
    expect(summarizeEndpoint(rows, moment).state).toBe(state)
  })
})

describe('the last round trip', () => {
  it('is that of the edge that reached it last', () => {
    const rows = [
      row('fra1', { roundTripMs: 160, at: moment - 2 * minute }),
      row('sin1', { roundTripMs: 12, at: moment - minute }),
      row('iad1', { ...down, roundTripMs: 1, at: moment }),
    ]
    expect(summarizeEndpoint(rows, moment)).toEqual({
      state: 'degraded',
      lastMs: 12,
      lastEdge: 'sin1',
      checkedAt: moment,
    })
  })

  it('is unknown where no edge reaches it, though it was looked at', () => {
    expect(summarizeEndpoint([row('sin1', { ...down, at: moment - minute })], moment)).toEqual({
      state: 'down',
      lastMs: undefined,
      lastEdge: undefined,
      checkedAt: moment - minute,
    })
  })

  it('is unknown where all is too old', () => {
    expect(summarizeEndpoint([row('sin1', old)], moment)).toEqual({
      state: 'unknown',
      lastMs: undefined,
      lastEdge: undefined,
      checkedAt: undefined,
    })
  })
})

it('leaves the rows in their order', () => {
  const rows = Object.freeze([row('a', { at: moment - minute }), row('b')])
  summarizeEndpoint(rows, moment)
  expect(rows.map(({ edge }) => edge)).toEqual(['a', 'b'])
})
