import { addressGroup, unknownAddress } from '@/lib/access/address-group'
import { parseApiKey } from '@/lib/access/api-key'
import type { Identity } from '@/lib/access/identity'
import { missingCredential } from '@/lib/access/missing-credential'
import { anonymousPlan } from '@/lib/access/plan'
import { readCredential } from '@/lib/access/read-credential'
import type { Caller } from '@/lib/gateway/caller'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { identifyKey } from '@/lib/gateway/identify-key'
import { identifyToken } from '@/lib/gateway/identify-token'
import { ApiError } from '@/lib/openai/api-error'

/**
 * Finds out who calls, from the credential; who sent none that is known is anonymous where that is allowed, and not with one
 * that was revoked or has expired.
 * Throws `invalid_api_key`, or `auth_unavailable` where what would tell is away.
 */
export async function identifyCaller(
  headers: Headers,
  caller: Caller,
  dependencies: Dependencies,
): Promise<Identity> {
  const credential = readCredential(headers)
  const identity = credential && (await identifyCredential(credential, caller, dependencies))
  if (identity) return identity
  if (dependencies.environment.access === 'required') throw missingCredential()
  return {
    proof: { kind: 'none' },
    caller: `address-${addressGroup(caller.place.ip)}`,
    plan: anonymousPlan,
    models: undefined,
    zones: undefined,
  }
}

async function identifyCredential(credential: string, { place }: Caller, dependencies: Dependencies) {
  const { background, environment } = dependencies
  const key = parseApiKey(credential)
  const found = await (key ? identifyKey(key, dependencies) : identifyToken(credential, dependencies))
  if (found !== undefined && found !== 'over') return found
  if (environment.access === 'open') {
    // Where no credential is needed an unknown one opens nothing, and clients must send something.
    if (found === undefined) return undefined
    throw missingCredential()
  }
  const address = addressGroup(place.ip)
  // Where addresses are not known all callers would be one, and one guesser would shut out all.
  const guesses = address === unknownAddress ? undefined : dependencies.guesses
  if (guesses?.isBlocked(address))
    throw new ApiError('rate_limit_exceeded', 'Too many unknown credentials came from this address.')
  background.defer(async () => guesses?.count(address))
  return undefined
}
