/** What shows whose call it is: an API key, a token, or nothing. */
export type Proof =
  | { readonly kind: 'key'; readonly id: string; readonly record: string }
  /** `jti` is a digest of the token's own id. */
  | { readonly kind: 'token'; readonly jti: string }
  | { readonly kind: 'none' }

/** Whom a call is counted for, and by which plan. */
export type Identity = {
  readonly proof: Proof
  /** The id under which the limits are counted: harmless in Redis keys and logs. */
  readonly caller: string
  readonly plan: string
  /** What the credential itself narrows the plan to; undefined narrows nothing. */
  readonly models: readonly string[] | undefined
  readonly zones: readonly string[] | undefined
  /** What the credential itself may spend, in US dollars, beside what its caller's plan allows. */
  readonly budgetUsdPerDay?: number | undefined
  readonly budgetUsdPerMonth?: number | undefined
}

/** Whether a credential is needed to call. */
export type Access = 'required' | 'open'
