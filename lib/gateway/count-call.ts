import type { AdmissionAnswer } from '@/lib/access/admission-store'
import type { Identity, Proof } from '@/lib/access/identity'
import type { Budget, Limits, LimitVerdict, Settlement } from '@/lib/access/limits'
import { slotSeconds } from '@/lib/access/memory-limiter'
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
export type Counted = {
  readonly verdict: LimitVerdict
  readonly counter: 'shared' | 'local' | 'allowance'
  /** What lies in the store under the cache key. */
  readonly cached?: string | undefined
  /** How often the caller's answers have been thrown away, where somebody knows. */
  readonly epoch?: number | undefined
}

type Ask = {
  readonly identity: Identity
  readonly plan: Plan
  /** The edge whose health is to be read along where it is time. */
  readonly edge: string
  /** An id of this admission alone, under which its slot is held. */
  readonly slot: string
  /** The tokens that the call is estimated to use. */
  readonly tokens: number
  readonly budgets: readonly Budget[]
  /** The most that it is expected to cost. */
  readonly nanoUsd: number
  readonly cacheKey: string | undefined
  readonly owner: string
  readonly once: { readonly name: string; readonly claim: string } | undefined
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
  const { identity, plan } = ask
  if (admission === undefined) return countAlone(ask, { share: 1, counter: 'local', dependencies })
  const { proof, caller } = identity
  const now = effects.now()
  const answer = await admission
    .admit({ ...ask, proof, caller, limits: plan, healthOf: askForHealth(ask.edge, dependencies) })
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
  if (answer.kind !== 'admitted') return { verdict: answer, counter: 'shared' }
  const { cached, epoch } = answer
  return { verdict: answer, counter: 'shared', cached, epoch }
}

type Change = Extract<AdmissionAnswer, { kind: 'record' | 'revoked' }>

function isChange(answer: AdmissionAnswer): answer is Change {
  return answer.kind === 'record' || answer.kind === 'revoked'
}

type Learned = { readonly proof: Proof; readonly dependencies: Dependencies }

function learnChange(answer: Change, { proof, dependencies }: Learned): void {
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
  const { slot, tokens, nanoUsd } = ask
  const budgets = ask.budgets.map(({ name }) => name)
  const held = { caller: ask.identity.caller, slot, second: 0, tokens, budgets, nanoUsd }
  const giveBack = (used: Settlement) => {
    unsettled.add(held, used)
    if (admission !== undefined) background.keepAlive(admission.settle(held, used).catch(() => undefined))
  }
  try {
    const counted = countWithoutStore(ask, dependencies)
    giveBack({ tokens, nanoUsd })
    return counted
  } catch (error) {
    giveBack({ tokens: 0, nanoUsd: 0 })
    // It is not being done, so that it may be tried again.
    const forgetting = ask.once && dependencies.once.shared?.delete(ask.once.name)
    if (forgetting !== undefined) background.keepAlive(forgetting.catch(() => undefined))
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
  const counted = countAlone(ask, { share: localShare, counter: 'allowance', dependencies })
  if (counted.verdict.kind === 'limited') throw uncounted()
  return counted
}

type Alone = {
  readonly share: number
  readonly counter: 'local' | 'allowance'
  readonly dependencies: Dependencies
}

function countAlone(ask: Ask, { share, counter, dependencies }: Alone): Counted {
  const { once, effects } = dependencies
  const known = ask.once && once.memory.get(ask.once.name, effects.now())
  if (known !== undefined) return { verdict: { kind: 'repeated', known, ...unused }, counter }
  const verdict = countLocally(ask, { share, dependencies })
  if (verdict.kind === 'admitted' && ask.once !== undefined)
    once.memory.set(ask.once.name, { text: ask.once.claim, seconds: slotSeconds, now: effects.now() })
  return { verdict, counter }
}

const unused = {
  requests: { used: 0, resetSeconds: 0 },
  tokens: { used: 0, resetSeconds: 0 },
}

type Local = { readonly share: number; readonly dependencies: Dependencies }

function countLocally(ask: Ask, { share, dependencies }: Local): LimitVerdict {
  const { identity, plan, slot, tokens, budgets, nanoUsd } = ask
  const part = (limit: number | undefined) => (limit === undefined ? undefined : Math.ceil(limit * share))
  const limits: Limits = {
    requestsPerMinute: part(plan.requestsPerMinute),
    tokensPerMinute: part(plan.tokensPerMinute),
    concurrency: part(plan.concurrency),
  }
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

/** The id under which a proof is remembered. */
export function proofId(proof: Proof): string {
  if (proof.kind === 'key') return `key-${proof.id}`
  return proof.kind === 'token' ? `token-${proof.jti}` : 'none'
}
