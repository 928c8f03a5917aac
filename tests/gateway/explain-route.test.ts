import { describe, expect, it } from 'vitest'
import { explainRoute } from '@/lib/gateway/explain-route'
import { recordProbe } from '@/lib/health/endpoint-health'
import { buildDependencies, mapDocument } from '../support/build-dependencies'
import { buildGet } from '../support/build-request'
import { rowOf } from '../support/upstream-endpoint'

async function explain(query: string, options: Parameters<typeof buildDependencies>[0] = {}) {
  const world = buildDependencies(options)
  const { value: response } = await world.effects.outcome(
    explainRoute(buildGet(`/api/route${query}`), world.dependencies),
  )
  return { world, response, body: await response.json() }
}

const idsOf = (rows: { endpoint: string }[]) => rows.map(({ endpoint }) => endpoint)

describe('the explanation of a route', () => {
  it('has this shape', async () => {
    const { response, body } = await explain('?country=DE&model=gpt-4.1&edge=fra1')
    expect(response.status).toBe(200)
    expect(body).toEqual({
      country: 'DE',
      edge: 'fra1',
      model: 'gpt-4.1',
      choice: {
        asked: 'gpt-4.1',
        reason: 'asked',
        task: null,
        priority: null,
        fallbacks: [],
        alternatives: [],
      },
      trimmedMessages: 0,
      residency: ['EU'],
      candidates: [
        {
          endpoint: 'fra',
          region: 'fra1',
          zone: 'EU',
          reason: 'listed',
          score: expect.any(Number),
          expectedMs: expect.any(Number),
        },
      ],
      excluded: [
        { endpoint: 'sin', reason: 'outside-residency' },
        { endpoint: 'nrt', reason: 'outside-residency' },
        { endpoint: 'iad', reason: 'outside-residency' },
      ],
    })
  })

  it('sends nothing', async () => {
    expect((await explain('?country=VN')).world.effects.sent).toEqual([])
  })

  it('is of the caller’s own country and edge where none is named', async () => {
    const { body } = await explain('')
    expect(body).toMatchObject({ country: 'VN', edge: 'sin1', model: null, residency: null })
    expect(idsOf(body.candidates)[0]).toBe('sin')
  })

  it.each(['XX', 'T1', '', 'vietnam', 'V', 'ZZ', '%00'])('knows %j for no country', async country => {
    const { body } = await explain(`?country=${country}`)
    expect(body).toMatchObject({ country: 'unknown', residency: null })
    expect(body.candidates[0]).toMatchObject({ endpoint: 'iad', reason: 'default', expectedMs: null })
  })

  it('takes a country in small letters', async () => {
    expect((await explain('?country=de')).body.country).toBe('DE')
  })

  it('takes an edge that is none for the caller’s own', async () => {
    expect((await explain('?edge=Singapore!')).body.edge).toBe('sin1')
  })

  it('says why an endpoint is none to go to', async () => {
    const document = mapDocument({
      endpoints: {
        sin: rowOf('sin', { models: ['gpt-4o'] }),
        nrt: rowOf('nrt', { state: 'draining' }),
        fra: rowOf('fra', { state: 'disabled' }),
        iad: rowOf('iad'),
        gru: rowOf('gru'),
      },
    })
    const { body } = await explain('?country=VN&model=gpt-4.1', { document, withoutKey: ['iad'] })
    expect(idsOf(body.candidates)).toEqual(['gru'])
    expect(body.excluded).toEqual([
      { endpoint: 'sin', reason: 'model-not-served' },
      { endpoint: 'nrt', reason: 'draining' },
      { endpoint: 'fra', reason: 'disabled' },
      { endpoint: 'iad', reason: 'no-upstream-key' },
    ])
  })

  it('narrows to a zone, and to none that is forbidden', async () => {
    expect(idsOf((await explain('?country=VN&zone=US')).body.candidates)).toEqual(['iad'])
    const forbidden = (await explain('?country=DE&zone=US')).body
    expect([forbidden.residency, forbidden.candidates]).toEqual([[], []])
  })

  it('needs a credential where calls need one', async () => {
    const { response, body } = await explain('?country=VN', { variables: { AUTH: 'required' } })
    expect(response.status).toBe(401)
    expect(body).toMatchObject({ error: { code: 'invalid_api_key' } })
  })

  it('knows what the calls have learned', async () => {
    const world = buildDependencies()
    const { health, effects } = world.dependencies
    const probed = recordProbe(undefined, { reachable: true, roundTripMs: 1 }, effects.now())
    health.of('sin1').endpoints.set('nrt', probed)
    const response = await explainRoute(buildGet('/api/route?country=VN'), world.dependencies)
    expect((await response.json()).candidates[0]).toMatchObject({
      endpoint: 'nrt',
      reason: 'fastest',
      score: 1,
      expectedMs: 1,
    })
  })

  it('takes GET and, with a whole call, POST', async () => {
    const world = buildDependencies()
    const request = new Request('https://gateway.example.com/api/route', { method: 'DELETE' })
    const response = await explainRoute(request, world.dependencies)
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST'])
  })
})
