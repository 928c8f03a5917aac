import { isSameDigest, keyedDigest } from '@/lib/access/keyed-digest'

/** How long an operator stays signed in. */
export const sessionMs = 8 * 60 * 60_000

const form = /^(\d{1,15})\.([0-9a-f]{64})$/

/** What an operator's browser keeps to be known again: until when, and a proof that cannot be made without the secret. */
export async function sessionText(secret: string, expiresAt: number): Promise<string> {
  return `${expiresAt}.${await proofOf(secret, expiresAt)}`
}

/** Whether a text was made with this secret and is still good at `now` (milliseconds since the epoch). */
export async function isSessionText(
  text: string,
  { secret, now }: { readonly secret: string; readonly now: number },
): Promise<boolean> {
  const [, until = '', proof = ''] = form.exec(text) ?? []
  const expiresAt = Number(until)
  if (proof === '' || expiresAt <= now || expiresAt > now + sessionMs) return false
  return isSameDigest(proof, await proofOf(secret, expiresAt))
}

// The words keep it apart from whatever else is proven by the same secret.
function proofOf(secret: string, expiresAt: number): Promise<string> {
  return keyedDigest(secret, `operator session until ${expiresAt}`)
}
