import { buildReceipt } from '@/lib/gateway/build-receipt'
import type { CallTrace } from '@/lib/gateway/call-trace'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { documentVersion } from '@/lib/gateway/document-version'
import { fitReceipt } from '@/lib/telemetry/fit-receipt'
import { signReceipt } from '@/lib/telemetry/sign-receipt'
import type { StreamEnd } from '@/lib/upstream/relay-stream'
import type { UsageRecord } from '@/lib/usage/usage-record'

type Over = {
  readonly record: UsageRecord
  readonly end: StreamEnd | undefined
  readonly responseMs: number
}

/**
 * Writes a call's usage down, once, and its signed receipt with it: in the shared store, or, where that does not take it, the
 * usage in the log, from where it can be replayed.
 */
export async function recordUsage(trace: CallTrace, over: Over, dependencies: Dependencies): Promise<void> {
  try {
    await dependencies.usage.add(over.record, await beginReceipt(trace, over, dependencies))
  } catch {
    logUsage(over.record, dependencies)
  }
}

/** A call's signed receipt, as text. */
export async function writeReceipt(
  trace: CallTrace,
  over: Over,
  dependencies: Dependencies,
): Promise<string> {
  const write = await beginReceipt(trace, over, dependencies)
  return await write()
}

// What it is made of is gone soon after the call; to sign it can wait.
async function beginReceipt(
  trace: CallTrace,
  over: Over,
  { environment: { receiptSecret } }: Dependencies,
): Promise<() => Promise<string>> {
  const mapVersion = trace.view && (await documentVersion(trace.view))
  const receipt = buildReceipt(trace, { ...over, mapVersion })
  return async () => JSON.stringify(await signReceipt(fitReceipt(receipt), receiptSecret))
}

/** Writes usage to the log, from where it can be replayed. */
export function logUsage(record: UsageRecord, { writeLog }: Dependencies): void {
  writeLog('warn', { event: 'usage-lost', record })
}
