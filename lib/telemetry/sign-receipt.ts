import { keyedDigest } from '@/lib/access/keyed-digest'
import { canonicalJson } from '@/lib/cache/canonical-json'
import type { Receipt } from '@/lib/telemetry/receipt'

/** Who vouches for a receipt: a digest of it under a secret, and which secret that is. */
export type Signature = {
  readonly algorithm: typeof signatureAlgorithm
  readonly keyId: string
  /** In hexadecimal, over the canonical JSON of every other field. */
  readonly value: string
}

/** A receipt as it is kept; without a signature where no secret is configured. */
export type SignedReceipt = Receipt & { readonly signature: Signature | null }

export const signatureAlgorithm = 'HMAC-SHA256'

/** Signs a receipt, so that whoever holds the secret can tell whether a copy of it was changed. */
export async function signReceipt(receipt: Receipt, secret: string | undefined): Promise<SignedReceipt> {
  if (secret === undefined) return { ...receipt, signature: null }
  const [keyId, value] = await Promise.all([keyIdOf(secret), signatureOf(receipt, secret)])
  return { ...receipt, signature: { algorithm: signatureAlgorithm, keyId, value } }
}

/** The signature of a receipt's fields, whatever their order. */
export function signatureOf(fields: object, secret: string): Promise<string> {
  return keyedDigest(secret, canonicalJson(fields))
}

// A deployment has one secret for this.
let known: { readonly secret: string; readonly id: string } | undefined

/** What tells one secret from another, and nothing of it. */
export async function keyIdOf(secret: string): Promise<string> {
  if (known?.secret === secret) return known.id
  const id = (await keyedDigest(secret, 'the key of receipts')).slice(0, 16)
  known = { secret, id }
  return id
}
