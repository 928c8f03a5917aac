import { alertCost } from '@/lib/gateway/alert-cost'
import { closeAccounts } from '@/lib/gateway/close-accounts'
import type { Dependencies } from '@/lib/gateway/dependencies'
import type { EndedCall } from '@/lib/gateway/ended-call'
import { exportCall } from '@/lib/gateway/export-call'
import { recordCall } from '@/lib/gateway/record-call'

/**
 * Records the calls that have ended since this was last done, whichever requests they came by: what they are is handed over
 * and not the promises of these requests, which no other may wait for. Nothing is done before the first of them has rested for
 * so many milliseconds.
 */
export async function recordEnded(dependencies: Dependencies, restedMs = 0): Promise<void> {
  const { ended, effects } = dependencies
  const [first] = ended
  // Whoever ended after the last were recorded waits for those that end soon after it.
  if (first === undefined || effects.now() - first.endedAt < restedMs) return
  const calls = ended.splice(0)
  await Promise.all([closeAccounts(calls, dependencies), ...calls.map(call => recordOne(call, dependencies))])
}

async function recordOne(call: EndedCall, dependencies: Dependencies): Promise<void> {
  const { trace, account, end, endedAt, status, responseMs } = call
  recordCall(call, dependencies)
  if (account !== undefined)
    alertCost(account.record, { admission: trace.admission, writeLog: dependencies.writeLog })
  await exportCall(trace, { end, endedAt, status, responseMs, usage: account?.record, dependencies })
}
