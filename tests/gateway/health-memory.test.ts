import { describe, expect, it } from 'vitest'
import { createHealthMemory } from '@/lib/gateway/health-memory'
import type { AttemptRecord } from '@/lib/upstream/attempt-record'
import type { Failure } from '@/lib/upstream/failure'
import { start } from '../support/fake-effects'

const reached = (endpoint: string, roundTripMs = 30) => ({ endpoint, reachable: true, roundTripMs })

function tried(endpoint: string, failure?: Partial<Failure>): AttemptRecord {
  const whole: Failure | undefined = failure && {
    label: 'x',
    code: 'upstream_timeout',
    isUnprocessed: false,
    ...failure,
  }
  return { endpoint, label: 'x', failure: whole, durationMs: 9 }
}

describe('what an isolate has learned', () => {
  it('is nothing at first', () => {
    expect(createHealthMemory().of('sin1').size).toBe(0)
  })

  it('of probes is the round trip and whether they got through', () => {
    const memory = createHealthMemory()
    memory.learnFromProbes(
      'sin1',
      [reached('sin', 5), { endpoint: 'nrt', reachable: false, roundTripMs: 2000 }],
      start,
    )
    expect(memory.of('sin1').get('sin')).toMatchObject({ reachable: true, roundTripMs: 5, checkedAt: start })
    expect(memory.of('sin1').get('nrt')).toMatchObject({ reachable: false, roundTripMs: undefined })
  })

  it('holds for its edge alone', () => {
    const memory = createHealthMemory()
    memory.learnFromProbes('sin1', [reached('sin')], start)
    expect(memory.of('fra1').size).toBe(0)
  })

  it('of a connection that failed is that the endpoint cannot be reached', () => {
    const memory = createHealthMemory()
    memory.learnFromProbes('sin1', [reached('sin')], start)
    memory.learnFromAttempts('sin1', [tried('sin', { isUnreachable: true }), tried('nrt')], start + 1)
    expect(memory.of('sin1').get('sin')).toMatchObject({ reachable: false, roundTripMs: 30 })
    expect(memory.of('sin1').has('nrt')).toBe(false)
  })

  it('of a rate limit is how long the endpoint is to be left alone', () => {
    const memory = createHealthMemory()
    memory.learnFromAttempts('sin1', [tried('sin', { coolDownSeconds: 7 })], start)
    expect(memory.of('sin1').get('sin')).toMatchObject({ reachable: true, coolUntil: start + 7000 })
  })

  it.each<[string, AttemptRecord]>([
    ['an answer', tried('sin')],
    ['an error of the endpoint', tried('sin', { code: 'upstream_invalid_response' })],
  ])('of %s is nothing', (_, attempt) => {
    const memory = createHealthMemory()
    memory.learnFromAttempts('sin1', [attempt], start)
    expect(memory.of('sin1').size).toBe(0)
  })
})

describe('a round of probes', () => {
  it('is due at first, for one who asks', () => {
    const memory = createHealthMemory()
    expect([memory.claimProbes('sin1', start), memory.claimProbes('sin1', start)]).toEqual([true, false])
  })

  it('is due again after 30 s', () => {
    const memory = createHealthMemory()
    memory.claimProbes('sin1', start)
    expect(memory.claimProbes('sin1', start + 29_999)).toBe(false)
    expect(memory.claimProbes('sin1', start + 30_000)).toBe(true)
  })

  it('is due at each edge by itself', () => {
    const memory = createHealthMemory()
    memory.claimProbes('sin1', start)
    expect(memory.claimProbes('fra1', start)).toBe(true)
  })
})

describe('a flood of other edges', () => {
  const flooded = () => {
    const memory = createHealthMemory()
    memory.learnFromProbes('sin1', [reached('sin')], start)
    memory.claimProbes('sin1', start)
    for (let other = 0; other < 1000; other += 1) {
      memory.of(`other-${other}`)
      memory.of('sin1')
    }
    return memory
  }

  it('does not make an edge in use forget what it knows', () => {
    expect(flooded().of('sin1').get('sin')).toMatchObject({ roundTripMs: 30 })
  })

  it('does not make its probes due', () => {
    expect(flooded().claimProbes('sin1', start + 1)).toBe(false)
  })
})
