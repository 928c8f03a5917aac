import { describe, expect, it } from 'vitest'
import { parseApiKey } from '@/lib/access/api-key'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { identifyKey } from '@/lib/gateway/identify-key'
import { buildShared } from '../support/shared-store'
import { keyId, keyText, storedKey } from '../support/stored-key'

function identify(text: string, dependencies: Dependencies) {
  const key = parseApiKey(text)
  if (key === undefined) throw new Error('It is no key.')
  return identifyKey(key, dependencies)
}

async function knowing(record: Parameters<typeof storedKey>[0] = {}) {
  const world = buildShared()
  const text = await storedKey(record)
  world.shared.records.set(keyId, text)
  return { ...world, text }
}

describe('a key', () => {
  it('is what its record says', async () => {
    const { dependencies, text } = await knowing({ models: ['gpt-4.1'], zones: ['EU'] })
    expect(await identify(keyText, dependencies)).toEqual({
      proof: { kind: 'key', id: keyId, record: text },
      caller: `key-${keyId}`,
      plan: 'pro',
      models: ['gpt-4.1'],
      zones: ['EU'],
    })
  })

  it('shares its limits with the other keys of its tenant', async () => {
    const { dependencies } = await knowing({ tenant: 'acme' })
    expect(await identify(keyText, dependencies)).toMatchObject({ caller: 'tenant-acme' })
  })

  it('is looked up once', async () => {
    const { dependencies, shared } = await knowing()
    await identify(keyText, dependencies)
    await identify(keyText, dependencies)
    expect(shared.asked).toEqual(['read'])
  })

  it('is not known by its id alone, even after it was met', async () => {
    const { dependencies } = await knowing()
    await identify(keyText, dependencies)
    expect(await identify(`iso_${keyId}_${'x'.repeat(40)}`, dependencies)).toBeUndefined()
    expect(await identify(keyText, dependencies)).toBeDefined()
  })

  it.each(['', '{', 'null', '12', '{"plan":"pro"}', '[]'])(
    'whose record cannot be read is none: %j',
    async text => {
      const { dependencies, shared } = buildShared()
      shared.records.set(keyId, text)
      expect(await identify(keyText, dependencies)).toBeUndefined()
    },
  )

  it.each<[string, Parameters<typeof storedKey>[0]]>([
    ['expired', { expiresAt: '2026-11-02T12:00:00Z' }],
    ['revoked', { revokedAt: '2026-11-02T11:00:00Z' }],
  ])('that is %s is over, which only who has the whole of it is told', async (_, record) => {
    const { dependencies } = await knowing(record)
    expect(await identify(keyText, dependencies)).toBe('over')
    expect(await identify(`iso_${keyId}_${'x'.repeat(40)}`, dependencies)).toBeUndefined()
  })

  it('leaves nothing behind where it is unknown, so that no memory fills', async () => {
    const { dependencies } = buildShared()
    expect(await identify(keyText, dependencies)).toBeUndefined()
    expect(dependencies.knownCredentials.records.get(keyId)).toBeUndefined()
    expect(dependencies.knownCredentials.digests.get(keyText)).toBeUndefined()
  })

  it('is unknown where there is no store', async () => {
    const { dependencies } = buildShared()
    expect(await identify(keyText, { ...dependencies, admission: undefined })).toBeUndefined()
  })
})
