import type { Account } from '@/lib/gateway/account-call'
import type { Dependencies } from '@/lib/gateway/dependencies'
import type { EndedCall } from '@/lib/gateway/ended-call'
import { logUsage, recordUsage, writeReceipt } from '@/lib/gateway/record-usage'
import { settleCall, usedBy } from '@/lib/gateway/settle-call'
import { sharedReservation } from '@/lib/gateway/shared-reservation'
import { logLost } from '@/lib/telemetry/log-lost'
import type { ClosedCall, ClosingStore } from '@/lib/usage/closing-store'

// Some KB each, and one request to the store holds 1 MB.
const mostAtOnce = 32

/**
 * Settles calls that are over and writes their usage down: in one request where the shared store has counted them, since
 * each costs this instance more than all else that it does after a response.
 */
export async function closeAccounts(calls: readonly EndedCall[], dependencies: Dependencies): Promise<void> {
  const { closing, writeLog } = dependencies
  const together: Accounted[] = []
  const apart: EndedCall[] = []
  for (const call of calls) {
    if (closing !== undefined && sharedReservation(call.trace.admission) && isAccounted(call))
      together.push(call)
    else apart.push(call)
  }
  const parts = Array.from({ length: Math.ceil(together.length / mostAtOnce) }, (_, at) =>
    together.slice(at * mostAtOnce, (at + 1) * mostAtOnce),
  )
  const closings = [
    ...parts.map(async part => closing && closeTogether(part, { closing, dependencies })),
    ...apart.map(call => closeApart(call, dependencies)),
  ]
  await Promise.all(
    closings.map(each =>
      each.catch((error: unknown) => logLost(error, { event: 'settlement-lost', writeLog })),
    ),
  )
}

type Accounted = EndedCall & { readonly account: Account }

function isAccounted(call: EndedCall): call is Accounted {
  return call.account !== undefined
}

async function closeApart(call: EndedCall, dependencies: Dependencies): Promise<void> {
  const { trace, account } = call
  await settleCall(trace, account, dependencies)
  if (isAccounted(call)) await recordUsage(trace, overOf(call), dependencies)
}

function overOf({ account, end, responseMs }: Accounted) {
  return { record: account.record, end, responseMs }
}

type Together = { readonly closing: ClosingStore; readonly dependencies: Dependencies }

async function closeTogether(
  calls: readonly Accounted[],
  { closing, dependencies }: Together,
): Promise<void> {
  const { unsettled, resting, writeLog } = dependencies
  const asked = (await Promise.all(calls.map(call => closedCall(call, dependencies)))).flat()
  const silent = calls.flatMap(({ trace: { admission } }) =>
    admission?.held === undefined ? [] : admission.held.slot,
  )
  const done = await closing.close(asked).catch((error: unknown) => {
    logLost(error, { event: 'settlement-lost', writeLog })
    return []
  })
  for (const [at, { reservation, used, record }] of asked.entries()) {
    const { isSettled = false, isRecorded = false } = done[at] ?? {}
    // Where the store fell silent over it this may have overtaken its being counted.
    if (!isSettled || silent.includes(reservation.slot)) unsettled.add(reservation, used)
    resting.remove(reservation.slot)
    if (!isRecorded) logUsage(record, dependencies)
  }
}

async function closedCall(call: Accounted, dependencies: Dependencies): Promise<readonly ClosedCall[]> {
  const { trace, account } = call
  const reservation = sharedReservation(trace.admission)
  if (reservation === undefined) return []
  const { writeLog } = dependencies
  const receipt = await writeReceipt(trace, overOf(call), dependencies).catch((error: unknown) => {
    logLost(error, { event: 'receipt-lost', writeLog })
    return ''
  })
  return [{ reservation, used: usedBy(account), record: account.record, receipt }]
}
