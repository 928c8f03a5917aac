import { describe, expect, it } from 'vitest'
import { createEdgeMemory } from '@/lib/gateway/edge-memory'
import { learnFromTry } from '@/lib/gateway/learn-from-try'
import { circuitState } from '@/lib/health/circuit'
import { recordProbe } from '@/lib/health/endpoint-health'
import { typicalMs } from '@/lib/health/fading-mean'
import type { AttemptRecord } from '@/lib/upstream/attempt-record'
import { buildAttempt, buildFailedAttempt, rateLimited } from '../support/build-attempt'
import { start } from '../support/fake-effects'

const key = 'sin|gpt-4.1'

function build({ roundTripMs }: { readonly roundTripMs?: number } = {}) {
  const memory = createEdgeMemory(new Map())
  if (roundTripMs !== undefined)
    memory.endpoints.set('sin', recordProbe(undefined, { reachable: true, roundTripMs }, start))
  const learn = (
    record: AttemptRecord,
    {
      now = start,
      isSuspect = false,
      sharingKey,
    }: { now?: number; isSuspect?: boolean; sharingKey?: string[] } = {},
  ) => learnFromTry(memory, record, { key, now, dice: 0.5, isSuspect, ...(sharingKey && { sharingKey }) })
  const stateOf = () => {
    const known = memory.models.get(key)
    return known === undefined ? 'unknown' : circuitState(known.circuit, start)
  }
  return { memory, learn, stateOf }
}

const stream = (firstContentMs: number) => buildAttempt('sin', { firstContentMs })

describe('of an answer is learned', () => {
  it('that the endpoint is there, and that the model was served', () => {
    const { memory, learn } = build()
    learn(buildAttempt('sin'))
    expect(memory.endpoints.get('sin')).toMatchObject({ reachable: true, checkedAt: start, probedAt: 0 })
    expect(memory.models.get(key)?.failures).toEqual({ failed: 0, total: 1, at: start })
  })

  it('that an endpoint that could not be reached is back', () => {
    const { memory, learn } = build()
    learn(buildFailedAttempt('sin', { isUnreachable: true }))
    learn(buildAttempt('sin'))
    expect(memory.endpoints.get('sin')?.reachable).toBe(true)
  })

  it('how long its first content took, and how much of that was the endpoint’s own', () => {
    const { memory, learn } = build({ roundTripMs: 40 })
    learn(stream(300))
    const own = memory.models.get(key)?.firstContent
    const processing = memory.processing.get(key)
    expect(own && typicalMs(own)).toBeCloseTo(300)
    expect(processing && typicalMs(processing.recent)).toBeCloseTo(260)
    expect(processing && typicalMs(processing.usual)).toBeCloseTo(260)
  })

  it('no time to first content where it was a plain one', () => {
    const { memory, learn } = build({ roundTripMs: 40 })
    learn(buildAttempt('sin', { durationMs: 9000 }))
    expect(memory.models.get(key)?.firstContent).toBeUndefined()
    expect(memory.processing.size).toBe(0)
  })

  it('no time to first content where the way is not known', () => {
    const { memory, learn } = build()
    learn(stream(300))
    expect(memory.models.get(key)?.firstContent).toBeUndefined()
    expect(memory.processing.size).toBe(0)
  })

  it('that the endpoint takes a millisecond at least, however long the way', () => {
    const { memory, learn } = build({ roundTripMs: 400 })
    learn(stream(300))
    expect(memory.processing.get(key)?.recent.meanLog).toBe(0)
  })

  it('what is left of its own limits, and until when', () => {
    const { memory, learn } = build()
    learn(buildAttempt('sin', { headroom: { share: 0.05, resetMs: 6000 } }))
    expect(memory.models.get(key)?.headroom).toEqual({ share: 0.05, until: start + 6000 })
    learn(buildAttempt('sin'))
    expect(memory.models.get(key)?.headroom.share).toBe(0.05)
  })
})

