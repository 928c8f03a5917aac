import type { AdmissionAnswer } from '@/lib/access/admission-store'
import type { Identity, Proof } from '@/lib/access/identity'
import type { Limits, LimitVerdict } from '@/lib/access/limits'
import type { Plan } from '@/lib/access/plan'
import { StoreLeftAlone } from '@/lib/access/store-left-alone'
import { adoptSharedHealth } from '@/lib/gateway/adopt-shared-health'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { readSharedHealth } from '@/lib/health/shared-health'
import { ApiError } from '@/lib/openai/api-error'

/**
 * What counting a call came to, and who counted: all instances together; this one alone, where there is no shared store;
 * or this one for a while, within an allowance of its own, because the store is away.
 */
export type Counted = { readonly verdict: LimitVerdict; readonly counter: 'shared' | 'local' | 'allowance' }

type Ask = {
  readonly identity: Identity
  readonly plan: Plan
  /** The edge whose health is to be read along where it is time. */
  readonly edge: string
  /** An id of this admission alone, under which its slot is held. */
  readonly slot: string
  /** The tokens that the call is estimated to use. */
  readonly tokens: number
}

// What this instance lets through for itself while the shared counters are away: a share of the plan, since it does not
// know how many other instances do the same.
const localShare = 0.2

// A credential that was good this recently is believed while the store is away.
const believedMs = 10 * 60_000

/**
 * Counts a call against its caller's limits and has the store confirm the credential, in one round trip; `changed` where
 * the credential is no longer what it was taken for, and nothing was counted. While the store is away a local allowance
 * stands in, or `limiter_unavailable` or `auth_unavailable` is thrown: never a 429 or 401 for that.
 */
export async function countCall(ask: Ask, dependencies: Dependencies): Promise<Counted | 'changed'> {
  const { admission, knownCredentials, effects, background, unsettled, health, random } = dependencies
  const { identity, plan, slot, tokens } = ask
  if (admission === undefined)
    return { verdict: countLocally(ask, { share: 1, dependencies }), counter: 'local' }
  const { proof, caller } = identity
  const now = effects.now()
  const answer = await admission
    .admit({ proof, caller, slot, limits: plan, tokens, healthOf: askForHealth(ask.edge, dependencies) })
    // Of the store's failure only this matters; its text may quote the command.
    .catch((error: unknown) => ({ kind: 'lost' as const, wasAsked: !(error instanceof StoreLeftAlone) }))
  if (answer.kind === 'lost')
    return answer.wasAsked ? countAfterSilence(ask, dependencies) : countWithoutStore(ask, dependencies)
  if (isChange(answer)) {
    learnChange(answer, { proof, dependencies })
    return 'changed'
  }
  if (answer.health !== undefined)
    adoptSharedHealth(health.of(ask.edge), readSharedHealth(answer.health, now), { now, dice: random() })
  if (!unsettled.isEmpty()) background.keepAlive(unsettled.settle(admission))
  knownCredentials.confirmedAt.set(proofId(proof), effects.now())
  return { verdict: answer, counter: 'shared' }
}

function isChange(answer: AdmissionAnswer): answer is Exclude<AdmissionAnswer, LimitVerdict> {
  return answer.kind === 'record' || answer.kind === 'revoked'
}

type Learned = { readonly proof: Proof; readonly dependencies: Dependencies }

function learnChange(answer: Exclude<AdmissionAnswer, LimitVerdict>, { proof, dependencies }: Learned): void {
  const { records, revoked } = dependencies.knownCredentials
  if (answer.kind === 'revoked' && proof.kind === 'token') revoked.set(proof.jti, true)
  if (answer.kind !== 'record' || proof.kind !== 'key') return
  if (answer.record === undefined) records.delete(proof.id)
  else records.set(proof.id, answer.record)
}

// Other instances' cool-downs are to be honoured within 5 s, and this rides on a request that is made anyway.
const askEveryMs = 2000

function askForHealth(edge: string, { health, effects }: Dependencies): string | undefined {
  const memory = health.of(edge)
  const now = effects.now()
  if (now - memory.askedAt < askEveryMs) return undefined
  memory.askedAt = now
  return edge
}

// Perhaps only the answer was lost, and the call is counted: what it holds is given back now and, lest this overtake it,
// again later.
function countAfterSilence(ask: Ask, dependencies: Dependencies): Counted {
  const { admission, unsettled, background } = dependencies
  const held = { caller: ask.identity.caller, slot: ask.slot, second: 0, tokens: ask.tokens }
  const giveBack = (tokens: number) => {
    unsettled.add(held, tokens)
    if (admission !== undefined) background.keepAlive(admission.settle(held, tokens).catch(() => undefined))
  }
  try {
    const counted = countWithoutStore(ask, dependencies)
    giveBack(ask.tokens)
    return counted
  } catch (error) {
    giveBack(0)
    throw error
  }
}

function countWithoutStore(ask: Ask, dependencies: Dependencies): Counted {
  const { identity, plan } = ask
  const { knownCredentials, effects } = dependencies
  const confirmedAt = knownCredentials.confirmedAt.get(proofId(identity.proof)) ?? Number.NEGATIVE_INFINITY
  if (identity.proof.kind !== 'none' && effects.now() - confirmedAt > believedMs)
    throw new ApiError('auth_unavailable', 'Credentials cannot be checked at the moment.')
  if (plan.whenUncounted === 'refused') throw uncounted()
  const verdict = countLocally(ask, { share: localShare, dependencies })
  if (verdict.kind === 'limited') throw uncounted()
  return { verdict, counter: 'allowance' }
}

type Local = { readonly share: number; readonly dependencies: Dependencies }

function countLocally({ identity, plan, slot, tokens }: Ask, { share, dependencies }: Local): LimitVerdict {
  const part = (limit: number | undefined) => (limit === undefined ? undefined : Math.ceil(limit * share))
  const limits: Limits = {
    requestsPerMinute: part(plan.requestsPerMinute),
    tokensPerMinute: part(plan.tokensPerMinute),
    concurrency: part(plan.concurrency),
  }
  const { limiter, effects } = dependencies
  return limiter.admit({ caller: identity.caller, slot, limits, tokens, now: effects.now() })
}

function uncounted(): ApiError {
  return new ApiError('limiter_unavailable', 'Limits cannot be counted at the moment.', {
    retryAfterSeconds: 5,
  })
}

/** The id under which a proof is remembered. */
export function proofId(proof: Proof): string {
  if (proof.kind === 'key') return `key-${proof.id}`
  return proof.kind === 'token' ? `token-${proof.jti}` : 'none'
}
