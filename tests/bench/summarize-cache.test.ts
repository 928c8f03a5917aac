import { expect, it } from 'vitest'
import { summarizeCache } from './summarize-cache'

const outcome = { milliseconds: 100, isHit: false, failure: undefined }
const result = { setUp: 'memory', upstreamCalls: 3, objects: undefined, memoryHit: undefined }

it('gives the share of hits, and mean and percentiles of all that were answered', () => {
  const outcomes = [
    { ...outcome, milliseconds: 140 },
    { ...outcome, milliseconds: 2, isHit: true },
    { ...outcome, milliseconds: 4, isHit: true },
    { ...outcome, milliseconds: 3, isHit: true },
    { ...outcome, milliseconds: 1, isHit: true },
  ]
  const { p95, ...rest } = summarizeCache({ ...result, outcomes })
  expect(rest).toEqual({ setUp: 'memory', hitRate: 0.8, mean: 30, p50: 3, upstreamCalls: 3, failures: 0 })
  expect(p95).toBeCloseTo(112.8)
})

it('counts a failure as no hit, and its time not at all', () => {
  const outcomes = [
    { ...outcome, milliseconds: 2, isHit: true },
    { ...outcome, milliseconds: 9000, isHit: true, failure: '502' },
  ]
  expect(summarizeCache({ ...result, outcomes })).toMatchObject({ hitRate: 0.5, mean: 2, failures: 1 })
})
