import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { callsOf } from './support/calls-of'
import type { Reply } from './support/send-to'
import { type Stand, startStand } from './support/start-stand'

let stand: Stand
beforeAll(async () => {
  stand = await startStand()
})
afterAll(() => stand.close())

const explain = (query: string, headers: Record<string, string> = {}): Promise<Reply> =>
  stand.send({ method: 'GET', path: `/api/route${query}`, headers })

const candidate = (endpoint: string, region: string, zone: string, reason: string) => ({
  endpoint,
  region,
  zone,
  reason,
  score: expect.any(Number),
  expectedMs: expect.any(Number),
})

describe('GET /api/route', () => {
  it('tells the ordered candidates with reason, score and expectation, and sends nothing', async () => {
    const { status, json } = await explain('?country=VN&model=gpt-4.1&edge=aa1')
    expect(status).toBe(200)
    expect(json).toEqual({
      country: 'VN',
      edge: 'aa1',
      model: 'gpt-4.1',
      choice: expect.objectContaining({ asked: 'gpt-4.1', reason: 'asked' }),
      trimmedMessages: 0,
      residency: null,
      candidates: [
        candidate('sin', 'sin1', 'APAC', 'listed'),
        candidate('nrt', 'hnd1', 'APAC', 'listed'),
        candidate('fra', 'fra1', 'EU', 'nearest'),
        candidate('iad', 'iad1', 'US', 'nearest'),
        candidate('gru', 'gru1', 'SA', 'nearest'),
      ],
      excluded: [],
    })
    expect(stand.world.endpoints.flatMap(callsOf)).toEqual([])
  })

  it('tells what residency excludes', async () => {
    expect((await explain('?country=DE&model=gpt-4.1&edge=aa2')).json).toMatchObject({
      country: 'DE',
      residency: ['EU'],
      candidates: [{ endpoint: 'fra', zone: 'EU' }],
      excluded: ['sin', 'nrt', 'iad', 'gru'].map(endpoint => ({ endpoint, reason: 'outside-residency' })),
    })
  })

  it('tells what a zone narrows it to, never wider than residency', async () => {
    expect((await explain('?country=VN&zone=EU&edge=aa3')).json).toMatchObject({
      residency: ['EU'],
      candidates: [{ endpoint: 'fra' }],
    })
    expect((await explain('?country=DE&zone=US&edge=aa3')).json).toMatchObject({
      residency: [],
      candidates: [],
    })
  })

  it('tells that nobody serves a model', async () => {
    const { json } = await explain('?country=VN&model=gpt-nobody')
    expect(json).toMatchObject({ candidates: [] })
    expect(JSON.stringify(json)).toContain('model-not-served')
  })

  it.each(['', '?country=', '?country=XX', '?country=T1', `?country=${'x'.repeat(300)}`, '?country=%00'])(
    'takes the default order for an unknown country: "%s"',
    async query => {
      const { status, json } = await explain(query, stand.freshEdge())
      expect(status).toBe(200)
      expect(json).toMatchObject({
        country: 'unknown',
        model: null,
        candidates: ['iad', 'fra', 'sin', 'nrt', 'gru'].map(endpoint => ({ endpoint, reason: 'default' })),
      })
    },
  )

  it('takes the country and edge of the caller where none is named', async () => {
    const { json } = await explain('', { 'x-vercel-ip-country': 'AR', 'x-vercel-id': 'cdg1::gru1::abc' })
    expect(json).toMatchObject({
      country: 'AR',
      edge: 'gru1',
      candidates: [{ endpoint: 'gru' }, {}, {}, {}, {}],
    })
  })

  it('knows what calls have learned', async () => {
    await stand.world.endpoint('sin').refuse()
    await stand.send({ headers: { 'x-vercel-id': 'zz9::id', 'x-vercel-ip-country': 'VN' } })
    const { json } = await explain('?country=VN&edge=zz9')
    expect(JSON.stringify(json)).toMatch(/"endpoint":"sin"[^}]*}\],"excluded":\[\]/)
    await stand.world.endpoint('sin').accept()
  })
})
