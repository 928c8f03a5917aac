import type { Proof } from '@/lib/access/identity'

/** The id under which a proof is remembered. */
export function proofId(proof: Proof): string {
  if (proof.kind === 'key') return `key-${proof.id}`
  return proof.kind === 'token' ? `token-${proof.jti}` : 'none'
}
