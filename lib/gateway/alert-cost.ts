import type { Admission } from '@/lib/gateway/admission'
import type { WriteLog } from '@/lib/telemetry/write-log'
import { toUsd } from '@/lib/usage/cost-of'
import type { UsageRecord } from '@/lib/usage/usage-record'

type Options = { readonly admission: Admission | undefined; readonly writeLog: WriteLog }

/** Tells the operator of a call that cost more than its plan's threshold. */
export function alertCost(record: UsageRecord, { admission, writeLog }: Options): void {
  const { name: plan, alertUsdPerCall: thresholdUsd } = admission?.plan ?? {}
  const costUsd = toUsd(record.nanoUsd)
  if (thresholdUsd === undefined || costUsd <= thresholdUsd) return
  const { requestId, tenant, model, endpoint, promptTokens, completionTokens } = record
  writeLog('warn', {
    event: 'cost-alert',
    requestId,
    plan,
    tenant,
    model,
    endpoint,
    promptTokens,
    completionTokens,
    costUsd,
    thresholdUsd,
  })
}
