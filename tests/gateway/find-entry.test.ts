import { describe, expect, it } from 'vitest'
import type { CacheEntry } from '@/lib/cache/cache-entry'
import { sealText } from '@/lib/cache/seal-text'
import type { CallCache } from '@/lib/gateway/call-cache'
import { elsewhere, findEntry } from '@/lib/gateway/find-entry'
import { buildDependencies } from '../support/build-dependencies'
import { start } from '../support/fake-effects'
import { createMemoryTexts } from '../support/text-store'

const key = 'a'.repeat(64)
const entry: CacheEntry = { storedAt: start, ttlSeconds: 60, form: 'plain', text: '{}' }
const sealed = (value: unknown = entry, name = key, secret = 'secret') =>
  sealText(JSON.stringify(value), { name, secret })

type Setting = {
  readonly found?: string | undefined
  readonly isUnread?: boolean
  readonly withShared?: boolean
  readonly object?: string
}

async function find({ found, isUnread = false, withShared = true, object }: Setting = {}) {
  const objects = createMemoryTexts()
  if (object !== undefined) objects.kept.set(key, { text: object, seconds: 60 })
  const shared = createMemoryTexts()
  const world = buildDependencies({ tiers: { shared: withShared ? shared : undefined, objects } })
  const cache: CallCache = {
    key,
    remembered: undefined,
    found,
    isUnread,
    policy: { kind: 'use', ttlSeconds: 60, mayRead: true, maxAgeSeconds: undefined },
  }
  const look = () => findEntry(cache, world.dependencies)
  const inMemory = () => world.dependencies.cache.memory.get(key, world.effects.now())
  return { ...world, shared, objects, look, inMemory }
}

describe('an entry is found', () => {
  it('where it came along with the admission, and fills the memory for as long as it is of use', async () => {
    const text = await sealed()
    const { look, inMemory, objects, effects } = await find({ found: text })
    await effects.advance(30_000)
    expect(await look()).toEqual(entry)
    expect(inMemory()).toBe(JSON.stringify(entry))
    expect(objects.asked).toEqual([])
    await effects.advance(89_000)
    expect(inMemory()).toBe(JSON.stringify(entry))
    await effects.advance(1000)
    expect(inMemory()).toBeUndefined()
  })

  it('in object storage where the store says so', async () => {
    const { look, objects, inMemory } = await find({ found: elsewhere, object: await sealed() })
    expect(await look()).toEqual(entry)
    expect(objects.asked).toEqual(['get'])
    expect(inMemory()).toBeDefined()
  })

  it('in object storage where the store could not be asked', async () => {
    const { look, objects, shared, runDeferred } = await find({ isUnread: true, object: await sealed() })
    expect(await look()).toEqual(entry)
    await runDeferred()
    expect([objects.asked, shared.asked]).toEqual([['get'], []])
  })

  it('in object storage, and fills the store for the time that is left where it is short', async () => {
    const object = await sealed()
    const { look, shared, effects, runDeferred } = await find({ found: elsewhere, object })
    await effects.advance(30_000)
    await look()
    // The call itself does not wait for that.
    expect(shared.asked).toEqual([])
    await runDeferred()
    expect(shared.kept.get(key)).toEqual({ text: object, seconds: 90 })
  })

  it('in object storage, and stays there where it is long', async () => {
    const object = await sealed({ ...entry, text: 'x'.repeat(70_000) })
    const { look, shared, runDeferred } = await find({ found: elsewhere, object })
    expect(await look()).toBeDefined()
    await runDeferred()
    expect(shared.asked).toEqual([])
  })

  it('although the store does not take it then, and one line says so', async () => {
    const { look, shared, logged, runDeferred } = await find({ found: elsewhere, object: await sealed() })
    shared.isLost = true
    expect(await look()).toEqual(entry)
    await runDeferred()
    expect(logged).toMatchObject([{ level: 'warn', line: { event: 'cache-lost' } }])
  })

  it('in object storage where there is no other store', async () => {
    const { look, objects } = await find({ withShared: false, object: await sealed() })
    expect(await look()).toEqual(entry)
    expect(objects.asked).toEqual(['get'])
  })
})

describe('nothing is found', () => {
  it('where nothing came along, and object storage is not asked', async () => {
    const { look, objects } = await find({ object: await sealed() })
    expect(await look()).toBeUndefined()
    expect(objects.asked).toEqual([])
  })

  it('where object storage is away, and one line says so', async () => {
    const { look, objects, logged } = await find({ found: elsewhere })
    objects.isLost = true
    expect(await look()).toBeUndefined()
    expect(logged).toMatchObject([{ level: 'warn', line: { event: 'cache-lost' } }])
    expect(JSON.stringify(logged)).not.toContain('CANARY')
  })

  it('where the object is gone', async () => {
    const { look } = await find({ found: elsewhere })
    expect(await look()).toBeUndefined()
  })

  it.each<[string, () => Promise<string>]>([
    ['without a seal', async () => JSON.stringify(entry)],
    ['under another name', () => sealed(entry, 'b'.repeat(64))],
    ['with another secret', () => sealed(entry, key, 'other')],
    ['that is no entry', () => sealed({ ...entry, form: 'image' })],
    ['that only says where it lies', async () => elsewhere],
  ])('in a text %s, wherever it lies', async (_, text) => {
    const near = await find({ found: await text() })
    expect(await near.look()).toBeUndefined()
    expect(near.inMemory()).toBeUndefined()
    const far = await find({ found: elsewhere, object: await text() })
    expect(await far.look()).toBeUndefined()
    expect(far.inMemory()).toBeUndefined()
  })
})
