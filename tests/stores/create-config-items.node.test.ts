import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type ConfigStore, createConfigItems } from '@/lib/stores/create-config-items'
import { createFakeEffects } from '../support/fake-effects'
import { type EdgeConfigServer, startEdgeConfig } from '../world/start-edge-config'

let server: EdgeConfigServer

beforeAll(async () => {
  server = await startEdgeConfig({ items: { regions: { version: 1 }, nothing: null } })
})
beforeEach(async () => {
  await server.accept()
  server.reset()
})
afterAll(() => server.close())

describe.each<[string, (connection: string) => ConfigStore]>([
  ['EDGE_CONFIG', edgeConfig => ({ edgeConfig })],
  ['GLOBAL_CONFIG', globalConfig => ({ globalConfig })],
])('a store that is named by %s', (_, storeAt) => {
  const connect = (connection = server.connectionString) => {
    const clock = createFakeEffects()
    const readItem = createConfigItems(storeAt(connection), clock.startTimer)
    return { clock, readItem: (key: string, limitMs = 250) => readItem(key, limitMs) }
  }

  it('gives an item', async () => {
    const { clock, readItem } = connect()
    expect(await readItem('regions')).toEqual({ version: 1 })
    expect(server.reads).toBe(1)
    expect(clock.pendingTimers).toBe(0)
  })

  it('gives an item as it is now, at each read', async () => {
    const { readItem } = connect()
    await readItem('regions')
    server.set('regions', { version: 2 })
    expect(await readItem('regions')).toEqual({ version: 2 })
    expect(await readItem('regions')).toEqual({ version: 2 })
    expect(server.reads).toBe(3)
  })

  it('has no item of another name', async () => {
    expect(await connect().readItem('models')).toBeUndefined()
  })

  it('tells an item that is null from none', async () => {
    expect(await connect().readItem('nothing')).toBeNull()
  })

  it.each(['unauthorized', 'error', 'not-json'] as const)('fails where it answers: %s', async mode => {
    const { clock, readItem } = connect()
    server.mode = mode
    await expect(readItem('regions')).rejects.toThrow()
    expect(server.reads).toBe(1)
    expect(clock.pendingTimers).toBe(0)
  })

  it('fails where it fails, though it has answered before', async () => {
    const { readItem } = connect()
    await readItem('regions')
    server.mode = 'error'
    await expect(readItem('regions')).rejects.toThrow()
    server.mode = 'unauthorized'
    await expect(readItem('regions')).rejects.toThrow()
    server.mode = 'ok'
    expect(await readItem('regions')).toEqual({ version: 1 })
  })

  it('fails where nobody listens', async () => {
    const { clock, readItem } = connect()
    await server.refuse()
    await expect(readItem('regions')).rejects.toThrow()
    expect(clock.pendingTimers).toBe(0)
  })

  it.each([
    ['as long as it is given, where it does not give an item again', true, 300, 300],
    ['two seconds where it has never given it', false, 300, 2000],
    ['longer than that where it is given longer', false, 5000, 5000],
  ])('fails after %s', async (_, hasAnswered, givenMs, limitMs) => {
    const { clock, readItem } = connect()
    await readItem('plans')
    if (hasAnswered) await readItem('regions')
    server.mode = 'hang'
    let failure: unknown
    const read = readItem('regions', givenMs).catch(error => {
      failure = error
    })
    await clock.advance(limitMs - 1)
    expect(failure).toBeUndefined()
    await clock.advance(1)
    await read
    expect(failure).toMatchObject({ message: `The item regions took longer than ${limitMs} ms.` })
  })

  it('is well again after it said nothing', async () => {
    const { clock, readItem } = connect()
    await readItem('regions')
    server.mode = 'hang'
    const read = readItem('regions').catch(() => 'failed')
    await clock.advance(250)
    expect(await read).toBe('failed')
    server.mode = 'ok'
    expect(await readItem('regions')).toEqual({ version: 1 })
  })

  it.each([
    ['is none', 'CANARY'],
    ['is empty', ''],
    ['has no token', 'https://edge-config.example.com/ecfg_1'],
  ])('fails at its first read where its connection string %s', async (_, connection) => {
    const { clock, readItem } = connect(connection)
    const failure = await readItem('regions').catch(error => error)
    expect(failure).toBeInstanceOf(Error)
    expect(clock.pendingTimers).toBe(0)
  })

  it('fails with another token', async () => {
    const { readItem } = connect(server.connectionString.replace(/token=.*/, 'token=wrong'))
    await expect(readItem('regions')).rejects.toThrow()
  })
})
