import * as z from 'zod'
import { isSameDigest } from '@/lib/access/keyed-digest'
import { keyIdOf, signatureAlgorithm, signatureOf } from '@/lib/telemetry/sign-receipt'

/** What a signature proves of a copy: `unknown-key` is neither good nor bad, since another secret has signed it. */
export type ReceiptCheck = 'valid' | 'tampered' | 'unknown-key' | 'unsigned' | 'no-receipt'

const signed = z.looseObject({
  signature: z.strictObject({
    algorithm: z.literal(signatureAlgorithm),
    keyId: z.string(),
    value: z.string(),
  }),
})

const unsigned = z.looseObject({ requestId: z.string(), signature: z.null().optional() })

/** Checks the copy of a receipt against the secret: every field of it counts, also one that we do not know. */
export async function checkReceipt(copy: unknown, secret: string): Promise<ReceiptCheck> {
  const { data } = signed.safeParse(copy)
  if (data === undefined) return unsigned.safeParse(copy).success ? 'unsigned' : 'no-receipt'
  const { signature, ...fields } = data
  if (signature.keyId !== (await keyIdOf(secret))) return 'unknown-key'
  return isSameDigest(signature.value, await signatureOf(fields, secret)) ? 'valid' : 'tampered'
}
