import { parseKeyRecord } from '@/lib/access/key-record'
import type { Dependencies } from '@/lib/gateway/dependencies'
import type { OperatorRequest } from '@/lib/gateway/operator-request'
import { requireKeyStore } from '@/lib/gateway/require-key-store'
import { shownKey } from '@/lib/gateway/shown-key'

/** Lists all keys, revoked ones too, without what could be used as one. */
export async function listKeys(_: OperatorRequest, dependencies: Dependencies): Promise<Response> {
  return Response.json({ keys: await readKeys(dependencies) })
}

export type ShownKey = ReturnType<typeof shownKey>

export async function readKeys(dependencies: Dependencies): Promise<readonly ShownKey[]> {
  const records = await requireKeyStore(dependencies, store => store.listKeys())
  const keys = records.flatMap(text => parseKeyRecord(text) ?? []).map(shownKey)
  return keys.sort((one, other) => one.createdAt.localeCompare(other.createdAt))
}
