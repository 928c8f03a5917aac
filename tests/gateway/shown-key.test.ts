import { expect, it } from 'vitest'
import { parseKeyRecord } from '@/lib/access/key-record'
import { shownKey } from '@/lib/gateway/shown-key'
import { storedKey } from '../support/stored-key'

it('a key is shown without its digest', async () => {
  const record = parseKeyRecord(await storedKey({ tenant: 'acme' }))
  expect(record && shownKey(record)).toEqual({
    id: 'AAAAAAAAAAAA',
    name: 'app',
    plan: 'pro',
    tenant: 'acme',
    createdAt: '2026-11-01T00:00:00.000Z',
  })
})
