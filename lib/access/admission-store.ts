import type { Limits, LimitVerdict, Reservation } from '@/lib/access/limits'
import type { StoredHealth } from '@/lib/health/shared-health'

/** What is asked of the shared store before a call. */
export type AdmissionAsk = {
  /** The key whose record must still be as it was read, or the token that must not be revoked, or neither. */
  readonly proof:
    | { readonly kind: 'key'; readonly id: string; readonly record: string }
    | { readonly kind: 'token'; readonly jti: string }
    | { readonly kind: 'none' }
  /** Under which id the limits are counted. */
  readonly caller: string
  readonly slot: string
  readonly limits: Limits
  /** The tokens that the call is estimated to use. */
  readonly tokens: number
  /** The edge whose shared health is to come along; undefined where none is needed. */
  readonly healthOf: string | undefined
}

export type AdmissionAnswer =
  | (LimitVerdict & { readonly health?: StoredHealth })
  /** The key's record is another by now; undefined where it is gone. Nothing was counted. */
  | { readonly kind: 'record'; readonly record: string | undefined }
  | { readonly kind: 'revoked' }

/** The keys, revocations and counters that all instances share. Every method rejects where the store is lost. */
export type AdmissionStore = {
  /** A key's stored record as text. */
  readKey(id: string): Promise<string | undefined>
  admit(ask: AdmissionAsk): Promise<AdmissionAnswer>
  /** Gives back what a call holds and counts what it used; only the first time counts. */
  settle(reservation: Reservation, tokens: number): Promise<void>
}

/** Keeps keys and revocations, for operators. */
export type KeyStore = {
  writeKey(id: string, record: string): Promise<void>
  readKey(id: string): Promise<string | undefined>
  listKeys(): Promise<readonly string[]>
  revokeToken(jti: string, seconds: number): Promise<void>
}
