import type { Limits, LimitVerdict, Reservation } from '@/lib/access/limits'
import { slotSeconds } from '@/lib/access/memory-limiter'
import type { Plan } from '@/lib/access/plan'
import { proofId } from '@/lib/access/proof-id'
import type { CountAsk, Counted } from '@/lib/gateway/counted'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { giveUpClaim } from '@/lib/gateway/give-up-claim'
import { ApiError } from '@/lib/openai/api-error'

// What this instance lets through for itself while the shared counters are away: a share of the plan, since it does not
// know how many other instances do the same.
const localShare = 0.2

// A credential that was good this recently is believed while the store is away.
const believedMs = 10 * 60_000

/**
 * Counts while the store is silent. Perhaps only its answer was lost, and the call is counted: what it holds is told along,
 * to be settled by its end. Throws as `countWithoutStore`; then it is given back now and, lest this overtake it, again later.
 */
export async function countAfterSilence(ask: CountAsk, dependencies: Dependencies): Promise<Counted> {
  try {
    requireTrust(ask, dependencies)
    await lookAgain(ask, dependencies)
    const counted = countWithinAllowance(ask, dependencies)
    if (counted.verdict.kind === 'admitted') return { ...counted, held: heldBy(ask) }
    giveBack(ask, dependencies)
    return counted
  } catch (error) {
    giveBack(ask, dependencies)
    throw error
  }
}

function giveBack(ask: CountAsk, dependencies: Dependencies): void {
  const { admission, unsettled, background } = dependencies
  const held = heldBy(ask)
  const used = { tokens: 0, nanoUsd: 0 }
  unsettled.add(held, used)
  if (admission !== undefined) background.keepAlive(admission.settle(held, used).catch(() => undefined))
  // It is not being done, so that it may be tried again.
  if (ask.once !== undefined) background.keepAlive(giveUpClaim(ask.once, dependencies))
}

// Perhaps it is being done, or was: the store may still say so where it has longer than calls usually wait for it.
async function lookAgain({ once: asked }: CountAsk, { once, effects }: Dependencies): Promise<void> {
  if (asked === undefined || once.memory.get(asked.name, effects.now()) !== undefined) return
  const found = await once.shared?.get(asked.name).catch(() => undefined)
  // Perhaps this very call has been counted.
  if (found === undefined || found === asked.claim) return
  once.memory.set(asked.name, { text: found, seconds: slotSeconds, now: effects.now() })
}

/** What a call holds, if it was counted at all. */
export function heldBy({ identity, slot, tokens, budgets, nanoUsd }: CountAsk): Reservation {
  const names = budgets.map(({ name }) => name)
  return { caller: identity.caller, slot, second: 0, tokens, budgets: names, nanoUsd }
}

/** Counts within the local allowance. Throws `auth_unavailable` and `limiter_unavailable`: never a 401 or 429 for that. */
export function countWithoutStore(ask: CountAsk, dependencies: Dependencies): Counted {
  requireTrust(ask, dependencies)
  return countWithinAllowance(ask, dependencies)
}

function requireTrust({ identity, plan }: CountAsk, { knownCredentials, effects }: Dependencies): void {
  const confirmedAt = knownCredentials.confirmedAt.get(proofId(identity.proof)) ?? Number.NEGATIVE_INFINITY
  if (identity.proof.kind !== 'none' && effects.now() - confirmedAt > believedMs)
    throw new ApiError('auth_unavailable', 'Credentials cannot be checked at the moment.')
  if (plan.whenUncounted === 'refused') throw uncounted()
}

function countWithinAllowance(ask: CountAsk, dependencies: Dependencies): Counted {
  const counted = countAlone(ask, { share: localShare, counter: 'allowance', dependencies })
  if (counted.verdict.kind === 'limited') throw uncounted()
  return counted
}

type Alone = {
  readonly share: number
  readonly counter: 'local' | 'allowance'
  readonly dependencies: Dependencies
}

/** Counts for this instance alone, within a share of the plan. */
export function countAlone(ask: CountAsk, { share, counter, dependencies }: Alone): Counted {
  const { once, effects, limiter } = dependencies
  const now = effects.now()
  const limits = limitsOf(ask.plan, share)
  const known = ask.once && once.memory.get(ask.once.name, now)
  if (known !== undefined) {
    const { caller } = ask.identity
    return { verdict: limiter.repeat({ caller, known, limits, now }), counter }
  }
  const verdict = countLocally(ask, { share, limits, dependencies })
  if (verdict.kind === 'admitted' && ask.once !== undefined)
    once.memory.set(ask.once.name, { text: ask.once.claim, seconds: slotSeconds, now })
  return { verdict, counter }
}

function limitsOf({ requestsPerMinute, tokensPerMinute, concurrency }: Plan, share: number): Limits {
  const part = (limit: number | undefined) => (limit === undefined ? undefined : Math.ceil(limit * share))
  return {
    requestsPerMinute: part(requestsPerMinute),
    tokensPerMinute: part(tokensPerMinute),
    concurrency: part(concurrency),
  }
}

type Local = Pick<Alone, 'share' | 'dependencies'> & { readonly limits: Limits }

function countLocally(ask: CountAsk, { share, limits, dependencies }: Local): LimitVerdict {
  const { identity, slot, tokens, budgets, nanoUsd } = ask
  const { limiter, effects } = dependencies
  return limiter.admit({
    caller: identity.caller,
    slot,
    limits,
    tokens,
    budgets: budgets.map(budget => ({ ...budget, limit: Math.ceil(budget.limit * share) })),
    nanoUsd,
    now: effects.now(),
  })
}

function uncounted(): ApiError {
  return new ApiError('limiter_unavailable', 'Limits cannot be counted at the moment.', {
    retryAfterSeconds: 5,
  })
}
