import * as z from 'zod'
import { tokenUsage } from '@/lib/openai/token-usage'

const count = z.int().min(0).max(Number.MAX_SAFE_INTEGER)
const name = z.string().max(256)

const attempt = z.object({
  endpoint: name,
  label: name,
  /** Whether the endpoint charges for it, as far as that can be known. */
  billed: z.enum(['yes', 'no', 'unknown']),
  outcome: z.enum(['succeeded', 'failed', 'ignored']),
  ...tokenUsage.shape,
  nanoUsd: count,
  /** To the first content event; only streams tell. */
  firstContentMs: count.optional(),
})

/** What one accepted call used and cost: written once, whatever became of the call. */
export const usageRecord = z.object({
  /** An id of this call alone: the one of its request may be its caller's choice. */
  id: name,
  requestId: name,
  /** When it was received, in milliseconds since the epoch. */
  at: count,
  tenant: name,
  model: name,
  /** Who answered; absent where nobody did. */
  endpoint: name.optional(),
  country: name,
  /** Where it was served. */
  edge: name.default('unknown'),
  /** Where there was a canary that might have been this call's. */
  canary: z
    .object({ version: z.string().regex(/^[0-9a-f]{16}$/), side: z.enum(['canary', 'control']) })
    .optional(),
  status: z.int(),
  code: name.optional(),
  isError: z.boolean(),
  cache: z.enum(['HIT', 'MISS', 'BYPASS']),
  attempts: z.array(attempt).max(16),
  /** Of all billed attempts together. */
  ...tokenUsage.shape,
  nanoUsd: count,
  /** Some of the tokens are our estimate: the endpoint did not say, or its answer broke off. */
  isEstimated: z.boolean(),
  /** Nobody knows what the model costs. */
  isUnpriced: z.boolean(),
  durationMs: count,
  /** What the gateway itself took before the call left for its endpoint. */
  overheadMs: z.number().min(0).max(1e6).optional(),
})

export type UsageRecord = z.infer<typeof usageRecord>
export type BilledAttempt = z.infer<typeof attempt>
