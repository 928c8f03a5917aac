import * as z from 'zod'
import { mostNameLength } from '@/lib/telemetry/most-name-length'

const name = z.string().max(mostNameLength)
const milliseconds = z.number().min(0).max(1e9)
const count = z.int().min(0)
const usd = z.number().min(0).nullable()

// A zone is null where the endpoint has left the map since.
const place = { endpoint: name, zone: name.nullable() }

const candidate = z.strictObject({
  ...place,
  region: name,
  reason: name,
  /** What the order follows, ascending. */
  score: z.number(),
  expectedMs: milliseconds.nullable(),
  /** Only where another model stands in. */
  model: name.optional(),
})

const attempt = z.strictObject({
  ...place,
  model: name,
  /** A status, or what came instead of one. */
  label: name,
  outcome: z.enum(['succeeded', 'failed', 'ignored']),
  code: name.nullable(),
  durationMs: milliseconds,
  firstContentMs: milliseconds.nullable(),
  billed: z.enum(['yes', 'no', 'unknown']),
  promptTokens: count,
  completionTokens: count,
  costUsd: usd,
})

/**
 * What became of one call and why: what an auditor is shown. It holds ids, names of the operator's, sizes, decisions and
 * durations, and nothing of what was said. Null is what there was not. Fields that are added later must be optional, since
 * receipts are read for seven days.
 */
export const receipt = z.strictObject({
  version: z.literal(1),
  /** The call's own id, as its usage record has it: the one of its request may be its caller's choice. */
  id: name,
  requestId: name,
  /** When the call was received. */
  at: z.iso.datetime(),
  tenant: name,
  operation: name,
  stream: z.boolean(),
  model: z.strictObject({
    /** Null where nobody serves it under that name: then it is the caller's text. */
    asked: name.nullable(),
    used: name.nullable(),
    task: name.nullable(),
    /** How it was found. */
    reason: name.nullable(),
    trimmedMessages: count,
  }),
  country: name,
  edge: name,
  /** The zones that the region map names for the country; null allows all. */
  residencyRule: z.array(name).nullable(),
  /** The zones that the call could not leave: the rule, narrowed by what the caller asked for. */
  residency: z.array(name).nullable(),
  /** The region map that was in force: the first 16 digits of the SHA-256 of its canonical JSON, or `bundled`. */
  map: z.strictObject({ version: name, source: z.enum(['live', 'last-good', 'bundled']) }).nullable(),
  endpoint: name.nullable(),
  region: name.nullable(),
  zone: name.nullable(),
  routeReason: name.nullable(),
  /** Where the region map had a canary that might have been this call's: which, and whether it was. */
  canary: z.strictObject({ version: name, side: z.enum(['canary', 'control']) }).optional(),
  candidates: z.array(candidate),
  excluded: z.array(z.strictObject({ ...place, reason: name })),
  /** How many of either there was no room for. */
  leftOut: z.strictObject({ candidates: count, excluded: count }),
  attempts: z.array(attempt),
  timings: z.strictObject({
    gateMs: milliseconds.nullable(),
    planMs: milliseconds.nullable(),
    upstreamMs: milliseconds.nullable(),
    /** From the receipt of the request to the first content; only streams tell. */
    firstContentMs: milliseconds.nullable(),
    responseMs: milliseconds,
    totalMs: milliseconds,
    /** What the gateway itself took before the call left for its endpoint. */
    overheadMs: milliseconds.nullable(),
  }),
  bytes: z.strictObject({ in: count, out: count.nullable() }),
  tokens: z.strictObject({
    promptTokens: count,
    completionTokens: count,
    cachedTokens: count,
    reasoningTokens: count,
    audioPromptTokens: count,
    audioCompletionTokens: count,
  }),
  /** Of all attempts together; null where nobody knows the price. */
  costUsd: usd,
  /** Some of the tokens are an estimate. */
  isEstimated: z.boolean(),
  cache: z.strictObject({ state: z.enum(['HIT', 'MISS', 'BYPASS']), ageSeconds: count.nullable() }),
  status: z.int(),
  code: name.nullable(),
  /** How a stream ended. */
  end: z.enum(['complete', 'failed', 'abandoned']).nullable(),
})

export type Receipt = z.infer<typeof receipt>
