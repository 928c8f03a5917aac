import { describe, expect, it } from 'vitest'
import {
  type Circuit,
  circuitState,
  closeCircuit,
  closedCircuit,
  openCircuit,
  rampShare,
  recordOutcome,
} from '@/lib/health/circuit'
import { buildOpenCircuit } from '../support/build-health'
import { moment } from '../support/moment'

const half = { now: moment, dice: 0.5 }

type Given = { readonly everyMs?: number; readonly from?: Circuit }

function recorded(outcomes: string, { everyMs = 0, from = closedCircuit }: Given = {}): Circuit {
  return [...outcomes].reduce(
    (circuit, outcome, at) =>
      recordOutcome(circuit, outcome === '+', { now: moment + at * everyMs, dice: 0.5 }),
    from,
  )
}

const stateAfter = (outcomes: string, given?: Given) => circuitState(recorded(outcomes, given), moment)

describe('a closed circuit', () => {
  it.each([
    ['nothing', ''],
    ['one failure of one call', '-'],
    ['four failures in a row', '----'],
    ['four failures in a row, twice', '----+----'],
    ['failures that are fewer than half', '-+-+-+-++'.repeat(4)],
    ['half of nine', '-+-+-+-+-'],
    ['any number of successes', '+'.repeat(100)],
    ['a success that follows failures enough', '-+-+-+-+-+'],
  ])('is not opened by %s', (_, outcomes) => {
    expect(stateAfter(outcomes)).toBe('closed')
  })

  it.each([
    ['five failures in a row', '-----'],
    ['five failures in a row after any number of successes', `${'+'.repeat(60)}-----`],
    ['half of ten', '+-+-+-+-+-'],
    ['more than half of ten or more', '++++++----+----'],
  ])('is opened by %s', (_, outcomes) => {
    expect(stateAfter(outcomes)).toBe('open')
  })

  it('counts no failure of more than half a minute ago', () => {
    expect(stateAfter('-----', { everyMs: 7500 })).toBe('open')
    expect(stateAfter('-----', { everyMs: 7501 })).toBe('closed')
  })

  it('counts no failure of before the clock was set back by more than half a minute', () => {
    const before = recorded('----')
    const failed = (backMs: number) => recordOutcome(before, false, { now: moment - backMs, dice: 0.5 })
    expect(circuitState(failed(30_000), moment - 30_000)).toBe('open')
    expect(circuitState(failed(30_001), moment - 30_001)).toBe('closed')
  })

  it('remembers no more than the last 64 outcomes', () => {
    expect(recorded('+'.repeat(500)).outcomes).toHaveLength(64)
  })

  it('counts nothing that lies behind an opening', () => {
    const back = recorded('++', { from: { ...recorded('-----'), openUntil: moment - 1 } })
    expect(back.outcomes).toEqual([])
    expect(stateAfter('----', { from: back })).toBe('closed')
  })
})

describe('an open circuit', () => {
  it.each([
    [0, 2500],
    [0.5, 3750],
    [0.999, 4997.5],
  ])('is open for up to five seconds at first: at the throw %d for %d ms', (dice, openMs) => {
    const opened = openCircuit(closedCircuit, { now: moment, dice })
    expect(opened.openUntil - moment).toBeCloseTo(openMs)
    expect(circuitState(opened, opened.openUntil - 1)).toBe('open')
    expect(circuitState(opened, opened.openUntil)).toBe('half-open')
  })

  it('is open twice as long each time its trial fails, and five minutes at most', () => {
    const lengths: number[] = []
    let circuit = recorded('-----')
    let now = moment
    for (let opening = 0; opening < 9; opening++) {
      lengths.push(Math.round((circuit.openUntil - now) / 75) * 0.075)
      now = circuit.openUntil
      circuit = recordOutcome(circuit, false, { now, dice: 0.5 })
    }
    const expected = [3.75, 7.5, 15, 30, 60, 120, 225, 225, 225]
    expect(lengths.map((each, at) => each - (expected[at] ?? 0)).every(off => Math.abs(off) < 0.1)).toBe(true)
  })

  it('is never open for more than five minutes, however often it has opened', () => {
    const often = buildOpenCircuit(-1, { openings: 5000 })
    expect(openCircuit(often, { now: moment, dice: 0.999 }).openUntil - moment).toBeLessThanOrEqual(300_000)
  })

  it('is closed by two successes of calls that have begun since, as where all others failed too', () => {
    const open = recorded('-----')
    expect(circuitState(recorded('+', { from: open }), moment)).toBe('open')
    expect(circuitState(recorded('++', { from: open }), moment)).toBe('closed')
    const late = { now: moment, dice: 0.5, begunAt: moment - 1 }
    expect(recordOutcome(recordOutcome(open, true, late), true, late)).toEqual(open)
  })

  it('is not opened for longer by failures of calls that were on their way', () => {
    const open = recorded('-----')
    expect(recorded('-----', { from: open })).toEqual(open)
  })

  it('is half-open where it would be open for longer than any may be, whatever a clock says', () => {
    expect(circuitState(buildOpenCircuit(300_000), moment)).toBe('open')
    expect(circuitState(buildOpenCircuit(300_001), moment)).toBe('half-open')
  })
})

