import { describe, expect, it } from 'vitest'
import { documentVersion } from '@/lib/gateway/document-version'
import { buildDependencies, mapDocument } from '../support/build-dependencies'

async function versionOf(document: unknown) {
  const { dependencies } = buildDependencies({ document })
  return await documentVersion(await dependencies.regionMap.current())
}

describe('the version of a document', () => {
  it('is that of its content, whatever the order of its fields', async () => {
    const turned = Object.fromEntries(Object.entries(mapDocument()).reverse())
    expect(await versionOf(turned)).toBe(await versionOf(mapDocument()))
    expect(await versionOf(mapDocument())).toMatch(/^[0-9a-f]{16}$/)
  })

  it('is another as soon as anything is changed', async () => {
    expect(await versionOf(mapDocument({ residency: { DE: ['EU', 'US'] } }))).not.toBe(
      await versionOf(mapDocument()),
    )
  })

  it('is the beginning of the SHA-256 of its canonical text', async () => {
    // printf '{"a":[1],"b":{"c":2,"d":"x"}}' | sha256sum
    const view = { value: 0, source: 'live', problems: [] } as const
    expect(await documentVersion({ ...view, document: { b: { d: 'x', c: 2 }, a: [1] } })).toBe(
      'f9d726995796ee7d',
    )
  })

  it('stays that of the last good one while the store is away', async () => {
    const { dependencies, store, effects } = buildDependencies()
    const before = await documentVersion(await dependencies.regionMap.current())
    store.document = new Error('away')
    await effects.advance(20_000)
    const view = await dependencies.regionMap.current()
    expect([view.source, await documentVersion(view)]).toEqual(['last-good', before])
  })

  it('is said to be bundled where no store has been read', async () => {
    expect(await versionOf(new Error('away'))).toBe('bundled')
  })
})
