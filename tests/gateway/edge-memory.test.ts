import { describe, expect, it } from 'vitest'
import { createEdgeMemory, retriesKey } from '@/lib/gateway/edge-memory'
import { parseRegionMap } from '@/lib/regions/parse-region-map'
import { mapDocument } from '../support/build-dependencies'
import { rowOf } from '../support/upstream-endpoint'

const leader = { endpoint: 'sin', isMeasured: true, wins: 0, evaluatedAt: 0, seenAt: 0 }

describe('the memory of an edge', () => {
  it('knows nothing at first, has told nothing and asked nobody', () => {
    const { endpoints, models, trials, notes, toldAt, askedAt, retriesTogether } = createEdgeMemory(new Map())
    expect([endpoints.size, models.size, trials.size]).toEqual([0, 0, 0])
    expect([notes.models.size, notes.endpoints.size, notes.processing.size]).toEqual([0, 0, 0])
    expect([toldAt, askedAt]).toEqual([Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY])
    expect(retriesTogether).toBeUndefined()
  })

  it('shares with the other edges how long endpoints take themselves, and nothing else', () => {
    const processing = new Map()
    const [one, other] = [createEdgeMemory(processing), createEdgeMemory(processing)]
    expect(one.processing).toBe(other.processing)
    one.trials.set('sin|gpt-4.1', 1)
    one.notes.retries.calls += 1
    expect([other.trials.size, other.notes.retries.calls]).toEqual([0, 0])
  })

  it('keeps the leaders of 500 kinds of calls', () => {
    const { leaders } = createEdgeMemory(new Map())
    for (let kind = 0; kind < 2000; kind += 1) leaders.set(`kind-${kind}`, leader)
    expect([leaders.get('kind-1499'), leaders.get('kind-1500')]).toEqual([undefined, leader])
  })
})

it('no endpoint can have the name under which retries are told', () => {
  const [name = ''] = retriesKey.split('|')
  const document = mapDocument({ endpoints: { sin: rowOf('sin'), [name]: rowOf('nrt') } })
  expect(parseRegionMap(document).value?.endpoints.has(name)).not.toBe(true)
})
