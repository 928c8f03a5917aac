import type { ApiKey } from '@/lib/access/api-key'
import type { Identity } from '@/lib/access/identity'
import { isInForce, type KeyRecord, parseKeyRecord } from '@/lib/access/key-record'
import { isSameDigest, keyedDigest } from '@/lib/access/keyed-digest'
import { unlessAll } from '@/lib/access/unless-all'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { ApiError } from '@/lib/openai/api-error'

/** Identifies an API key by its stored record; `over` where it is revoked or expired, undefined where it is unknown or another. */
export async function identifyKey(
  key: ApiKey,
  dependencies: Dependencies,
): Promise<Identity | 'over' | undefined> {
  const { knownCredentials, environment, effects } = dependencies
  const text = knownCredentials.records.get(key.id) ?? (await readRecord(key, dependencies))
  const record = text === undefined ? undefined : readKeyRecord(text, dependencies)
  if (text === undefined || record === undefined || environment.apiKeyPepper === undefined) return undefined
  const digest =
    knownCredentials.digests.get(key.text) ?? (await keyedDigest(environment.apiKeyPepper, key.text))
  if (!isSameDigest(digest, record.digest)) return undefined
  // Only whoever has the whole key learns that there was one.
  if (!isInForce(record, effects.now())) return 'over'
  knownCredentials.digests.set(key.text, digest)
  knownCredentials.records.set(key.id, text)
  return {
    proof: { kind: 'key', id: key.id, record: text },
    caller: record.tenant === undefined ? `key-${key.id}` : `tenant-${record.tenant}`,
    plan: record.plan,
    models: unlessAll(record.models),
    zones: unlessAll(record.zones),
    budgetUsdPerDay: record.budgetUsdPerDay,
    budgetUsdPerMonth: record.budgetUsdPerMonth,
  }
}

// Parsed once, since it is the same text with each call.
function readKeyRecord(text: string, { knownCredentials }: Dependencies): KeyRecord | undefined {
  const known = knownCredentials.parsed.get(text)
  if (known !== undefined) return known
  const record = parseKeyRecord(text)
  if (record !== undefined) knownCredentials.parsed.set(text, record)
  return record
}

async function readRecord({ id }: ApiKey, { admission, knownCredentials, effects }: Dependencies) {
  if (admission === undefined) return undefined
  try {
    const record = await admission.readKey(id)
    // Of ids that do not exist nothing is kept: they would push out those that do.
    if (record !== undefined) knownCredentials.confirmedAt.set(`key-${id}`, effects.now())
    return record
  } catch (cause) {
    // Nobody can say whether the key is good, so the caller is neither let in nor told that it is bad.
    throw new ApiError('auth_unavailable', 'API keys cannot be checked at the moment.', { cause })
  }
}
