import type { AdmissionAnswer, AdmissionStore } from '@/lib/access/admission-store'
import type { Proof } from '@/lib/access/identity'
import { proofId } from '@/lib/access/proof-id'
import { StoreLeftAlone } from '@/lib/access/store-left-alone'
import type { CountAsk, Counted } from '@/lib/gateway/counted'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { isTimeToAsk, learnFromOthers } from '@/lib/gateway/learn-from-others'
import { recordEnded } from '@/lib/gateway/record-ended'

type Asking = {
  readonly admission: AdmissionStore
  /** Whether the call is let in already and only to be counted. */
  readonly isTaken: boolean
  readonly dependencies: Dependencies
}

/**
 * Has the store count a call and confirm its credential, in one round trip, and learns what comes along; `changed` where
 * the credential is no longer what it was taken for, and nothing was counted; `lost` where the store did not answer.
 */
export async function askAdmission(
  ask: CountAsk,
  { admission, isTaken, dependencies }: Asking,
): Promise<Counted | 'changed' | { readonly kind: 'lost'; readonly wasAsked: boolean }> {
  const { localAllowance } = dependencies
  const { identity, plan } = ask
  const { proof, caller } = identity
  const call = isTaken ? ('taken' as const) : ('told' as const)
  const ahead = plan.localAllowance ? { instance: localAllowance.instance, call } : undefined
  const healthOf = askForHealth(ask.edge, dependencies)
  const answer = await admission
    .admit({ ...ask, proof, caller, limits: plan, ahead, healthOf })
    // Of the store's failure only this matters; its text may quote the command.
    .catch((error: unknown) => ({ kind: 'lost' as const, wasAsked: !(error instanceof StoreLeftAlone) }))
  if (answer.kind === 'lost' || isChange(answer)) localAllowance.forget(caller)
  if (answer.kind === 'lost') return answer
  if (isChange(answer)) {
    learnChange(answer, { proof, dependencies })
    return 'changed'
  }
  learn(answer, ask, { admission, dependencies })
  learnNearness(answer, caller, dependencies)
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

function learn(
  answer: Exclude<AdmissionAnswer, Change>,
  { identity, plan, budgets, edge }: CountAsk,
  { admission, dependencies }: Pick<Asking, 'admission' | 'dependencies'>,
): void {
  const { health, effects, unsettled, background, knownCredentials, localAllowance } = dependencies
  const now = effects.now()
  if (answer.health !== undefined) learnFromOthers(health.of(edge), answer.health, dependencies)
  if (!unsettled.isEmpty()) background.keepAlive(unsettled.settle(admission))
  knownCredentials.confirmedAt.set(proofId(identity.proof), now)
  if (answer.kind !== 'admitted') localAllowance.forget(identity.caller)
  else if (answer.nearness?.granted !== undefined)
    localAllowance.learn(
      { caller: identity.caller, limits: plan, budgets },
      {
        fullest: answer.nearness.fullest,
        granted: answer.nearness.granted,
        requests: answer.requests,
        tokens: answer.tokens,
        now,
      },
    )
}

// Whoever may be without room in a moment is not to miss what rests here.
function learnNearness(
  answer: Exclude<AdmissionAnswer, Change>,
  caller: string,
  dependencies: Dependencies,
): void {
  if (answer.kind === 'repeated') return
  const { nearness, ended, background, effects } = dependencies
  const now = effects.now()
  const fullest = answer.kind === 'admitted' ? (answer.nearness?.fullest ?? 1) : 1
  nearness.learn(caller, { fullest, now })
  const isOwed = ended.some(({ trace }) => trace.admission?.identity.caller === caller)
  if (isOwed && !nearness.isFar(caller, now)) background.keepAlive(recordEnded(dependencies))
}

// This rides on a request that is made anyway.
function askForHealth(edge: string, { health, effects }: Dependencies): string | undefined {
  return isTimeToAsk(health.of(edge), effects.now()) ? edge : undefined
}
