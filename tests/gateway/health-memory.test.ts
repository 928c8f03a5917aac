import { describe, expect, it } from 'vitest'
import { createHealthMemory } from '@/lib/gateway/health-memory'
import { isReplaced } from '@/lib/gateway/is-replaced'
import { closedCircuit, openCircuit } from '@/lib/health/circuit'
import { recordProbe } from '@/lib/health/endpoint-health'
import { unknownModel } from '@/lib/health/model-health'
import { recordProcessing } from '@/lib/health/processing'
import { buildEndpoint } from '../support/build-endpoint'
import { buildRegionMap } from '../support/build-region-map'
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

describe('who only asks about an edge', () => {
  it('sees what is known of it', () => {
    const memory = createHealthMemory()
    memory.of('sin1').endpoints.set('sin', probed)
    expect(memory.lookAt('sin1').endpoints.get('sin')).toBe(probed)
  })

  it('has no edge forget what it knows, whatever the number of edges asked about', () => {
    const memory = createHealthMemory()
    memory.of('sin1').endpoints.set('sin', probed)
    for (let edge = 0; edge < 1000; edge += 1) memory.lookAt(`edge-${edge}`)
    expect(memory.of('sin1').endpoints.get('sin')).toBe(probed)
  })
})

describe('an edit of the map', () => {
  const rows = ['sin', 'fra'].map(id => buildEndpoint({ id }))
  const endpointOf = (id: string) => rows.find(each => each.id === id) ?? buildEndpoint({ id })
  const open = { ...unknownModel, circuit: openCircuit(closedCircuit, { now: start, dice: 0.5 }) }

  /** What is known of `sin` and `fra`, each cooling down and with an open circuit, after the edit. */
  function editTo(edited: readonly ReturnType<typeof buildEndpoint>[]) {
    const memory = createHealthMemory()
    memory.heed(buildRegionMap(rows))
    const edge = memory.of('sin1')
    for (const id of ['sin', 'fra', 'canary/sin@0123456789abcdef']) {
      edge.endpoints.set(id, { ...probed, coolUntil: start + 60_000, reachable: false })
      edge.models.set(`${id}|gpt-4.1`, open)
      edge.processing.set(`${id}|gpt-4.1`, recordProcessing(undefined, { milliseconds: 300, now: start }))
      edge.trials.set(`${id}|gpt-4.1`, start)
      edge.probeAskedAt.set(id, start)
      edge.leaders.set(id, { endpoint: id, isMeasured: true, wins: 0, evaluatedAt: start, seenAt: start })
    }
    memory.heed(buildRegionMap(edited))
    const known = [edge.endpoints, edge.probeAskedAt, edge.models, edge.processing, edge.trials]
    const leaders = [...edge.leaders.values()].map(({ endpoint }) => endpoint)
    const ids = known.map(each => [...each.keys()].map(key => key.split('|')[0]).join(' '))
    return { memory, edge, knows: [...new Set([...ids, leaders.join(' ')])] }
  }

  it.each([
    ['stands at another address', { baseUrl: 'https://new.example.com/v1' }],
    ['is called with another key', { apiKeyEnv: 'ANOTHER_KEY' }],
    ['shows its key in another way', { auth: 'api-key' as const }],
  ])('has what was learned of an endpoint forgotten where it %s, and nothing else', (_, edit) => {
    const { knows, edge, memory } = editTo([{ ...endpointOf('sin'), ...edit }, endpointOf('fra')])
    expect(knows).toEqual(['fra canary/sin@0123456789abcdef'])
    expect([...edge.notes.openings]).toEqual([
      ['sin', false],
      ['sin|gpt-4.1', false],
    ])
    expect([isReplaced(endpointOf('sin'), memory), isReplaced(endpointOf('fra'), memory)]).toEqual([
      true,
      false,
    ])
  })

  it('has that of one that is gone forgotten', () => {
    expect(editTo([endpointOf('fra')]).knows).toEqual(['fra canary/sin@0123456789abcdef'])
  })

  it.each([
    ['its models', { models: { names: new Map([['o3', 'o3']]), any: false } }],
    ['its place, its zone and its weight', { region: 'x', zone: 'X', location: undefined, weight: 3 }],
    ['its state', { state: 'draining' as const }],
  ])('has nothing forgotten where of an endpoint it changes %s', (_, edit) => {
    const { knows, edge } = editTo([{ ...endpointOf('sin'), ...edit }, endpointOf('fra')])
    expect(knows).toEqual(['sin fra canary/sin@0123456789abcdef'])
    expect(edge.notes.openings.size).toBe(0)
  })

  it('has nothing forgotten where it is the first, in whose place the bundled map stood', () => {
    const memory = createHealthMemory()
    memory.of('sin1').endpoints.set('sin', probed)
    memory.heed(buildRegionMap(rows))
    expect(memory.of('sin1').endpoints.get('sin')).toBe(probed)
  })
})
