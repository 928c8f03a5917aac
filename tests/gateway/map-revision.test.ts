import { expect, it } from 'vitest'
import { mapRevision } from '@/lib/gateway/map-revision'

it('two documents that say the same have one revision, whatever the order of their members', async () => {
  const revision = await mapRevision({ a: 1, b: [1, 2] })
  expect(revision).toMatch(/^[0-9a-f]{12}$/)
  expect(await mapRevision({ b: [1, 2], a: 1 })).toBe(revision)
})

it('two that differ have two', async () => {
  expect(await mapRevision({ a: [1, 2] })).not.toBe(await mapRevision({ a: [2, 1] }))
})
