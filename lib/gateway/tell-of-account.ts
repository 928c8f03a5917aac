import type { EdgeMemory } from '@/lib/gateway/edge-memory'
import { observe } from '@/lib/health/endpoint-health'
import type { Endpoint } from '@/lib/regions/region-map'
import type { WriteLog } from '@/lib/telemetry/write-log'
import type { AttemptRecord } from '@/lib/upstream/attempt-record'

type Told = {
  readonly endpoint: Endpoint
  readonly memory: EdgeMemory
  readonly now: number
  readonly writeLog: WriteLog
}

/**
 * Tells the operator of an endpoint that refuses our key or says that our account is spent, which nobody else can mend: once,
 * when it begins to be left alone for it.
 */
export function tellOfAccount(
  { failure, label }: AttemptRecord,
  { endpoint, memory, now, writeLog }: Told,
): void {
  if (failure?.isAccount !== true) return
  const isLeftAlone = (observe(memory.endpoints.get(endpoint.id), now)?.coolUntil ?? 0) > now
  if (isLeftAlone) return
  const event = failure.isSpent ? 'account-spent' : 'key-refused'
  writeLog('warn', { event, endpoint: endpoint.id, apiKeyEnv: endpoint.apiKeyEnv, label })
}