describe('of a failure is learned', () => {
  it('that the endpoint cannot be reached, while its round trip is kept', () => {
    const { memory, learn } = build({ roundTripMs: 30 })
    learn(buildFailedAttempt('sin', { isUnreachable: true }), { now: start + 1 })
    expect(memory.endpoints.get('sin')).toMatchObject({ reachable: false, roundTrips: [30] })
    expect([...memory.notes.endpoints]).toEqual(['sin'])
  })

  it('of its own that the model was not served, and nothing of the way', () => {
    const { memory, learn } = build()
    learn(buildFailedAttempt('sin'))
    expect(memory.endpoints.has('sin')).toBe(false)
    expect(memory.models.get(key)?.failures).toMatchObject({ failed: 1, total: 1 })
  })

  it('five times in a row that it is to be left alone', () => {
    const { learn, stateOf } = build()
    for (let failure = 0; failure < 4; failure += 1) learn(buildFailedAttempt('sin'))
    expect(stateOf()).toBe('closed')
    learn(buildFailedAttempt('sin'))
    expect(stateOf()).toBe('open')
  })

  it('for the history, that its circuit has opened, and that it has closed', () => {
    const { memory, learn } = build()
    for (let failure = 0; failure < 4; failure += 1) learn(buildFailedAttempt('sin'))
    expect(memory.notes.openings.size).toBe(0)
    learn(buildFailedAttempt('sin'))
    expect([...memory.notes.openings]).toEqual([[key, true]])
    for (let trial = 1; trial <= 2; trial += 1) learn(buildAttempt('sin'), { now: start + trial * 10_000 })
    expect([...memory.notes.openings]).toEqual([[key, false]])
  })

  it('at once where an endpoint rests or is back, and not of each try', () => {
    const { memory, learn } = build()
    const urgent = () => {
      const { isUrgent } = memory.notes
      memory.notes.isUrgent = false
      return isUrgent
    }
    const isUrgentAfter = (record: AttemptRecord, now = start) => {
      learn(record, { now })
      return urgent()
    }
    expect(isUrgentAfter(buildAttempt('sin'))).toBe(false)
    expect(isUrgentAfter(buildFailedAttempt('sin', rateLimited(7)))).toBe(true)
    expect(isUrgentAfter(buildFailedAttempt('sin', rateLimited(3)))).toBe(false)
    expect(isUrgentAfter(buildFailedAttempt('sin', { coolDownSeconds: 300, isAccount: true }))).toBe(true)
    for (let call = 0; call < 29; call += 1) learn(buildFailedAttempt('sin'))
    expect(urgent()).toBe(true)
    const { openUntil } = memory.models.get(key)?.circuit ?? { openUntil: 0 }
    for (let call = 0; call < 3; call += 1) learn(buildAttempt('sin'), { now: openUntil + call })
    expect(urgent()).toBe(true)
  })

  it.each([
    ['a rate limit', rateLimited(1)],
    ['a refused key', { code: 'upstream_auth', coolDownSeconds: 300, isAccount: true }],
    ['a place that is not served', { code: 'no_eligible_endpoint', isEgressRefused: true }],
  ] as const)('however often, that it is broken, where it is %s: never', (_, failure) => {
    const { learn, stateOf } = build()
    for (let call = 0; call < 30; call += 1) learn(buildFailedAttempt('sin', failure))
    expect(stateOf()).toBe('closed')
  })

  it('of a rate limit how long the model is to be left alone there, and no other', () => {
    const { memory, learn } = build()
    learn(buildFailedAttempt('sin', rateLimited(7)))
    expect(memory.models.get(key)?.coolUntil).toBe(start + 7000)
    expect(memory.endpoints.has('sin')).toBe(false)
  })

  it('of an account how long the endpoint is to be left alone, whatever the model', () => {
    const { memory, learn } = build()
    learn(buildFailedAttempt('sin', { ...rateLimited(600), isAccount: true }))
    expect(memory.endpoints.get('sin')?.coolUntil).toBe(start + 600_000)
    expect(memory.models.get(key)?.coolUntil).toBe(0)
    expect([...memory.notes.endpoints]).toEqual(['sin'])
  })

  it('of an account that is spent that it is so at the other endpoints that are called with its key', () => {
    const { memory, learn } = build()
    const failure = { ...rateLimited(600), isAccount: true }
    learn(buildFailedAttempt('sin', failure), { sharingKey: ['fra'] })
    expect(memory.endpoints.has('fra')).toBe(false)
    learn(buildFailedAttempt('sin', { ...failure, isSpent: true }), { sharingKey: ['fra'] })
    expect(memory.endpoints.get('fra')?.coolUntil).toBe(start + 600_000)
    expect([...memory.notes.endpoints]).toEqual(['sin', 'fra'])
  })

  it('of a place that is not served that it is not for an hour', () => {
    const { memory, learn } = build()
    learn(buildFailedAttempt('sin', { isEgressRefused: true }))
    expect(memory.endpoints.get('sin')?.egressRefusedUntil).toBe(start + 3_600_000)
    expect([...memory.notes.endpoints]).toEqual(['sin'])
  })
})

describe('nothing is held against an endpoint', () => {
  it.each<[string, AttemptRecord, boolean]>([
    ['whose caller hung up or was at fault', buildAttempt('sin', { outcome: 'ignored' }), false],
    ['that asks for too much', buildFailedAttempt('sin', { isTooLarge: true }), false],
    ['that does not know the model', buildFailedAttempt('sin', { isModelUnknown: true }), false],
    ['that failed at a call that may be at fault itself', buildFailedAttempt('sin'), true],
  ])('%s', (_, record, isSuspect) => {
    const { memory, learn, stateOf } = build()
    for (let call = 0; call < 30; call += 1) learn(record, { isSuspect })
    expect(stateOf()).toBe('closed')
    expect(memory.models.get(key)?.failures.total).toBe(0)
    expect(memory.notes.models.size).toBe(0)
  })
})

describe('the others are to be told', () => {
  it('how many tries succeeded and failed', () => {
    const { memory, learn } = build()
    for (const record of [buildAttempt('sin'), buildFailedAttempt('sin'), buildAttempt('sin')]) learn(record)
    expect([...memory.notes.models]).toEqual([[key, { succeeded: 2, failed: 1 }]])
  })

  it('of a cool-down, also where the try itself says nothing', () => {
    const { memory, learn } = build()
    learn(buildFailedAttempt('sin', rateLimited(7)), { isSuspect: true })
    expect([...memory.notes.models]).toEqual([[key, { succeeded: 0, failed: 0 }]])
  })

  it.each([
    ['a rate limit', rateLimited(1)],
    ['a refused key', { code: 'upstream_auth', coolDownSeconds: 300, isAccount: true }],
    ['a place that is not served', { code: 'no_eligible_endpoint', isEgressRefused: true }],
  ] as const)('of %s no failure that could open a circuit', (_, failure) => {
    const { memory, learn } = build()
    learn(buildFailedAttempt('sin', failure))
    expect(memory.notes.models.get(key)?.failed ?? 0).toBe(0)
  })

  it('how long the endpoint itself took, as a sum of logarithms', () => {
    const { memory, learn } = build({ roundTripMs: 50 })
    learn(stream(150))
    learn(stream(1050))
    const note = memory.notes.processing.get(key)
    expect(note?.count).toBe(2)
    expect(note?.sumLog).toBeCloseTo(Math.log(100) + Math.log(1000))
  })
})
