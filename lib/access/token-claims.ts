import * as z from 'zod'

/** What a caller's token must say: whose it is, which plan, its own id, and until when (seconds since the epoch). */
export const tokenClaims = z.object({
  sub: z.string().min(1).max(256),
  plan: z.string().regex(/^[\w.-]{1,64}$/),
  jti: z.string().min(1).max(256),
  exp: z.number(),
})

export type TokenClaims = z.infer<typeof tokenClaims>

/**
 * Checks a token; `over` for one that was good until it expired, undefined for one that is not to be believed. Rejects where
 * the keys cannot be had.
 */
export type VerifyToken = (token: string) => Promise<TokenClaims | 'over' | undefined>
