import { describe, expect, it } from 'vitest'
import { createHealthMemory } from '@/lib/gateway/health-memory'
import { recordProbe } from '@/lib/health/endpoint-health'
import { recordProcessing } from '@/lib/health/processing'
import { start } from '../support/fake-effects'

const probed = recordProbe(undefined, { reachable: true, roundTripMs: 30 }, start)

describe('what an isolate has learned', () => {
  it('is nothing at first', () => {
    const { endpoints, models, processing } = createHealthMemory().of('sin1')
    expect([endpoints.size, models.size, processing.size]).toEqual([0, 0, 0])
  })

  it('is still there the next time', () => {
    const memory = createHealthMemory()
    memory.of('sin1').endpoints.set('sin', probed)
    expect(memory.of('sin1').endpoints.get('sin')).toBe(probed)
  })

  it('holds for its edge alone', () => {
    const memory = createHealthMemory()
    memory.of('sin1').endpoints.set('sin', probed)
    expect(memory.of('fra1').endpoints.size).toBe(0)
  })

  it('holds for all edges as far as it is how long an endpoint takes itself', () => {
    const memory = createHealthMemory()
    memory
      .of('sin1')
      .processing.set('sin|gpt-4.1', recordProcessing(undefined, { milliseconds: 300, now: start }))
    expect(memory.of('fra1').processing.get('sin|gpt-4.1')?.recent.meanLog).toBeCloseTo(Math.log(300))
  })

  it('of another isolate is not known here', () => {
    createHealthMemory().of('sin1').endpoints.set('sin', probed)
    expect(createHealthMemory().of('sin1').endpoints.size).toBe(0)
  })
})

it('a flood of other edges does not make an edge in use forget what it knows', () => {
  const memory = createHealthMemory()
  memory.of('sin1').endpoints.set('sin', probed)
  for (let other = 0; other < 1000; other += 1) {
    memory.of(`other-${other}`)
    memory.of('sin1')
  }
  expect(memory.of('sin1').endpoints.get('sin')).toMatchObject({ roundTrips: [30] })
})

it('of a thousand edges that nobody uses again the last 64 are kept', () => {
  const memory = createHealthMemory()
  for (let edge = 0; edge < 1000; edge += 1) memory.of(`edge-${edge}`).endpoints.set('sin', probed)
  const kept = Array.from({ length: 1000 }, (_, edge) => edge).filter(
    edge => memory.of(`edge-${999 - edge}`).endpoints.size > 0,
  )
  expect(kept).toHaveLength(64)
})
