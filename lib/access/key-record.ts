import * as z from 'zod'
import { keyFields } from '@/lib/access/key-fields'
import { parseJson } from '@/lib/openai/parse-json'

/** What is kept of a key, and all that operators see of it but the digest. */
export const storedKey = z.object({
  ...keyFields,
  expiresAt: z.iso.datetime().optional(),
  id: z.string(),
  /** HMAC-SHA256 of the whole key under the pepper, in hexadecimal: from the store alone no key can be made. */
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  createdAt: z.iso.datetime(),
  revokedAt: z.iso.datetime().optional(),
})

/** A key as it is stored. */
export type KeyRecord = z.infer<typeof storedKey>

/** Reads a stored key; undefined for anything else, which then is no key. */
export function parseKeyRecord(text: string): KeyRecord | undefined {
  return storedKey.safeParse(parseJson(text)).data
}

/** Whether the key may be used at `now` (milliseconds since the epoch). */
export function isInForce({ expiresAt, revokedAt }: KeyRecord, now: number): boolean {
  return revokedAt === undefined && (expiresAt === undefined || Date.parse(expiresAt) > now)
}
