import type { Settlement } from '@/lib/access/limits'
import type { Account } from '@/lib/gateway/account-call'
import type { CallTrace } from '@/lib/gateway/call-trace'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { sharedReservation } from '@/lib/gateway/shared-reservation'
import { logLost } from '@/lib/telemetry/log-lost'

/**
 * Gives back what a call holds of its caller's limits and budgets, and counts what it really used. Begun as soon as the
 * call is over, so that a caller's next call finds the room; a second time does nothing.
 */
export async function settleCall(
  trace: CallTrace,
  account: Account | undefined,
  dependencies: Dependencies,
): Promise<void> {
  settleHere(trace, account, dependencies)
  const { admission } = trace
  const reservation = sharedReservation(admission)
  if (reservation === undefined) return
  const used = usedBy(account)
  // Where the store fell silent over it this may overtake its being counted.
  if (admission?.counter !== 'shared') dependencies.unsettled.add(reservation, used)
  try {
    // What is not counted yet cannot be put right.
    await admission?.counting
    await dependencies.admission?.settle(reservation, used)
  } catch (error) {
    dependencies.unsettled.add(reservation, used)
    logLost(error, { event: 'settlement-lost', writeLog: dependencies.writeLog })
  }
  dependencies.resting.remove(reservation.slot)
}

/** Gives back at once what a call holds of the limits that this instance counts for itself. */
export function settleHere(
  { admission }: Pick<CallTrace, 'admission'>,
  account: Account | undefined,
  { limiter, effects }: Pick<Dependencies, 'limiter' | 'effects'>,
): void {
  if (admission?.verdict.kind !== 'admitted' || admission.counter === 'shared') return
  limiter.settle(admission.verdict.reservation, usedBy(account), effects.now())
}

/** What a call is to be charged: it costs the tokens of all its attempts; of the limit it uses those of its answer. */
export function usedBy(account: Account | undefined): Settlement {
  return { tokens: account?.limitedTokens ?? 0, nanoUsd: account?.record.nanoUsd ?? 0 }
}
