import * as z from 'zod'
import { parseJson } from '@/lib/openai/parse-json'
import { receipt } from '@/lib/telemetry/receipt'
import { type SignedReceipt, signatureAlgorithm } from '@/lib/telemetry/sign-receipt'

const name = z.string().max(64)

const signature = z.strictObject({ algorithm: z.literal(signatureAlgorithm), keyId: name, value: name })

/** A receipt as it is kept and given. */
export const signedReceipt = receipt.extend({ signature: signature.nullable() })

/** Reads a receipt as it is kept; undefined for anything else. */
export function readReceipt(text: string): SignedReceipt | undefined {
  return signedReceipt.safeParse(parseJson(text)).data
}
