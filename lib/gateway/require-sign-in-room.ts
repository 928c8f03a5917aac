import { addressGroup, unknownAddress } from '@/lib/access/address-group'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { locateCaller } from '@/lib/geo/locate-caller'
import { ApiError } from '@/lib/openai/api-error'

const attemptsPerMinute = 10

/**
 * Throws `rate_limit_exceeded` where an address tries to sign in too often, here or, by what all instances have counted,
 * elsewhere. Where addresses are not known all count as one: the operator can still use the admin routes with the token.
 */
export function requireSignInRoom(headers: Headers, dependencies: Dependencies): void {
  const { limiter, effects, newId, guesses } = dependencies
  const address = addressOf(headers, dependencies)
  const verdict = limiter.admit({
    caller: `sign-in-${address}`,
    slot: newId(),
    limits: { requestsPerMinute: attemptsPerMinute, tokensPerMinute: undefined, concurrency: undefined },
    tokens: 0,
    now: effects.now(),
  })
  if (verdict.kind === 'admitted')
    limiter.settle(verdict.reservation, { tokens: 0, nanoUsd: 0 }, effects.now())
  const isBlocked = address !== unknownAddress && guesses?.isBlocked(address)
  if (verdict.kind === 'limited' || isBlocked)
    throw new ApiError('rate_limit_exceeded', 'Too many attempts to sign in. Wait a minute.', {
      retryAfterSeconds: verdict.kind === 'limited' ? verdict.retryAfterSeconds : 59,
    })
}

/** Has all instances know that an address has tried a wrong token. */
export function noteWrongToken(headers: Headers, dependencies: Dependencies): void {
  const address = addressOf(headers, dependencies)
  const { guesses, background } = dependencies
  if (address !== unknownAddress) background.defer(async () => guesses?.count(address))
}

function addressOf(headers: Headers, { environment }: Dependencies): string {
  return addressGroup(locateCaller(headers, environment.geo).ip)
}
