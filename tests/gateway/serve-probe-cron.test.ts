import { beforeAll, describe, expect, it } from 'vitest'
import { serveRequest } from '@/lib/gateway/serve-request'
import deployment from '@/vercel.json'
import { buildDependencies, mapDocument } from '../support/build-dependencies'
import { buildGet, buildRequest } from '../support/build-request'
import { loadWhatIsAskedFor } from '../support/load-what-is-asked-for'
import { rowOf } from '../support/upstream-endpoint'

beforeAll(loadWhatIsAskedFor)

const secret = 'CANARY-secret-of-the-cron'
const path = '/api/cron/probe'

type Options = Parameters<typeof buildDependencies>[0]

async function ask(request: Request, options: Options = {}) {
  const world = buildDependencies({
    document: mapDocument({ endpoints: { sin: rowOf('sin') } }),
    ...options,
    variables: { CRON_SECRET: secret, ...options?.variables },
  })
  const { value } = await world.effects.outcome(serveRequest(request, world.dependencies))
  return { world, status: value.status, headers: value.headers, body: await value.json() }
}

const asCron = { authorization: `Bearer ${secret}`, 'user-agent': 'vercel-cron/1.0' }

describe('the cron of probes', () => {
  it('says what it found at this edge, and nothing that is secret', async () => {
    const { status, headers, body } = await ask(buildGet(path, asCron))
    expect(status).toBe(200)
    expect(headers.get('cache-control')).toBe('private, no-store')
    expect(body).toEqual({
      isWhole: true,
      edge: 'sin1',
      endpoints: [
        expect.objectContaining({ endpoint: 'sin', probed: true, reachable: true, roundTripMs: 0 }),
      ],
      skipped: [],
      idleEdges: [],
    })
    expect(JSON.stringify(body)).not.toMatch(/example\.com|CANARY|KEY_/)
  })

  it('probes nothing before it knows who asks', async () => {
    const { status, body, world } = await ask(buildGet(path))
    expect([status, body.error.code]).toEqual([401, 'invalid_api_key'])
    expect(world.effects.probed).toEqual([])
  })

  it('fails where no map is configured', async () => {
    const variables = { VERCEL_ENV: 'production', EDGE_CONFIG: '' }
    const { status, body } = await ask(buildGet(path, asCron), { variables })
    expect([status, body.error.code]).toEqual([503, 'configuration_error'])
  })

  it('is a GET', async () => {
    const { status, headers } = await ask(buildRequest({ path, headers: asCron }))
    expect([status, headers.get('allow')]).toEqual([405, 'GET'])
  })

  it('reports without the board that all edges share where that is lost', async () => {
    const board = {
      post: async () => {},
      read: async () => {
        throw new TypeError('HGETALL CANARY')
      },
    }
    const { status, body, world } = await ask(buildGet(path, asCron), { board })
    expect([status, body.idleEdges]).toEqual([200, []])
    expect(world.logged.map(({ line }) => line)).toContainEqual({
      event: 'health-board-lost',
      name: 'TypeError',
    })
  })
})

// Five fields, each a list of `*`, a number or a range, with a step or without. Source: https://vercel.com/docs/cron-jobs#cron-expressions
const part = /(\*|\d{1,2}(-\d{1,2})?)(\/\d{1,2})?/.source
const field = `${part}(,${part})*`
const cronExpression = new RegExp(`^${field}( ${field}){4}$`)

describe('vercel.json', () => {
  it.each(['17 5 * * *', '*/2 * * * *', '0,30 8-18 * * 1-5'])('may say %j', schedule => {
    expect(schedule).toMatch(cronExpression)
  })

  it.each(['', '17 5 * *', '* * * * * *', '@daily', '0 0 * * MON', '*/2  * * * *'])(
    'may not say %j',
    schedule => {
      expect(schedule).not.toMatch(cronExpression)
    },
  )

  it('holds crons alone, whose schedules Vercel can read', () => {
    expect(Object.keys(deployment)).toEqual(['$schema', 'crons'])
    // How often is the operator's to say: on Hobby once a day at most. Source: https://vercel.com/docs/cron-jobs/usage-and-pricing
    for (const { schedule } of deployment.crons) expect(schedule).toMatch(cronExpression)
    expect(deployment.crons.length).toBeLessThanOrEqual(2)
  })

  it('has no cron whose path nobody serves', async () => {
    for (const cron of deployment.crons)
      expect([cron.path, (await ask(buildGet(cron.path, asCron))).status]).toEqual([cron.path, 200])
  })
})
