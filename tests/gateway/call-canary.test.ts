import { describe, expect, it } from 'vitest'
import { followCanary, leaveCanary, takeSide } from '@/lib/gateway/call-canary'
import { beginTrace } from '@/lib/gateway/call-trace'
import { buildCall } from '../support/build-call'
import { buildDependencies, mapDocument } from '../support/build-dependencies'
import { buildModelHealth, buildOpenCircuit } from '../support/build-health'
import { buildRequest } from '../support/build-request'
import { rowOf } from '../support/upstream-endpoint'

const sin = rowOf('sin', { baseUrl: 'https://new.example.com/v1', location: [1.35, 103.82] })
const map = mapDocument({ endpoints: { ...mapDocument().endpoints, sin } })

async function build({ share = 1, country = 'VN' } = {}) {
  const { dependencies, effects } = buildDependencies({ document: mapDocument({ canary: { share, map } }) })
  const trace = beginTrace(buildRequest({ headers: { 'x-vercel-ip-country': country } }), dependencies)
  trace.identity = {
    proof: { kind: 'none' },
    caller: 'tenant-a',
    plan: 'pro',
    models: undefined,
    zones: undefined,
  }
  trace.call = buildCall({ model: 'gpt-4.1' })
  const outer = await dependencies.regionMap.current()
  takeSide(trace, outer, dependencies)
  const { canary } = outer.value
  const [own = ''] = canary?.own ?? []
  return { dependencies, effects, trace, outer, canary, own }
}

describe('a call', () => {
  it('of the canary has the endpoints of both maps for its own', async () => {
    const { trace, own } = await build()
    expect(trace.canary?.side).toBe('canary')
    expect([...(trace.view?.value.endpoints.keys() ?? [])]).toEqual(['sin', 'nrt', 'fra', 'iad', own])
  })

  it('of another has those of the outer map, and is what the canary is compared with', async () => {
    const { trace, outer } = await build({ share: 0 })
    expect([trace.canary?.side, trace.view]).toEqual(['control', outer])
  })

  it('leaves the canary where others have opened the circuit of an endpoint of its own', async () => {
    const { trace, dependencies, effects, outer, own, canary } = await build()
    leaveCanary(trace, dependencies)
    expect(trace.canary?.side).toBe('canary')
    const circuit = { ...buildOpenCircuit(0), openUntil: effects.now() + 1000 }
    dependencies.health.of('sin1').models.set(`${own}|gpt-4.1`, buildModelHealth({ circuit }))
    leaveCanary(trace, dependencies)
    expect([trace.canary, trace.view]).toEqual([undefined, outer])
    expect(dependencies.health.canaries.off.get(canary?.version ?? '')).toMatchObject({ endpoint: 'sin' })
  })

  it('stays where the circuit of an endpoint of both maps is open', async () => {
    const { trace, dependencies, effects } = await build()
    const circuit = { ...buildOpenCircuit(0), openUntil: effects.now() + 1000 }
    dependencies.health.of('sin1').models.set('nrt|gpt-4.1', buildModelHealth({ circuit }))
    leaveCanary(trace, dependencies)
    expect(trace.canary?.side).toBe('canary')
  })
})

describe('a call that follows an answer', () => {
  it('of the canary’s own endpoint goes by the canary, whoever it would be drawn for', async () => {
    const { trace, own } = await build({ share: 0 })
    trace.followed = own
    followCanary(trace)
    expect([trace.canary?.side, trace.followed, trace.view?.value.endpoints.has(own)]).toEqual([
      'canary',
      own,
      true,
    ])
  })

  it('of the outer map’s own endpoint goes by the outer map', async () => {
    const { trace, outer } = await build()
    trace.followed = 'sin'
    followCanary(trace)
    expect([trace.canary, trace.followed, trace.view]).toEqual([undefined, 'sin', outer])
  })

  it('of an endpoint that both have stays where it is', async () => {
    const { trace } = await build()
    trace.followed = 'nrt'
    followCanary(trace)
    expect(trace.canary?.side).toBe('canary')
  })

  it('of a canary that is gone looks for the endpoint by its plain id', async () => {
    const { trace } = await build()
    trace.followed = 'canary/sin@ffffffffffffffff'
    followCanary(trace)
    expect([trace.followed, trace.canary]).toEqual(['sin', undefined])
  })
})
