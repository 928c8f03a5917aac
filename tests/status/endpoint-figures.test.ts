import { describe, expect, it } from 'vitest'
import { endpointFigures } from '@/lib/status/endpoint-figures'
import type { Seen } from '@/lib/usage/usage-store'
import { usageRow } from '../support/usage-row'

const empty: Seen = new Map()
const nothing = { minutes: [empty], hours: [empty], days: [empty] }

describe('an endpoint that nobody has seen', () => {
  it('has no figure, which is not the same as none', () => {
    expect(endpointFigures('fra', nothing)).toEqual({
      latencyMs: { p50: null, p95: null, p99: null, of: 'round-trip' },
      samples: 0,
      tokensPerSecond: null,
      errorRate: null,
      trafficShare: null,
      uptime: { '24h': null, '30d': null, '90d': null },
      uptimeByDay: [null],
      p50ByMinute: [null],
    })
  })
})

describe('an endpoint with traffic', () => {
  const minute = new Map([
    [
      'tried/fra',
      usageRow({ requests: 10, errors: 2, writtenTokens: 100, writingMs: 2000 }, [100, 100, 100, 100]),
    ],
    ['tried/sin', usageRow({ requests: 10 }, [5])],
    ['probed/fra', usageRow({ requests: 1 }, [9000])],
  ])
  const figures = endpointFigures('fra', { minutes: [empty, minute], hours: [minute], days: [empty, minute] })

  it('is as quick as its streams began', () => {
    expect(figures.samples).toBe(4)
    expect(figures.latencyMs.of).toBe('first-content')
    expect(figures.latencyMs.p50).toBeGreaterThan(95)
    expect(figures.latencyMs.p99).toBeLessThan(105)
  })

  it('has its errors, its pace and its share of all tries', () => {
    expect(figures).toMatchObject({ errorRate: 0.2, tokensPerSecond: 50, trafficShare: 0.5 })
  })

  it('was up for as many tries and probes as it answered', () => {
    expect(figures.uptime['24h']).toBeCloseTo(9 / 11, 4)
    expect(figures.uptimeByDay[0]).toBeNull()
    expect(figures.uptimeByDay[1]).toBeCloseTo(9 / 11, 4)
  })

  it('has a gap in each minute without traffic', () => {
    expect(figures.p50ByMinute[0]).toBeNull()
    expect(figures.p50ByMinute[1]).toBe(figures.latencyMs.p50)
  })
})

it('an endpoint that failed one try of a million was not up for all of them, nor without errors', () => {
  const seen = new Map([['tried/fra', usageRow({ requests: 1_000_000, errors: 1 })]])
  const { uptime, errorRate } = endpointFigures('fra', { minutes: [seen], hours: [seen], days: [seen] })
  expect(Object.values(uptime)).toEqual([0.99999, 0.99999, 0.99999])
  expect(errorRate).toBe(0.0001)
})

it('an endpoint that only probes have seen is as quick as they came back', () => {
  const minute = new Map([['probed/fra', usageRow({ requests: 4, errors: 2 }, [40, 40])]])
  const { latencyMs, uptime, errorRate } = endpointFigures('fra', {
    minutes: [minute],
    hours: [minute],
    days: [],
  })
  expect(latencyMs.of).toBe('round-trip')
  expect(latencyMs.p50).toBeGreaterThan(37)
  expect([uptime['24h'], errorRate]).toEqual([0.5, null])
})

it('the last thirty days are not the last ninety', () => {
  const up = new Map([['probed/fra', usageRow({ requests: 1 })]])
  const down = new Map([['probed/fra', usageRow({ requests: 1, errors: 1 })]])
  const days = [...Array(60).fill(down), ...Array(30).fill(up)]
  expect(endpointFigures('fra', { ...nothing, days }).uptime).toMatchObject({ '30d': 1, '90d': 0.33333 })
})
