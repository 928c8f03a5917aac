import * as z from 'zod'
import { moment } from '@/lib/access/moment'
import { parseJson } from '@/lib/openai/parse-json'

const list = z.array(z.string().min(1).max(256)).max(100).optional()

const fields = {
  name: z.string().min(1).max(100),
  plan: z.string().regex(/^[\w.-]{1,64}$/),
  /** Keys of one tenant share its limits. */
  tenant: z
    .string()
    .regex(/^[\w.-]{1,64}$/)
    .optional(),
  zones: list,
  /** What the key may spend; the plan's budget holds beside it. */
  budgetUsdPerDay: z.number().min(0).max(1e6).optional(),
  budgetUsdPerMonth: z.number().min(0).max(1e6).optional(),
  models: list,
}

/** What an operator says of a key that is to be made. A field that nobody reads is refused: it may be one misspelt. */
export const newKey = z.strictObject({ ...fields, expiresAt: moment.optional() })

export type NewKey = z.infer<typeof newKey>

/** What is kept of a key, and all that operators see of it but the digest. */
export const storedKey = z.object({
  ...fields,
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
