import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { expectError } from './support/expect-error'
import { type Stand, startStand } from './support/start-stand'

const cronSecret = 'cron-CANARY-0123456789abcdef'
const operatorToken = 'operator-CANARY-0123456789abcdef'
const path = '/api/cron/probe'

const report = z.object({
  isWhole: z.boolean(),
  edge: z.string(),
  endpoints: z.array(
    z.object({
      endpoint: z.string(),
      probed: z.boolean(),
      reachable: z.boolean().nullable(),
      roundTripMs: z.number().nullable(),
      checkedAt: z.number().nullable(),
    }),
  ),
  skipped: z.array(z.object({ endpoint: z.string(), reason: z.string() })),
  idleEdges: z.array(z.string()),
})

let stand: Stand
let unset: Stand
beforeAll(async () => {
  stand = await startStand({ environment: { CRON_SECRET: cronSecret, OPERATOR_TOKEN: operatorToken } })
  unset = await startStand({ endpoints: ['sin'], environment: { VERCEL_ENV: 'production' } })
})
afterAll(() => Promise.all([stand.close(), unset.close()]))

function run(edge: string, secret = cronSecret) {
  // As the platform sends it. Source: https://vercel.com/docs/cron-jobs/manage-cron-jobs
  const headers = { authorization: `Bearer ${secret}`, 'user-agent': 'vercel-cron/1.0' }
  return stand.send({ method: 'GET', path, headers: { ...headers, 'x-vercel-id': `${edge}::id` } })
}

const probesOf = (id: 'sin' | 'nrt') =>
  stand.world.endpoint(id).requests.filter(({ method }) => method === 'HEAD').length

describe('the cron of probes', () => {
  it('knows every endpoint from an edge that nobody calls by, and routing knows it then too', async () => {
    const reply = await run('idle1')
    expect(reply.status).toBe(200)
    const { edge, endpoints, isWhole } = report.parse(reply.json)
    expect([edge, isWhole]).toEqual(['idle1', true])
    expect(endpoints.map(({ endpoint }) => endpoint).sort()).toEqual(['fra', 'gru', 'iad', 'nrt', 'sin'])
    for (const each of endpoints)
      expect(each).toMatchObject({ probed: true, reachable: true, roundTripMs: expect.any(Number) })
    const explained = await stand.send({ method: 'GET', path: '/api/route?country=VN&edge=idle1' })
    expect(explained.text).not.toContain('"expectedMs":null')
    for (const { url, apiKey } of stand.world.endpoints) {
      expect(reply.text).not.toContain(url)
      expect(reply.text).not.toContain(apiKey)
    }
  })

  it('asks nobody again who has just been asked, and tells what was found', async () => {
    await run('idle2')
    const before = probesOf('sin')
    const { endpoints } = report.parse((await run('idle2')).json)
    expect(probesOf('sin')).toBe(before)
    expect(endpoints[0]).toMatchObject({ endpoint: 'sin', probed: false, reachable: true })
  })

  it('asks an endpoint that it cannot reach twice, and the incident is seen', async () => {
    const nrt = stand.world.endpoint('nrt')
    nrt.set({ headStatus: 503 })
    const before = probesOf('nrt')
    const { endpoints } = report.parse((await run('idle3')).json)
    nrt.set({})
    expect(endpoints.find(({ endpoint }) => endpoint === 'nrt')).toMatchObject({
      probed: true,
      reachable: false,
    })
    expect(probesOf('nrt') - before).toBe(2)
    const { json } = await stand.send({ method: 'GET', path: '/api/status' })
    expect(json).toMatchObject({
      incidents: [expect.objectContaining({ endpoint: 'nrt', kind: 'unreachable', edges: ['idle3'] })],
    })
  })

  it('is run by the operator too', async () => {
    expect((await run('idle4', operatorToken)).status).toBe(200)
  })

  it.each(['', 'wrong', `${cronSecret}x`, cronSecret.slice(0, -1)])(
    'is refused to who shows %j',
    async secret => {
      const reply = await run('idle5', secret)
      expectError(reply, { status: 401, code: 'invalid_api_key' })
      expect(reply.text).not.toContain(cronSecret)
      expectError(await stand.send({ method: 'GET', path: `${path}?secret=${cronSecret}` }), {
        status: 401,
        code: 'invalid_api_key',
      })
    },
  )

  it('is refused to everybody where production has no secret', async () => {
    for (const secret of ['', 'undefined', 'null', cronSecret]) {
      const headers = { authorization: `Bearer ${secret}`, 'x-vercel-cron-schedule': '17 5 * * *' }
      expectError(await unset.send({ method: 'GET', path, headers }), {
        status: 401,
        code: 'invalid_api_key',
      })
    }
  })
})
