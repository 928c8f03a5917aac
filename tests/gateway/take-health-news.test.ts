import { describe, expect, it } from 'vitest'
import { createEdgeMemory, retriesKey } from '@/lib/gateway/edge-memory'
import { takeHealthNews } from '@/lib/gateway/take-health-news'
import { closeCircuit, closedCircuit, openCircuit } from '@/lib/health/circuit'
import { coolDown, recordProbe, recordUnreachable, refuseEgress } from '@/lib/health/endpoint-health'
import { coolModel, unknownModel } from '@/lib/health/model-health'
import { start } from '../support/fake-effects'

const key = 'sin|gpt-4.1'
const opened = openCircuit(closedCircuit, { now: start, dice: 0 })
const probed = recordProbe(undefined, { reachable: true, roundTripMs: 30 }, start)

function build() {
  const memory = createEdgeMemory(new Map())
  const noteModel = (succeeded = 0, failed = 0) => memory.notes.models.set(key, { succeeded, failed })
  return { memory, noteModel, take: (now = start) => takeHealthNews(memory, now) }
}

describe('news', () => {
  it('are none where nothing was learned', () => {
    expect(build().take()).toBeUndefined()
  })

  it('are taken once', () => {
    const { noteModel, take } = build()
    noteModel(1)
    expect(take()).toBeDefined()
    expect(take(start + 60_000)).toBeUndefined()
  })

  it('are taken at most once a second, and add up until then', () => {
    const { memory, noteModel, take } = build()
    noteModel(1)
    take()
    noteModel(2)
    expect(take(start + 999)).toBeUndefined()
    memory.notes.endpoints.add('sin')
    memory.endpoints.set('sin', probed)
    const news = take(start + 1000)
    expect(news?.models.get(key)?.succeeded).toBe(2)
    expect(news?.endpoints.has('sin')).toBe(true)
  })

  it('are taken although the clock has been set back', () => {
    const { noteModel, take } = build()
    noteModel(1)
    take()
    noteModel(2)
    expect(take(start - 600_000)).toBeDefined()
  })

  it('are taken within 200 ms where an endpoint rests or is back, once', () => {
    const { memory, noteModel, take } = build()
    noteModel(1)
    take()
    noteModel(2)
    memory.notes.isUrgent = true
    expect(take(start + 199)).toBeUndefined()
    expect(take(start + 200)).toBeDefined()
    noteModel(3)
    expect(take(start + 1199)).toBeUndefined()
  })
})

describe('of a model the others are told', () => {
  it('how many tries succeeded and failed, and that nothing is the matter', () => {
    const { noteModel, take } = build()
    noteModel(3, 1)
    expect(take()?.models.get(key)).toEqual({ succeeded: 3, failed: 1, coolMs: 0, openMs: 0 })
  })

  it('for how much longer it cools down or its circuit is open', () => {
    const { memory, noteModel, take } = build()
    memory.models.set(key, { ...coolModel(unknownModel, 7000, start), circuit: opened })
    noteModel()
    expect(take(start + 500)?.models.get(key)).toMatchObject({
      coolMs: 6500,
      openMs: opened.openUntil - start - 500,
    })
  })

  it('nothing of a rest that is over', () => {
    const { memory, noteModel, take } = build()
    memory.models.set(key, { ...coolModel(unknownModel, 7000, start), circuit: opened })
    noteModel()
    expect(take(start + 60_000)?.models.get(key)).toMatchObject({ coolMs: 0, openMs: 0 })
  })

  it('that its circuit has closed, for ten seconds: what others have opened since is not taken back', () => {
    const { memory, noteModel, take } = build()
    memory.models.set(key, { ...unknownModel, circuit: closeCircuit(opened, start) })
    noteModel(1)
    expect(take(start + 9999)?.models.get(key)?.openMs).toBe(-1)
    noteModel(1)
    expect(take(start + 11_000)?.models.get(key)?.openMs).toBe(0)
  })
})

describe('of an endpoint the others are told', () => {
  it('the quickest of its last round trips', () => {
    const { memory, take } = build()
    const later = recordProbe(probed, { reachable: true, roundTripMs: 90 }, start)
    memory.endpoints.set('sin', later)
    memory.notes.endpoints.add('sin')
    expect(take()?.endpoints.get('sin')).toEqual({
      reachable: true,
      roundTripMs: 30,
      coolMs: 0,
      egressRefusedMs: 0,
    })
  })

  it('that it is gone', () => {
    const { memory, take } = build()
    memory.endpoints.set('sin', recordUnreachable(undefined, start))
    memory.notes.endpoints.add('sin')
    expect(take()?.endpoints.get('sin')?.reachable).toBe(false)
  })

  it('for how much longer it is to be left alone', () => {
    const { memory, take } = build()
    memory.endpoints.set('sin', refuseEgress(coolDown(probed, 300, start), start))
    memory.notes.endpoints.add('sin')
    expect(take(start + 1000)?.endpoints.get('sin')).toMatchObject({
      coolMs: 299_000,
      egressRefusedMs: 3_599_000,
    })
  })

  it('nothing where it was never probed and nothing is the matter', () => {
    const { memory, take } = build()
    memory.endpoints.set('sin', { ...recordUnreachable(undefined, start), reachable: true })
    memory.notes.endpoints.add('sin').add('nobody')
    expect(take()?.endpoints.size).toBe(0)
  })
})

describe('with other news the others are told', () => {
  it('of the calls and of how many further tries failed, once', () => {
    const { memory, noteModel, take } = build()
    Object.assign(memory.notes.retries, { calls: 10, failed: 3 })
    expect(take()).toBeUndefined()
    noteModel(1)
    expect(take()?.models.get(retriesKey)).toEqual({ succeeded: 7, failed: 3, coolMs: 0, openMs: 0 })
    noteModel(1)
    expect(take(start + 1000)?.models.has(retriesKey)).toBe(false)
  })

  it('never of fewer than no calls', () => {
    const { memory, noteModel, take } = build()
    Object.assign(memory.notes.retries, { calls: 1, failed: 2 })
    noteModel(1)
    expect(take()?.models.get(retriesKey)).toMatchObject({ succeeded: 0, failed: 2 })
  })

  it('which circuits have opened or closed, once', () => {
    const { memory, take } = build()
    memory.notes.openings.set(key, true).set('sin', false)
    expect([...(take()?.openings ?? [])]).toEqual([
      [key, true],
      ['sin', false],
    ])
    expect(take(start + 60_000)).toBeUndefined()
  })

  it('how long endpoints took themselves', () => {
    const { memory, take } = build()
    memory.notes.processing.set(key, { count: 2, sumLog: 11 })
    expect(take()?.processing.get(key)).toEqual({ count: 2, sumLog: 11 })
    expect(memory.notes.processing.size).toBe(0)
  })
})
