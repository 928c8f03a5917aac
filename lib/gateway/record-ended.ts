import { alertCost } from '@/lib/gateway/alert-cost'
import { closeAccounts } from '@/lib/gateway/close-accounts'
import type { Dependencies } from '@/lib/gateway/dependencies'
import type { EndedCall } from '@/lib/gateway/ended-call'
import { exportCall } from '@/lib/gateway/export-call'
import { outlast } from '@/lib/gateway/outlast'
import { recordCall } from '@/lib/gateway/record-call'

/**
 * For how long a call that is over waits to be recorded, in milliseconds: its response goes out first, and one request to the
 * shared store records all that have ended by then.
 */
export const restMs = 25

/**
 * Records the calls that have ended since this was last done, whichever requests they came by: what they are is handed over
 * and not the promises of these requests, which no other may wait for. Done by a call that has rested it is done by the first
 * of them for all.
 */
export async function recordEnded(dependencies: Dependencies, by?: EndedCall): Promise<void> {
  const { ended, effects, writeLog } = dependencies
  const [first] = ended
  if (first === undefined) return
  // Where the first's request is gone, whoever comes after it sees to it.
  const isLeft = by !== undefined && first !== by && effects.now() - first.endedAt < restMs
  if (isLeft) return
  const calls = ended.splice(0)
  const recording = calls.map(call =>
    outlast(recordOne(call, dependencies), { requestId: call.trace.caller.requestId, writeLog }),
  )
  await Promise.all([closeAccounts(calls, dependencies), ...recording])
}

async function recordOne(call: EndedCall, dependencies: Dependencies): Promise<void> {
  const { trace, account, end, endedAt, status, responseMs } = call
  recordCall(call, dependencies)
  if (account !== undefined)
    alertCost(account.record, { admission: trace.admission, writeLog: dependencies.writeLog })
  await exportCall(trace, { end, endedAt, status, responseMs, usage: account?.record, dependencies })
}
