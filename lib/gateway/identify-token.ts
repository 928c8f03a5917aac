import type { Identity } from '@/lib/access/identity'
import { digest } from '@/lib/access/keyed-digest'
import type { Dependencies } from '@/lib/gateway/dependencies'
import type { KnownToken } from '@/lib/gateway/known-credentials'
import { ApiError } from '@/lib/openai/api-error'

const leewayMs = 5000

// Longer than any token of ours, and short enough to cost nothing.
const longestToken = 4096

/**
 * Identifies a token; `over` where it is expired or known to be revoked, undefined where it is no token, or not one to be
 * believed. Admission checks its revocation.
 */
export async function identifyToken(
  text: string,
  dependencies: Dependencies,
): Promise<Identity | 'over' | undefined> {
  if (text.length > longestToken) return undefined
  const { tokens, revoked } = dependencies.knownCredentials
  const token = tokens.get(text) ?? (await verify(text, dependencies))
  if (token === undefined || token === 'over') return token
  if (token.expiresAt + leewayMs <= dependencies.effects.now()) return 'over'
  // A known token costs no cryptography. The whole of it is the key: two that begin alike are two.
  tokens.set(text, token)
  return revoked.get(token.jti) ? 'over' : toIdentity(token)
}

async function verify(text: string, { verifyToken }: Dependencies): Promise<KnownToken | 'over' | undefined> {
  // Three parts, or it is no JWT.
  if (verifyToken === undefined || text.split('.').length !== 3) return undefined
  const claims = await verifyToken(text).catch((cause: unknown) => {
    throw new ApiError('auth_unavailable', 'Tokens cannot be checked at the moment.', { cause })
  })
  if (claims === undefined || claims === 'over') return claims
  const [jti, subject] = await Promise.all([digest(claims.jti), digest(claims.sub)])
  return { jti, subject: subject.slice(0, 32), plan: claims.plan, expiresAt: claims.exp * 1000 }
}

function toIdentity({ jti, subject, plan }: KnownToken): Identity {
  const proof = { kind: 'token', jti } as const
  return { proof, caller: `subject-${subject}`, plan, models: undefined, zones: undefined }
}
