import { describe, expect, it } from 'vitest'
import { createEdgeMemory } from '@/lib/gateway/edge-memory'
import { noteOpening } from '@/lib/gateway/note-opening'
import { type Circuit, closeCircuit, closedCircuit, openCircuit } from '@/lib/health/circuit'
import { start } from '../support/fake-effects'

const opened = openCircuit(closedCircuit, { now: start, dice: 0 })
const reopened = openCircuit(opened, { now: start + 9000, dice: 0 })
const closed = closeCircuit(reopened, start + 20_000)

function notedAfter(before: Circuit, after: Circuit): boolean | undefined {
  const memory = createEdgeMemory(new Map())
  noteOpening(memory, 'sin|m', { before, after })
  return memory.notes.openings.get('sin|m')
}

describe('of a circuit is noted', () => {
  it.each<[string, Circuit, Circuit, boolean | undefined]>([
    ['that it has opened', closedCircuit, opened, true],
    ['that it has opened once more', opened, reopened, true],
    ['that it has closed', reopened, closed, false],
    [
      'that it has opened once more after the clock was set back',
      reopened,
      openCircuit(reopened, { now: start - 600_000, dice: 0 }),
      true,
    ],
    [
      'that it has opened after it had closed',
      closed,
      openCircuit(closed, { now: start + 21_000, dice: 0 }),
      true,
    ],
    ['nothing while it stays closed', closedCircuit, closedCircuit, undefined],
    ['nothing while it stays open', opened, { ...opened, trials: 1 }, undefined],
    ['nothing while it stays closed after an opening', closed, { ...closed, outcomes: [] }, undefined],
  ])('%s', (_, before, after, noted) => {
    expect(notedAfter(before, after)).toBe(noted)
  })
})
