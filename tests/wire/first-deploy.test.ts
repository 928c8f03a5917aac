import { describe, expect, it } from 'vitest'
import { type Gateway, startGateway } from '../world/start-gateway'
import { startWorld, type World } from '../world/start-world'
import { expectError } from './support/expect-error'
import { knowMap } from './support/know-map'
import { sendTo } from './support/send-to'

const production = { VERCEL: '1', VERCEL_ENV: 'production' }
const secrets = {
  API_KEY_PEPPER: 'pepper-CANARY-0123456789abcdef',
  OPERATOR_TOKEN: 'operator-CANARY-0123456789abcdef',
  RECEIPT_SECRET: 'receipt-CANARY-0123456789abcdef',
}

type Prepared = {
  /** The settings, made from those of a world in which everything is there. */
  readonly settings: (world: World) => Readonly<Record<string, string>>
  readonly prepare?: (world: World) => void
}

async function withGateway(
  { settings, prepare }: Prepared,
  use: (gateway: Gateway, world: World) => Promise<void>,
) {
  const world = await startWorld({ endpoints: ['sin', 'fra'] })
  prepare?.(world)
  const gateway = await startGateway({ environment: settings(world) })
  try {
    await use(gateway, world)
  } finally {
    await gateway.close()
    await world.close()
  }
}

const page = async ({ url }: Gateway) => {
  const { status, text } = await sendTo(url, { method: 'GET', path: '/' })
  expect(status).toBe(200)
  return text
}

function whole({ environment }: World) {
  return { ...environment, ...production, ...secrets }
}

function without(names: readonly string[]) {
  return (world: World) =>
    Object.fromEntries(Object.entries(whole(world)).filter(([name]) => !names.includes(name)))
}

describe('a first deployment on production', () => {
  it('without anything says what is missing, where to add it, and serves nobody', () =>
    withGateway({ settings: () => production }, async gateway => {
      const html = await page(gateway)
      expect(html).toContain('Isochrone is not set up yet')
      for (const name of [
        'GLOBAL_CONFIG',
        'API_KEY_PEPPER',
        'OPERATOR_TOKEN',
        'CRON_SECRET',
        'RECEIPT_SECRET',
        'Upstash',
      ])
        expect(html).toContain(name)
      expect(html).toContain('href="https://vercel.com/d?to=')
      const health = await sendTo(gateway.url, { method: 'GET', path: '/api/health' })
      expectError(health, { status: 503, code: 'configuration_error' })
      for (const headers of [{}, { authorization: 'Bearer sk-nobody' }])
        expectError(await sendTo(gateway.url, { headers }), { status: 503, code: 'configuration_error' })
    }))

  it('without upstream keys names those of its map, and shows the status page when it can serve', () =>
    withGateway(
      {
        settings: without(['UPSTREAM_KEY_SIN', 'UPSTREAM_KEY_FRA']),
      },
      async (gateway, { edgeConfig }) => {
        const patience = { timeout: 20_000, interval: 500 }
        await expect.poll(() => page(gateway), patience).toContain('UPSTREAM_KEY_SIN, UPSTREAM_KEY_FRA')
        const health = () => sendTo(gateway.url, { method: 'GET', path: '/api/health' })
        expectError(await health(), { status: 503, code: 'no_eligible_endpoint' })
        const html = await page(gateway)
        for (const secret of Object.values(secrets)) expect(html).not.toContain(secret)
        expect(html).not.toContain('127.0.0.1')
        // An endpoint that needs no key is as good as one whose key is there.
        const map = JSON.stringify(edgeConfig.items.regions)
        edgeConfig.set('regions', JSON.parse(map.replace('"apiKeyEnv":"UPSTREAM_KEY_SIN"', '"auth":"none"')))
        await expect.poll(() => page(gateway), patience).toContain('Isochrone status')
        await expect.poll(async () => (await health()).status, patience).toBe(200)
      },
    ))

  it('with an empty store says that the map is missing', () =>
    withGateway(
      { settings: whole, prepare: ({ edgeConfig }) => edgeConfig.remove('regions') },
      async gateway => {
        expect(await page(gateway)).toContain('The store has no item “regions”')
      },
    ))

  it('with something else in its store says so, and shows nothing of it', () =>
    withGateway(
      { settings: whole, prepare: ({ edgeConfig }) => edgeConfig.set('regions', { version: 'CANARY' }) },
      async gateway => {
        const html = await page(gateway)
        expect(html).toContain('The item “regions” is no region map')
        expect(html).not.toContain('CANARY')
      },
    ))

  it('with a setting that cannot be read names it', () =>
    withGateway({ settings: world => ({ ...whole(world), AUTH: 'CANARY' }) }, async gateway => {
      const html = await page(gateway)
      expect(html).toContain('This setting cannot be read')
      expect(html).not.toContain('CANARY')
    }))

  it('where nobody could be let in says what keys lack', () =>
    withGateway({ settings: without(['API_KEY_PEPPER']) }, async gateway => {
      expect(await page(gateway)).toContain('API_KEY_PEPPER, under which keys are stored, is not set')
    }))
})

describe('a deployment that runs', () => {
  it('tells strangers nothing of what it lacks, and its operator all', () =>
    withGateway({ settings: without(['RECEIPT_SECRET', 'UPSTREAM_KEY_FRA']) }, async gateway => {
      await knowMap(gateway)
      const html = await page(gateway)
      expect(html).toContain('Isochrone status')
      expect(html).not.toMatch(/RECEIPT_SECRET|CRON_SECRET|UPSTREAM_KEY/)
      const path = '/api/admin/setup'
      expectError(await sendTo(gateway.url, { method: 'GET', path }), {
        status: 401,
        code: 'invalid_api_key',
      })
      const headers = { authorization: `Bearer ${secrets.OPERATOR_TOKEN}` }
      const { json, text } = await sendTo(gateway.url, { method: 'GET', path, headers })
      expect(json).toMatchObject({ canServe: true })
      // Five countries are bound to the endpoint whose key is not there, and the others are served.
      expect(json).toMatchObject({
        items: expect.arrayContaining([
          expect.objectContaining({
            id: 'upstream-keys',
            state: 'missing',
            affects: 'some',
            reason: expect.stringContaining('5 countries, whose calls are refused: '),
          }),
        ]),
      })
      for (const id of ['receipts', 'crons', 'private-endpoints', 'geography'])
        expect(json).toMatchObject({
          items: expect.arrayContaining([expect.objectContaining({ id, state: 'advised' })]),
        })
      for (const secret of Object.values(secrets)) expect(text).not.toContain(secret)
    }))

  it('is not taken for a new one while its store is away', () =>
    withGateway(
      {
        settings: whole,
        prepare: ({ edgeConfig }) => {
          edgeConfig.mode = 'error'
        },
      },
      async gateway => {
        expect(await page(gateway)).toContain('Isochrone status')
      },
    ))
})
