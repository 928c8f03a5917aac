import type { Dependencies } from '@/lib/gateway/dependencies'
import type { UsageRecord } from '@/lib/usage/usage-record'

/**
 * Writes a call's usage down, once: in the shared store, or, where that does not take it, in the log, from where it can be
 * replayed. Where there is no such store the call's own line tells it.
 */
export async function recordUsage(record: UsageRecord, { usage, writeLog }: Dependencies): Promise<void> {
  try {
    await usage?.add(record)
  } catch {
    writeLog('warn', { event: 'usage-lost', record })
  }
}
