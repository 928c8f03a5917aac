import { createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey, jwtVerify } from 'jose'
import { tokenClaims, type VerifyToken } from '@/lib/access/token-claims'

/** Where the keys of caller tokens come from, and whose tokens they are. */
export type TokenIssuer = {
  readonly secret: string | undefined
  readonly jwksUrl: string | undefined
  readonly issuer: string | undefined
  readonly audience: string | undefined
}

type Effects = {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
  readonly now: () => number
}

const leewaySeconds = 5
const jwksTimeoutMs = 2000
// A token with an unknown key id makes us ask again, but no more often than this.
const jwksCooldownMs = 30_000
const jwksMaxAgeMs = 600_000

/**
 * Creates the check of caller tokens: HS256 under the shared secret, or else ES256, EdDSA and RS256 under the published
 * keys. Algorithms are pinned, since left to itself a verifier takes whichever the token names.
 */
export function createTokenVerifier(from: TokenIssuer, { fetch, now }: Effects): VerifyToken | undefined {
  const keys = from.secret === undefined ? publishedKeys(from.jwksUrl, fetch) : secretKey(from.secret)
  if (keys === undefined) return undefined
  const algorithms = from.secret === undefined ? ['ES256', 'EdDSA', 'RS256'] : ['HS256']
  return async token => {
    try {
      const { payload } = await jwtVerify(token, keys, {
        algorithms,
        ...(from.issuer === undefined ? {} : { issuer: from.issuer }),
        ...(from.audience === undefined ? {} : { audience: from.audience }),
        requiredClaims: ['exp', 'sub', 'jti', 'plan'],
        clockTolerance: leewaySeconds,
        currentDate: new Date(now()),
      })
      return tokenClaims.safeParse(payload).data
    } catch (error) {
      if (isRefusal(error)) return undefined
      throw error
    }
  }
}

function secretKey(secret: string): JWTVerifyGetKey {
  const bytes = new TextEncoder().encode(secret)
  return async () => bytes
}

function publishedKeys(url: string | undefined, fetch: Effects['fetch']): JWTVerifyGetKey | undefined {
  if (url === undefined) return undefined
  return createRemoteJWKSet(new URL(url), {
    timeoutDuration: jwksTimeoutMs,
    cooldownDuration: jwksCooldownMs,
    cacheMaxAge: jwksMaxAgeMs,
    [customFetch]: fetch,
  })
}

// What is wrong with the keys, not with the token.
const keyTrouble = ['ERR_JOSE_GENERIC', 'ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID']

function isRefusal(error: unknown): boolean {
  return error instanceof errors.JOSEError && !keyTrouble.includes(error.code)
}
