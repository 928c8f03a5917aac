import type { KeyRecord } from '@/lib/access/key-record'
import { keyedDigest } from '@/lib/access/keyed-digest'

export const keyId = 'AAAAAAAAAAAA'

/** An API key of the tests, as its holder has it. */
export const keyText = `iso_${keyId}_${'CANARYkey'.padEnd(40, '0')}`

/** The headers of a caller that has it. */
export const withKey = { authorization: `Bearer ${keyText}` } as const

/** Its record as text, as it lies in the store of a gateway in development. */
export async function storedKey(overrides: Partial<KeyRecord> = {}): Promise<string> {
  const record: KeyRecord = {
    id: keyId,
    name: 'app',
    plan: 'pro',
    digest: await keyedDigest('development', keyText),
    createdAt: '2026-11-01T00:00:00.000Z',
    ...overrides,
  }
  return JSON.stringify(record)
}
