import { expect, it } from 'vitest'
import { requireKeyStore } from '@/lib/gateway/require-key-store'
import { buildShared } from '../support/shared-store'

it('what the store says is passed on', async () => {
  const { dependencies, shared } = buildShared()
  shared.records.set('a', 'text')
  expect(await requireKeyStore(dependencies, store => store.readKey('a'))).toBe('text')
})

it('a store that is lost is no verdict', async () => {
  const { dependencies, shared } = buildShared()
  shared.isLost = true
  await expect(requireKeyStore(dependencies, store => store.listKeys())).rejects.toMatchObject({
    code: 'auth_unavailable',
    status: 503,
    message: 'The key store does not answer.',
  })
})

it('without a store the settings that are missing are named', async () => {
  const { dependencies } = buildShared()
  await expect(
    requireKeyStore({ ...dependencies, keyStore: undefined }, store => store.listKeys()),
  ).rejects.toMatchObject({ code: 'configuration_error', details: { definitive: true } })
})
