import { describe, expect, it } from 'vitest'
import { canServe } from '@/lib/gateway/check-setup'
import { readSetup, readWholeSetup } from '@/lib/gateway/read-setup'
import { buildDependencies } from '../support/build-dependencies'
import { buildOperator } from '../support/operator'

const faulty = { notices: 'none' }

describe('what a deployment lacks', () => {
  it('is read from its settings, its map and its keys', async () => {
    const { dependencies } = buildDependencies({ withoutKey: ['sin', 'nrt', 'fra', 'iad'] })
    const items = await readSetup(dependencies)
    expect(items[0]).toMatchObject({ id: 'upstream-keys', state: 'missing' })
  })

  it('is the store, where production has none', async () => {
    const variables = { VERCEL: '1', VERCEL_ENV: 'production', EDGE_CONFIG: '' }
    const items = await readSetup(buildDependencies({ variables }).dependencies)
    expect(items[0]).toMatchObject({ id: 'store', state: 'missing', place: 'storage' })
  })

  it('is not the map, where the store is only away', async () => {
    const options = { document: new Error('away'), withoutKey: ['sin', 'nrt', 'fra', 'iad'] }
    expect(canServe(await readSetup(buildDependencies(options).dependencies))).toBe(true)
  })

  it('is told of plans, models and notices to operators alone', async () => {
    const { dependencies } = buildDependencies(faulty)
    expect((await readWholeSetup(dependencies)).map(({ id }) => id)).toContain('item-notices')
    expect((await readSetup(dependencies)).map(({ id }) => id)).not.toContain('item-notices')
  })
})

it('GET /api/admin/setup tells it as JSON', async () => {
  const { ask } = buildOperator(faulty)
  const { status, json } = await ask('GET /setup')
  expect([status, json.canServe]).toEqual([200, true])
  expect(json.items).toContainEqual(expect.objectContaining({ id: 'item-notices', state: 'advised' }))
  expect((await ask('GET /setup', { token: '' })).status).toBe(401)
})
