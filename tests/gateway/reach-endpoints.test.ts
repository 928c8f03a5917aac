import { expect, it } from 'vitest'
import { reachEndpoints } from '@/lib/gateway/reach-endpoints'
import { buildRegionMap } from '../support/build-region-map'
import { createFakeEffects, refused } from '../support/fake-effects'
import { upstreamEndpoint } from '../support/upstream-endpoint'

async function reach(probes: Readonly<Record<string, Parameters<typeof effects.probes.set>[1]>>) {
  const effects = createFakeEffects()
  for (const [id, reply] of Object.entries(probes)) effects.probes.set(id, reply)
  const endpoints = [
    upstreamEndpoint('sin'),
    upstreamEndpoint('fra', { state: 'draining' }),
    upstreamEndpoint('iad', { state: 'disabled' }),
  ]
  const options = { effects, requestId: 'made-id-0001', edge: 'sin1' }
  const { value } = await effects.outcome(reachEndpoints(buildRegionMap(endpoints), options))
  return { warnings: value, probed: effects.probed }
}
const effects = createFakeEffects()

it('endpoints that answer are not warned of, whatever they say to one without a key', async () => {
  const { warnings, probed } = await reach({ sin: { status: 401 }, fra: { status: 404 } })
  expect(warnings).toEqual([])
  expect(probed.map(({ endpoint }) => endpoint)).toEqual(['sin', 'fra'])
})

it('endpoints that refuse, hang or fail are warned of by their path', async () => {
  const { warnings } = await reach({ sin: refused(), fra: 'silence' })
  expect(warnings).toEqual([
    { kind: 'unreachable', path: 'endpoints.sin.baseUrl', message: expect.stringContaining('within 0 ms') },
    {
      kind: 'unreachable',
      path: 'endpoints.fra.baseUrl',
      message: expect.stringContaining('within 2000 ms'),
    },
  ])
  expect((await reach({ sin: { status: 503 } })).warnings).toHaveLength(1)
})

it('no key goes to a host that a map names which is not in force', async () => {
  for (const { headers } of (await reach({})).probed)
    expect([headers.get('authorization'), headers.get('api-key')]).toEqual([null, null])
})
