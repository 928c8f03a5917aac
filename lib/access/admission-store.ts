import type { Budget, Limits, LimitVerdict, Reservation, Settlement } from '@/lib/access/limits'
import type { Nearness } from '@/lib/access/local-allowance'
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
  /** What the call may be charged to, and the most that it is expected to cost, in nano-dollars. */
  readonly budgets: readonly Budget[]
  readonly nanoUsd: number
  /** Under which name an answer to the same call may lie in the store; undefined where none is wanted. */
  readonly cacheKey: string | undefined
  /** Whose answers are looked for: it is told how often they have been thrown away. */
  readonly owner: string
  /** Under which name the call is to be done once, and by whom. */
  readonly once: { readonly name: string; readonly claim: string } | undefined
  /**
   * Whether the instance lets calls of this caller in by itself, and under which name: `told` wants to know how near the
   * limits are, `taken` counts a call that is in already, whatever the limits say. Undefined where it never does.
   */
  readonly ahead: { readonly instance: string; readonly call: 'told' | 'taken' } | undefined
  /** The edge whose shared health is to come along; undefined where none is needed. */
  readonly healthOf: string | undefined
}

export type AdmissionAnswer =
  | (LimitVerdict & {
      readonly health?: StoredHealth
      /** How near the caller is to its limits; an instance's grant only where that was asked. */
      readonly nearness?: Nearness
      /** What lies under the cache key. */
      readonly cached?: string | undefined
      /** How often the caller's answers have been thrown away. */
      readonly epoch?: number
    })
  /** The key's record is another by now; undefined where it is gone. Nothing was counted. */
  | { readonly kind: 'record'; readonly record: string | undefined }
  | { readonly kind: 'revoked' }

/** The keys, revocations and counters that all instances share. Every method rejects where the store is lost. */
export type AdmissionStore = {
  /** A key's stored record as text. */
  readKey(id: string): Promise<string | undefined>
  admit(ask: AdmissionAsk): Promise<AdmissionAnswer>
  /** Gives back what a call holds and counts what it used; only the first time counts. */
  settle(reservation: Reservation, used: Settlement): Promise<void>
}

/** Keeps keys and revocations, for operators. */
export type KeyStore = {
  writeKey(id: string, record: string): Promise<void>
  readKey(id: string): Promise<string | undefined>
  listKeys(): Promise<readonly string[]>
  revokeToken(jti: string, seconds: number): Promise<void>
  /** Makes whatever answers are kept for a caller unreachable. */
  forgetAnswers(caller: string): Promise<void>
}
