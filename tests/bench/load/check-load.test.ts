import { describe, expect, it } from 'vitest'
import { checkLoad, levelOf } from './check-load'
import type { Soak } from './soak'

const seconds = Array.from({ length: 60 }, (_, index) => index + 1)
const flat = seconds.map(at => ({ at, bytes: 100e6 }))
const growing = seconds.map(at => ({ at, bytes: 100e6 + at * 1e6 }))

function soak({
  result,
  ...changes
}: Partial<Omit<Soak, 'result'>> & { result?: Partial<Soak['result']> }): Soak {
  return {
    streams: 50,
    result: {
      ended: { reads: 80, leaves: 10, lags: 10 },
      faults: {},
      events: 10_000,
      bytes: 1e6,
      seconds: 60,
      firstMs: [],
      eventMs: [],
      lagMs: 1,
      ...result,
    },
    memory: { resident: flat, heap: flat, busyShare: 0.5 },
    restingHeap: { before: 50e6, after: 60e6 },
    leftOpen: 0,
    ...changes,
  }
}

function failing(measured: Soak): string[] {
  return checkLoad(measured)
    .filter(({ holds }) => !holds)
    .map(({ name }) => name)
}

describe('checkLoad', () => {
  it('lets pass what loses nothing and does not grow', () => {
    expect(failing(soak({}))).toEqual([])
  })

  it('finds broken streams, of whatever kind', () => {
    expect(failing(soak({ result: { faults: { altered: 1 } } }))).toEqual(['broken streams'])
  })

  it('wants streams to have ended of those who read and of those who lag', () => {
    const ended = { reads: 0, leaves: 10, lags: 0 }
    expect(failing(soak({ result: { ended } }))).toEqual(['whole streams', 'whole streams of slow readers'])
  })

  it('finds streams that go on when nobody reads them', () => {
    expect(failing(soak({ leftOpen: 1 }))).toEqual(['streams left open'])
  })

  it('finds memory that grows', () => {
    expect(failing(soak({ memory: { resident: growing, heap: flat, busyShare: 0.5 } }))).toEqual([
      'resident memory, slope of the second half',
      'resident memory, end over middle',
    ])
    expect(failing(soak({ memory: { resident: flat, heap: growing, busyShare: 0.5 } }))).toEqual([
      'heap, slope of the second half',
      'heap, end over middle',
    ])
  })

  it('finds what stays when all have gone', () => {
    expect(failing(soak({ restingHeap: { before: 50e6, after: 67e6 } }))).toEqual(['heap that stays'])
  })

  it('asks nothing of a heap that cannot be seen', () => {
    const measured = soak({ memory: { resident: flat, heap: [], busyShare: 0.5 }, restingHeap: undefined })
    expect(checkLoad(measured).filter(({ name }) => name.startsWith('heap'))).toEqual([])
    expect(failing(measured)).toEqual([])
  })

  it('lets no missing figure pass', () => {
    expect(failing(soak({ memory: { resident: [], heap: [], busyShare: 0 } }))).toHaveLength(2)
  })
})

it('reads levels out of what another process has counted', () => {
  expect(levelOf([[0, 1]], 0.5)).toBeCloseTo(0.001)
})
