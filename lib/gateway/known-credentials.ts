import { type BoundedMap, createBoundedMap } from '@/lib/access/bounded-map'
import type { KeyRecord } from '@/lib/access/key-record'

/** What this isolate remembers of the credentials that it has met. */
export type KnownCredentials = {
  /** The stored record of a key, by the key's id. Admission confirms it anew with each call. */
  readonly records: BoundedMap<string>
  /** The same, parsed, by its text. */
  readonly parsed: BoundedMap<KeyRecord>
  /** The digest that a key was found to have, by the whole key: a key that is known costs no cryptography. */
  readonly digests: BoundedMap<string>
  /** What a token that was verified says, by the whole token. */
  readonly tokens: BoundedMap<KnownToken>
  /** The tokens, by the digest of their id, that the store has called revoked: for good. */
  readonly revoked: BoundedMap<true>
  /** When the store last confirmed a proof, by the proof's id. */
  readonly confirmedAt: BoundedMap<number>
}

/** A token that was verified: digests of its id and of its subject, its plan, and when it expires. */
export type KnownToken = {
  readonly jti: string
  readonly subject: string
  readonly plan: string
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
}

const mostCredentials = 5000

export function createKnownCredentials(): KnownCredentials {
  return {
    records: createBoundedMap(mostCredentials),
    parsed: createBoundedMap(mostCredentials),
    digests: createBoundedMap(mostCredentials),
    tokens: createBoundedMap(mostCredentials),
    revoked: createBoundedMap(mostCredentials),
    confirmedAt: createBoundedMap(mostCredentials),
  }
}
