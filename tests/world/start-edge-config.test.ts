import { createClient as createEdgeConfig } from '@vercel/edge-config'
import { createClient as createGlobalConfig } from '@vercel/global-config'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type EdgeConfigServer, startEdgeConfig } from './start-edge-config'

let server: EdgeConfigServer

beforeAll(async () => {
  server = await startEdgeConfig({ items: { regions: { version: 1 }, models: null } })
})
beforeEach(() => server.reset())
afterAll(() => server.close())

describe.each([
  ['@vercel/edge-config', createEdgeConfig],
  ['@vercel/global-config', createGlobalConfig],
])('the store that %s reads', (_, createClient) => {
  const connect = () => createClient(server.connectionString)

  it('has what was set, and changes', async () => {
    expect(await connect().get('regions')).toEqual({ version: 1 })
    server.set('regions', { version: 2 })
    expect(await connect().get('regions')).toEqual({ version: 2 })
    expect(await connect().get('regions')).toEqual({ version: 2 })
    expect(server.reads).toBe(3)
  })

  it('tells a missing key from a null one', async () => {
    const client = connect()
    expect(await client.get('nothing')).toBeUndefined()
    expect(await client.get('models')).toBeNull()
    server.remove('models')
    expect(await client.has('models')).toBe(false)
    expect(await client.has('regions')).toBe(true)
  })

  it('gives all items, some items and a digest that follows them', async () => {
    const client = connect()
    expect(await client.getAll()).toEqual({ regions: { version: 1 }, models: null })
    expect(await client.getAll(['regions'])).toEqual({ regions: { version: 1 } })
    const before = await client.digest()
    server.set('regions', {})
    expect(await client.digest()).not.toBe(before)
  })

  it('refuses another token and another store', async () => {
    const stranger = createClient(server.connectionString.replace(/token=.*/, 'token=wrong'))
    await expect(stranger.get('regions')).rejects.toThrow('Unauthorized')
    const elsewhere = createClient(server.connectionString.replace(/ecfg_\w+/, 'ecfg_other'))
    await expect(elsewhere.get('regions')).rejects.toThrow('not found')
  })

  it('fails as its mode says', async () => {
    const client = connect()
    server.mode = 'unauthorized'
    await expect(client.get('regions')).rejects.toThrow('Unauthorized')
    server.mode = 'not-json'
    await expect(client.get('regions')).rejects.toThrow('JSON')
    server.mode = 'error'
    await expect(client.get('never-read-before')).rejects.toThrow('500')
  })
})

describe('a store that hangs', () => {
  it('answers nothing until the caller gives up', async () => {
    server.mode = 'hang'
    const read = fetch(server.connectionString, { signal: AbortSignal.timeout(50) })
    await expect(read).rejects.toThrow('timeout')
  })
})
