import { type KeyRecord, parseKeyRecord } from '@/lib/access/key-record'
import type { Dependencies } from '@/lib/gateway/dependencies'
import type { OperatorRequest } from '@/lib/gateway/operator-request'
import { requireKeyStore } from '@/lib/gateway/require-key-store'
import { shownKey } from '@/lib/gateway/shown-key'
import { ApiError } from '@/lib/openai/api-error'

/** Revokes a key for good; every instance refuses it from its next call on, since each call confirms its key. */
export async function revokeKey({ id }: OperatorRequest, dependencies: Dependencies): Promise<Response> {
  return Response.json(shownKey(await revokeKeyOf(id, dependencies)))
}

export async function revokeKeyOf(id: string, dependencies: Dependencies): Promise<KeyRecord> {
  const text = await requireKeyStore(dependencies, store => store.readKey(id))
  const record = text === undefined ? undefined : parseKeyRecord(text)
  if (record === undefined) throw new ApiError('key_not_found', 'There is no key of this id.')
  const revoked = {
    ...record,
    revokedAt: record.revokedAt ?? new Date(dependencies.effects.now()).toISOString(),
  }
  await requireKeyStore(dependencies, store => store.writeKey(id, JSON.stringify(revoked)))
  return revoked
}
