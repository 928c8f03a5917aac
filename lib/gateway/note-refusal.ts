import type { Dependencies } from '@/lib/gateway/dependencies'
import { logLost } from '@/lib/telemetry/log-lost'
import { limitedRow } from '@/lib/usage/usage-sums'

/** The calls that a limit has refused here and that are not told of yet, by the limit. */
export type Refusals = { readonly counts: Map<string, number>; toldAt: number }

const limits = ['rate_limit_exceeded', 'concurrency_limit_exceeded', 'insufficient_quota']

// Whoever floods us with calls beyond its limit is not to cost the store a request for each.
const tellEveryMs = 5000

/** Counts a call that was refused by one of our limits. */
export function noteRefusal(code: string | undefined, { refusals: { counts } }: Dependencies): void {
  if (code !== undefined && limits.includes(code)) counts.set(code, (counts.get(code) ?? 0) + 1)
}

/** Tells the shared store of the refusals since the last time: now and then, or at once where somebody asks for them. */
export async function tellRefusals(
  { refusals, usage, effects, writeLog }: Dependencies,
  { atOnce = false }: { readonly atOnce?: boolean } = {},
): Promise<void> {
  const now = effects.now()
  const isDue = atOnce || Math.abs(now - refusals.toldAt) >= tellEveryMs
  if (refusals.counts.size === 0 || !isDue) return
  const rows = [...refusals.counts].map(([limit, requests]) => limitedRow(limit, requests))
  refusals.counts.clear()
  refusals.toldAt = now
  await usage.addSeen(rows, now).catch((error: unknown) => {
    logLost(error, { event: 'refusals-lost', writeLog })
  })
}
