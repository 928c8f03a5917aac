import type { AdmissionStore } from '@/lib/access/admission-store'
import { slotSeconds } from '@/lib/access/memory-limiter'
import { askAdmission } from '@/lib/gateway/ask-admission'
import { countAfterSilence, countAlone, countWithoutStore, heldBy } from '@/lib/gateway/count-alone'
import type { CountAsk, Counted } from '@/lib/gateway/counted'
import type { Dependencies } from '@/lib/gateway/dependencies'

/**
 * Counts a call against its caller's limits and has the store confirm the credential, in one round trip; `changed` where
 * the credential is no longer what it was taken for, and nothing was counted. Where the plan allows it and the caller is
 * far from its limits, that is done while the call is served. While the store is away a local allowance stands in, or
 * `limiter_unavailable` or `auth_unavailable` is thrown: never a 429 or 401 for that.
 */
export async function countCall(ask: CountAsk, dependencies: Dependencies): Promise<Counted | 'changed'> {
  const { admission } = dependencies
  if (admission === undefined) return countAlone(ask, { share: 1, counter: 'local', dependencies })
  const ahead = countAhead(ask, { admission, dependencies })
  if (ahead !== undefined) return ahead
  const counted = await askForRoom(ask, { admission, dependencies })
  if (counted === 'changed') return counted
  if (!('kind' in counted)) {
    rememberOnce(ask, { counted, dependencies })
    return counted
  }
  return counted.wasAsked ? countAfterSilence(ask, dependencies) : countWithoutStore(ask, dependencies)
}

type Remembered = { readonly counted: Counted; readonly dependencies: Dependencies }

// Should the store fall silent, this instance at least does not do a call again of which it knows.
function rememberOnce(
  { once: asked }: CountAsk,
  { counted: { verdict }, dependencies: { once, effects } }: Remembered,
): void {
  if (asked === undefined || verdict.kind === 'limited') return
  const now = effects.now()
  const text = verdict.kind === 'repeated' ? verdict.known : asked.claim
  if (once.memory.get(asked.name, now) !== text)
    once.memory.set(asked.name, { text, seconds: slotSeconds, now })
}

type Shared = { readonly admission: AdmissionStore; readonly dependencies: Dependencies }

// Nobody is refused for what calls hold that are over, and wait here to be recorded or could not be while the store was away: it
// is given back first. What is being given back counts as well, since the answer may be older than that.
async function askForRoom(ask: CountAsk, { admission, dependencies }: Shared) {
  const held = [dependencies.resting, dependencies.unsettled]
  const { caller } = ask.identity
  const isOwed = () => held.some(each => each.holds(caller))
  const asking = { admission, isTaken: false, dependencies }
  const wasOwed = isOwed()
  const counted = await askAdmission(ask, asking)
  if (!isFull(counted) || !(wasOwed || isOwed())) return counted
  await Promise.all(held.map(each => each.settleOf(caller, admission)))
  return await askAdmission(ask, asking)
}

// How many requests there were is not changed by their end.
function isFull(counted: Awaited<ReturnType<typeof askAdmission>>): boolean {
  if (counted === 'changed' || 'kind' in counted) return false
  return counted.verdict.kind === 'limited' && counted.verdict.by !== 'requests'
}

// What is read along with the admission, or must be claimed by one call alone, has to be waited for.
function countAhead(ask: CountAsk, { admission, dependencies }: Shared): Counted | undefined {
  const { plan, identity, cacheKey, once } = ask
  if (!plan.localAllowance || cacheKey !== undefined || once !== undefined) return undefined
  const { localAllowance, effects, background } = dependencies
  const now = effects.now()
  const taken = localAllowance.take({ ...ask, caller: identity.caller, limits: plan, now })
  if (taken === undefined) return undefined
  const counting = afterThis(effects.startTimer)
    .then(() => askAdmission(ask, { admission, isTaken: true, dependencies }))
    .finally(taken.counted)
    .then(counted => {
      const epoch = counted === 'changed' || 'kind' in counted ? undefined : counted.epoch
      // Answers that were thrown away since are not given to the next call.
      if (epoch !== undefined) dependencies.cache.epochs.set(ask.owner, epoch)
    })
  background.keepAlive(counting)
  const { requests, tokens } = taken
  return {
    verdict: { kind: 'admitted', reservation: heldBy(ask), requests, tokens },
    counter: 'shared',
    counting,
  }
}

// The call's own request goes out first.
function afterThis(startTimer: Dependencies['effects']['startTimer']): Promise<void> {
  return new Promise(resolve => startTimer(0, resolve))
}
