import { describe, expect, it } from 'vitest'
import { adoptSharedHealth } from '@/lib/gateway/adopt-shared-health'
import { createEdgeMemory, retriesKey } from '@/lib/gateway/edge-memory'
import { type Circuit, circuitState, closeCircuit, closedCircuit, openCircuit } from '@/lib/health/circuit'
import { recordProbe, roundTripOf } from '@/lib/health/endpoint-health'
import { recordSample } from '@/lib/health/fading-mean'
import { unknownModel } from '@/lib/health/model-health'
import type { SharedEndpoint, SharedHealth, SharedModel } from '@/lib/health/shared-health'
import { start } from '../support/fake-effects'

const key = 'sin|gpt-4.1'

const quiet: SharedModel = {
  at: start,
  succeeded: 0,
  failed: 0,
  coolUntil: 0,
  openUntil: 0,
  isClosedAgain: false,
}
const probed: SharedEndpoint = {
  at: start,
  reachable: true,
  roundTripMs: 30,
  coolUntil: 0,
  egressRefusedUntil: 0,
}

function build() {
  const memory = createEdgeMemory(new Map())
  const adopt = (shared: Partial<SharedHealth>, now = start) =>
    adoptSharedHealth(
      memory,
      { models: new Map(), endpoints: new Map(), processing: new Map(), ...shared },
      { now, dice: 0.5 },
    )
  return {
    memory,
    adopt,
    adoptModel: (row: Partial<SharedModel>, now = start) =>
      adopt({ models: new Map([[key, { ...quiet, ...row }]]) }, now),
    adoptEndpoint: (row: Partial<SharedEndpoint>, now = start) =>
      adopt({ endpoints: new Map([['sin', { ...probed, ...row }]]) }, now),
    setCircuit: (circuit: Circuit) => memory.models.set(key, { ...unknownModel, circuit }),
    stateAt: (now: number) => circuitState(memory.models.get(key)?.circuit ?? closedCircuit, now),
  }
}

const opened = openCircuit(closedCircuit, { now: start, dice: 0.999 })
const afterRest = opened.openUntil + 1

describe('a cool-down of the others', () => {
  it('holds here, and is never shortened by one that ends sooner', () => {
    const { memory, adoptModel } = build()
    adoptModel({ coolUntil: start + 7000 })
    adoptModel({ coolUntil: start + 3000 })
    expect(memory.models.get(key)?.coolUntil).toBe(start + 7000)
  })

  it('of an endpoint, and its refusal of where we are, hold here', () => {
    const { memory, adoptEndpoint } = build()
    adoptEndpoint({ at: undefined, coolUntil: start + 7000, egressRefusedUntil: start + 9000 })
    adoptEndpoint({ at: undefined, coolUntil: start + 1000, egressRefusedUntil: 0 })
    expect(memory.endpoints.get('sin')).toMatchObject({
      reachable: true,
      coolUntil: start + 7000,
      egressRefusedUntil: start + 9000,
    })
  })
})

describe('a circuit that is closed here', () => {
  it('is open as long as the others’ is', () => {
    const { adoptModel, stateAt } = build()
    adoptModel({ openUntil: start + 4000 })
    expect([stateAt(start + 3999), stateAt(start + 4000)]).toEqual(['open', 'half-open'])
  })

  it.each([
    ['half of twenty failed', 10, 10, 'open'],
    ['all of nineteen failed', 0, 19, 'closed'],
    ['fewer than half failed', 11, 10, 'closed'],
  ])('is judged by what all saw together: %s', (_, succeeded, failed, state) => {
    const { adoptModel, stateAt } = build()
    adoptModel({ succeeded, failed })
    expect(stateAt(start)).toBe(state)
  })

  it('is told of for the history where we open it ourselves, and not where others have', () => {
    const { memory, adoptModel } = build()
    adoptModel({ openUntil: start + 4000 })
    expect(memory.notes.openings.size).toBe(0)
    const other = build()
    other.adoptModel({ failed: 100 })
    expect([...other.memory.notes.openings]).toEqual([[key, true]])
  })

  it('is not opened for half a minute after it closed by what was counted before', () => {
    const { adoptModel, setCircuit, stateAt } = build()
    setCircuit(closeCircuit(opened, start))
    adoptModel({ succeeded: 0, failed: 100, openUntil: start + 60_000 }, start + 29_999)
    expect(stateAt(start + 29_999)).toBe('closed')
    adoptModel({ succeeded: 0, failed: 100 }, start + 30_000)
    expect(stateAt(start + 30_000)).toBe('open')
  })

  it('is opened by the others although it closed before the clock was set back by an hour', () => {
    const { adoptModel, setCircuit, stateAt } = build()
    const now = start - 3_600_000
    setCircuit(closeCircuit(opened, start))
    adoptModel({ openUntil: now + 4000 }, now)
    expect(stateAt(now)).toBe('open')
  })

  it('that is opened again so soon rests for longer', () => {
    const { memory, adoptModel, setCircuit } = build()
    setCircuit(closeCircuit(opened, start))
    adoptModel({ failed: 100 }, start + 30_000)
    expect(memory.models.get(key)?.circuit.openings).toBe(2)
  })
})