describe('a half-open circuit', () => {
  const due = buildOpenCircuit(0)

  it('says nothing by what began before it opened, be it a success or a failure', () => {
    const opened = { ...due, openedAt: moment - 4000 }
    for (const succeeded of [true, false])
      expect(recordOutcome(opened, succeeded, { now: moment, dice: 0.5, begunAt: moment - 4001 })).toEqual(
        opened,
      )
  })

  it('closes although the clock was set back by an hour since it opened', () => {
    const now = moment - 3_600_000
    const opened = { ...due, openedAt: moment - 4000 }
    const tried = { now, dice: 0.5, begunAt: now - 400 }
    const closed = recordOutcome(recordOutcome(opened, true, tried), true, tried)
    expect(circuitState(closed, now)).toBe('closed')
    expect(circuitState(recordOutcome(opened, false, tried), now)).toBe('open')
  })

  it('stays so after one success, and closes after two', () => {
    const once = recorded('+', { from: due })
    expect(circuitState(once, moment)).toBe('half-open')
    const twice = recorded('++', { from: due })
    expect(circuitState(twice, moment)).toBe('closed')
    expect(twice).toEqual({ ...closedCircuit, openings: 1, closedAt: moment })
  })

  it('opens again at one failure, and needs two successes again', () => {
    const again = recorded('+-', { from: due })
    expect(circuitState(again, moment)).toBe('open')
    expect(again).toMatchObject({ trials: 0, openings: 2 })
  })
})

describe('the share that an endpoint may have of its traffic', () => {
  it('is all of it where its circuit never opened', () => {
    expect(rampShare(closedCircuit, moment)).toBe(1)
  })

  it.each([
    [0, 0.1],
    [15_000, 0.325],
    [30_000, 0.55],
    [59_999, 1],
    [60_000, 1],
    [600_000, 1],
  ])('%i ms after it closed is %d', (ms, share) => {
    expect(rampShare(closeCircuit(buildOpenCircuit(0), moment), moment + ms)).toBeCloseTo(share, 3)
  })

  it('is all of it where the clock was set back', () => {
    expect(rampShare(closeCircuit(buildOpenCircuit(0), moment), moment - 1)).toBe(1)
  })
})

describe('the number of openings', () => {
  const closed = closeCircuit(buildOpenCircuit(0, { openings: 3 }), moment)

  it('goes on where it opens again within a minute of having closed', () => {
    const again = openCircuit(closed, { now: moment + 59_999, dice: 0 })
    expect(again.openings).toBe(4)
    expect(again.openUntil - (moment + 59_999)).toBe(20_000)
  })

  it('begins anew where it had stayed closed for a minute', () => {
    expect(openCircuit(closed, { now: moment + 60_000, dice: 0 }).openings).toBe(1)
  })
})

it('an outcome leaves the circuit as it was', () => {
  const circuit = Object.freeze({ ...closedCircuit, outcomes: Object.freeze([]) })
  recordOutcome(circuit, false, half)
  expect(circuit).toEqual(closedCircuit)
})
