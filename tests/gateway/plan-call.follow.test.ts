import { describe, expect, it } from 'vitest'
import { readCaller } from '@/lib/gateway/caller'
import { planCall } from '@/lib/gateway/plan-call'
import { buildCall } from '../support/build-call'
import { buildDependencies, mapDocument } from '../support/build-dependencies'
import { buildModelHealth, buildOpenCircuit } from '../support/build-health'
import { buildRequest } from '../support/build-request'
import { rowOf } from '../support/upstream-endpoint'

const document = mapDocument({
  endpoints: {
    sin: rowOf('sin', { models: ['gpt-4.1', 'o3'] }),
    nrt: rowOf('nrt', { models: ['gpt-4.1'] }),
    fra: rowOf('fra', { models: ['o3'], zone: 'EU' }),
    iad: rowOf('iad', { models: ['other', '*'], zone: 'US' }),
  },
})

type Asked = {
  readonly followed?: string
  readonly recalled?: string
  readonly fallbacks?: readonly string[]
  readonly headers?: Readonly<Record<string, string>>
}

async function build({ followed, recalled, fallbacks = [], headers = {} }: Asked) {
  const { dependencies, effects } = buildDependencies({ document })
  const request = buildRequest({ headers })
  const asked = {
    call: buildCall({ model: 'gpt-4.1' }),
    headers: request.headers,
    trace: {
      caller: readCaller(request, dependencies),
      fallbacks: fallbacks.map(model => buildCall({ model })),
      followed,
      recalled,
    },
    view: await dependencies.regionMap.current(),
    zones: undefined,
  }
  return { dependencies, effects, plan: () => planCall(asked, dependencies) }
}

const places = async (asked: Asked) =>
  (await build(asked))
    .plan()
    .candidates.map(({ endpoint, call }) => (call ? `${endpoint.id}:${call.model}` : endpoint.id))

describe('a call', () => {
  it('that follows an answer goes to its endpoint alone, for the model and for those that stand in', async () => {
    expect(await places({ followed: 'sin' })).toEqual(['sin'])
    expect(await places({ followed: 'sin', fallbacks: ['o3'] })).toEqual(['sin', 'sin:o3'])
    expect(await places({ followed: 'nrt', fallbacks: ['o3'] })).toEqual(['nrt'])
  })

  it('that gives back what an endpoint keeps goes there alone, unless it cannot or follows another', async () => {
    expect(await places({ recalled: 'nrt' })).toEqual(['nrt'])
    expect(await places({ recalled: 'gone' })).toEqual(await places({}))
    expect(await places({ recalled: 'fra' })).toEqual(await places({}))
    expect(await places({ recalled: 'nrt', followed: 'sin' })).toEqual(['sin'])
  })

  it('that names its endpoint goes there alone, for the model or, where it does not serve that, for those that stand in', async () => {
    const headers = { 'x-route-to': 'sin' }
    expect(await places({ headers, fallbacks: ['o3'] })).toEqual(['sin'])
    expect(await places({ headers: { 'x-route-to': 'fra' }, fallbacks: ['o3'] })).toEqual(['fra:o3'])
  })

  it('that names its endpoint goes there, though it gives back what another keeps', async () => {
    expect(await places({ headers: { 'x-route-to': 'sin' }, recalled: 'nrt' })).toEqual(['sin'])
  })

  it('is stood in for where the model is named or, where it is not, by what takes any', async () => {
    const headers = { 'x-route-zone': 'US' }
    expect(await places({ headers, fallbacks: ['o3', 'other'] })).toEqual(['iad', 'iad:o3', 'iad:other'])
  })

  it('that follows an answer leaves the trial of another endpoint to others', async () => {
    const { dependencies, effects, plan } = await build({ followed: 'sin' })
    const memory = dependencies.health.of('sin1')
    const circuit = { ...buildOpenCircuit(0), openUntil: effects.now() - 1 }
    memory.models.set('nrt|gpt-4.1', buildModelHealth({ circuit }))
    memory.trials.set('nrt|gpt-4.1', effects.now() + 10_000)
    expect(plan().candidates.map(({ endpoint }) => endpoint.id)).toEqual(['sin'])
    expect(memory.trials.has('nrt|gpt-4.1')).toBe(true)
  })
})
