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
// A token with an unknown key id makes us ask again, but no more often than this, whether we are answered or not.
const jwksCooldownMs = 30_000
const jwksRetryMs = 5000
// Keys are asked for anew after ten minutes; while their issuer is away those that are known are believed for a day.
const jwksFreshMs = 10 * 60_000
const jwksMaxAgeMs = 24 * 60 * 60_000

/**
 * Creates the check of caller tokens: HS256 under the shared secret, or else ES256, EdDSA and RS256 under the published
 * keys. Algorithms are pinned, since left to itself a verifier takes whichever the token names.
 */
export function createTokenVerifier(from: TokenIssuer, { fetch, now }: Effects): VerifyToken | undefined {
  const keys =
    from.secret === undefined ? publishedKeys(from.jwksUrl, { fetch, now }) : secretKey(from.secret)
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
      // The library looks at this only together with a greatest age.
      if (payload.iat !== undefined && payload.iat * 1000 > now() + leewaySeconds * 1000) return undefined
      return tokenClaims.safeParse(payload).data
    } catch (error) {
      // Told of a token that all else is right with: it is looked at last.
      if (error instanceof errors.JWTExpired) return 'over'
      if (isRefusal(error)) return undefined
      throw error
    }
  }
}

function secretKey(secret: string): JWTVerifyGetKey {
  const bytes = new TextEncoder().encode(secret)
  return async () => bytes
}

function publishedKeys(url: string | undefined, { fetch, now }: Effects): JWTVerifyGetKey | undefined {
  if (url === undefined) return undefined
  let loadedAt = Number.NEGATIVE_INFINITY
  let askedAt = Number.NEGATIVE_INFINITY
  let asking = 0
  const keys = createRemoteJWKSet(new URL(url), {
    timeoutDuration: jwksTimeoutMs,
    cooldownDuration: jwksCooldownMs,
    cacheMaxAge: jwksMaxAgeMs,
    // The library's own pause begins only with an answer. On the edge it shares no promise between requests, so those
    // that come while one is asking ask as well.
    async [customFetch](address, options) {
      if (asking === 0 && now() - askedAt < askAgainMs())
        throw new TypeError('The issuer was asked a moment ago.')
      askedAt = now()
      asking += 1
      const response = await fetch(address, options).finally(() => {
        asking -= 1
      })
      if (response.status === 200) loadedAt = now()
      return response
    },
  })
  const askAgainMs = () => (keys.jwks() === undefined ? jwksRetryMs : jwksCooldownMs)
  return async (header, token) => {
    const isOld = keys.jwks() !== undefined && now() - loadedAt > jwksFreshMs
    // An issuer that is away is no reason to refuse whom it has vouched for.
    if (isOld && now() - askedAt > askAgainMs()) await keys.reload().catch(() => undefined)
    return await keys(header, token)
  }
}

// What is wrong with the keys, not with the token.
const keyTrouble = ['ERR_JOSE_GENERIC', 'ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID']

function isRefusal(error: unknown): boolean {
  return error instanceof errors.JOSEError && !keyTrouble.includes(error.code)
}
