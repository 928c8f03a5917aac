import { describe, expect, it } from 'vitest'
import { readCaller } from '@/lib/gateway/caller'
import { explainToViewer } from '@/lib/gateway/explain-to-viewer'
import { readPageView } from '@/lib/gateway/page-view'
import { buildDependencies, mapDocument } from '../support/build-dependencies'
import { buildGet } from '../support/build-request'
import { rowOf } from '../support/upstream-endpoint'

type Options = Parameters<typeof buildDependencies>[0]

async function explain(query: string, headers: Readonly<Record<string, string>> = {}, options: Options = {}) {
  const { dependencies } = buildDependencies(options)
  const caller = readCaller(buildGet('/', headers), dependencies)
  return await explainToViewer(readPageView(new URLSearchParams(query)), caller, dependencies)
}

const fromGermany = { 'x-vercel-ip-country': 'DE' }

describe('where a viewer would go', () => {
  it('is told for its own country', async () => {
    const route = await explain('', fromGermany)
    expect(route).toMatchObject({ country: 'DE', residency: ['EU'], isAtPosition: false, model: undefined })
    expect(route?.candidates).toEqual([
      {
        endpoint: 'fra',
        region: 'fra1',
        zone: 'EU',
        reason: 'listed',
        expectedMs: expect.any(Number),
        distanceKm: expect.any(Number),
      },
    ])
    expect(route?.excluded).toContainEqual({ endpoint: 'sin', reason: 'outside-residency' })
  })

  it('is told for any other', async () => {
    const route = await explain('country=VN', fromGermany)
    expect(route?.country).toBe('VN')
    expect(route?.candidates[0]).toMatchObject({ endpoint: 'sin', reason: 'listed' })
  })

  it('is told from its position, and still as from its country', async () => {
    const own = await explain('', fromGermany)
    const route = await explain('at=50.1,8.7', fromGermany)
    expect(route).toMatchObject({ country: 'DE', isAtPosition: true, residency: ['EU'] })
    expect(route?.candidates[0]?.distanceKm).toBeLessThan(10)
    expect(own?.candidates[0]?.distanceKm).toBeGreaterThan(100)
  })

  it('is told though the deployment serves nobody without a key', async () => {
    const route = await explain('country=VN', {}, { plans: { paid: {} } })
    expect(route?.candidates[0]?.endpoint).toBe('sin')
  })

  it('is nowhere for a model that no endpoint serves', async () => {
    const document = mapDocument({
      endpoints: { sin: rowOf('sin', { models: ['gpt-4.1'] }) },
      countries: {},
      zones: {},
      residency: {},
      default: [],
    })
    const route = await explain('model=nothing', {}, { document })
    expect(route?.candidates).toEqual([])
    expect(new Set(route?.excluded.map(({ reason }) => reason))).toEqual(new Set(['model-not-served']))
  })

  it('lists the models that can be asked for by name', async () => {
    const models = { 'gpt-4.1': 'x', 'a-model': 'y' }
    const document = mapDocument({
      endpoints: { sin: rowOf('sin', { models }) },
      countries: {},
      zones: {},
      residency: {},
      default: [],
    })
    expect((await explain('', {}, { document }))?.models).toEqual(['a-model', 'gpt-4.1'])
  })

  it('says no address, no key and no weight', async () => {
    const said = JSON.stringify(await explain('country=VN'))
    for (const { baseUrl } of Object.values(mapDocument().endpoints)) expect(said).not.toContain(baseUrl)
    expect(said).not.toMatch(/http|apiKey|UPSTREAM/)
  })
})
