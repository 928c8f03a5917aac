import type { Account } from '@/lib/gateway/account-call'
import type { CallTrace } from '@/lib/gateway/call-trace'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { logUsage, recordUsage, writeReceipt } from '@/lib/gateway/record-usage'
import { settleCall, usedBy } from '@/lib/gateway/settle-call'
import { logLost } from '@/lib/telemetry/log-lost'
import type { StreamEnd } from '@/lib/upstream/relay-stream'

type Closing = {
  readonly account: Account | undefined
  readonly end: StreamEnd | undefined
  readonly responseMs: number
}

/**
 * Settles a call that is over and writes its usage down: in one request where the shared store has counted it, since each
 * costs this instance more than all else that it does after a response.
 */
export async function closeAccount(
  trace: CallTrace,
  { account, end, responseMs }: Closing,
  dependencies: Dependencies,
): Promise<void> {
  const { closing, unsettled, writeLog } = dependencies
  const { admission } = trace
  const over = account && { record: account.record, end, responseMs }
  const isShared = admission?.verdict.kind === 'admitted' && admission.counter === 'shared'
  if (closing === undefined || over === undefined || !isShared) {
    await settleCall(trace, account, dependencies)
    if (over !== undefined) await recordUsage(trace, over, dependencies)
    return
  }
  const used = usedBy(account)
  const { reservation } = admission.verdict
  let done = { isSettled: false, isRecorded: false }
  try {
    const receipt = await writeReceipt(trace, over, dependencies)
    // What is not counted yet cannot be put right.
    await admission.counting
    done = await closing.close({ reservation, used, record: over.record, receipt })
  } catch (error) {
    logLost(error, { event: 'settlement-lost', writeLog })
  }
  if (!done.isSettled) unsettled.add(reservation, used)
  if (!done.isRecorded) logUsage(over.record, dependencies)
}