describe('a circuit that is open here', () => {
  it('stays so until its time is up, whatever the others say', () => {
    const { adoptModel, setCircuit, stateAt } = build()
    setCircuit(opened)
    adoptModel({ succeeded: 100, isClosedAgain: true }, start + 1)
    expect(stateAt(start + 1)).toBe('open')
  })

  it('is closed by one that has tried the endpoint out, once its own time is up', () => {
    const { memory, adoptModel, setCircuit, stateAt } = build()
    setCircuit(opened)
    adoptModel({ at: afterRest - 5, isClosedAgain: true }, afterRest)
    expect(stateAt(afterRest)).toBe('closed')
    expect(memory.notes.openings.size).toBe(0)
    expect(memory.models.get(key)).toMatchObject({
      circuit: { closedAt: afterRest - 5 },
      failures: { failed: 0, total: 0 },
    })
  })

  it('stays half-open where nobody has', () => {
    const { adoptModel, setCircuit, stateAt } = build()
    setCircuit(opened)
    adoptModel({ succeeded: 100 }, afterRest)
    expect(stateAt(afterRest)).toBe('half-open')
  })
})

describe('a probe of another instance', () => {
  it('counts as our own', () => {
    const { memory, adoptEndpoint } = build()
    adoptEndpoint({})
    expect(memory.endpoints.get('sin')).toMatchObject({
      reachable: true,
      roundTrips: [30],
      probedAt: start,
      checkedAt: start,
    })
  })

  it('that found the endpoint gone leaves what was measured before', () => {
    const { memory, adoptEndpoint } = build()
    memory.endpoints.set('sin', recordProbe(undefined, { reachable: true, roundTripMs: 20 }, start))
    adoptEndpoint({ at: start + 1, reachable: false, roundTripMs: 2000 }, start + 1)
    expect(memory.endpoints.get('sin')).toMatchObject({ reachable: false, roundTrips: [20] })
  })

  it('is what a call was not, even where it could not reach the endpoint', () => {
    const { memory, adoptEndpoint } = build()
    adoptEndpoint({ reachable: false, roundTripMs: 0 })
    expect(memory.endpoints.get('sin')).toMatchObject({ reachable: false, probedAt: 0, checkedAt: start })
  })

  it('is no news where we have looked since, or as it was too long ago', () => {
    const { memory, adoptEndpoint } = build()
    const known = recordProbe(undefined, { reachable: true, roundTripMs: 20 }, start + 10)
    memory.endpoints.set('sin', known)
    adoptEndpoint({ at: start + 10, reachable: false }, start + 11)
    adoptEndpoint({ at: undefined, reachable: false }, start + 11)
    expect(memory.endpoints.get('sin')).toEqual(known)
  })

  it('is not counted twice', () => {
    const { memory, adoptEndpoint } = build()
    adoptEndpoint({})
    adoptEndpoint({}, start + 2000)
    expect(memory.endpoints.get('sin')?.roundTrips).toEqual([30])
  })

  it('that there never was, as only a cool-down was told, is no round trip of 0 ms', () => {
    const { memory, adoptEndpoint } = build()
    adoptEndpoint({ roundTripMs: 0, coolUntil: start + 7000 })
    expect(roundTripOf(memory.endpoints.get('sin'))).toBeUndefined()
    expect(memory.endpoints.get('sin')?.probedAt).toBe(0)
  })
})

describe('how long an endpoint takes itself', () => {
  const row = { at: start, weight: 40, meanLog: 5 }

  it('is learned of all, with more to go by than our own', () => {
    const { memory, adopt } = build()
    const own = { ...recordSample(undefined, { milliseconds: 90, now: start }), varianceLog: 0.3 }
    memory.processing.set(key, { recent: own, usual: own })
    adopt({ processing: new Map([[key, row]]) })
    expect(memory.processing.get(key)).toEqual({ recent: { ...row, varianceLog: 0.3 }, usual: own })
  })

  it('is as we know it where we have more to go by', () => {
    const { memory, adopt } = build()
    const recent = { ...recordSample(undefined, { milliseconds: 90, now: start }), weight: 41 }
    const known = { recent, usual: recent }
    memory.processing.set(key, known)
    adopt({ processing: new Map([[key, row]]) })
    expect(memory.processing.get(key)).toBe(known)
  })
})

it('how often failing over failed together is no endpoint’s', () => {
  const { memory, adopt } = build()
  const row = { ...quiet, succeeded: 60, failed: 40 }
  adopt({ models: new Map([[retriesKey, row]]) })
  expect(memory.retriesTogether).toEqual(row)
  expect(memory.models.size).toBe(0)
})
