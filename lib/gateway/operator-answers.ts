import * as z from 'zod'
import { storedKey } from '@/lib/access/key-record'
import { canaryStatus } from '@/lib/gateway/public-answers'
import { signedReceipt } from '@/lib/telemetry/read-receipt'
import { dimensions } from '@/lib/usage/usage-sums'

// What the admin routes answer, as schemas. Nothing reads these answers here, so a test holds what is really answered against them.

const moment = z.iso.datetime()
const count = z.int().min(0)
const milliseconds = z.number().nullable()
const source = z.enum(['live', 'last-good', 'bundled'])
const problem = z.object({ path: z.string(), message: z.string() })

const key = storedKey.omit({ digest: true })

const period = { from: moment, to: moment, by: z.enum(dimensions) }

const costs = z.object({
  ...period,
  totalCostUsd: z.number(),
  breakdown: z.array(
    z.object({
      key: z.string(),
      requests: count,
      promptTokens: count,
      completionTokens: count,
      cachedTokens: count,
      reasoningTokens: count,
      audioTokens: count,
      costUsd: z.number(),
      estimated: count,
      unpriced: count,
    }),
  ),
})

const metrics = z.object({
  ...period,
  requests: count,
  errors: count,
  breakdown: z.array(
    z.object({
      key: z.string(),
      requests: count,
      errors: count,
      p50Ms: milliseconds,
      p95Ms: milliseconds,
      p99Ms: milliseconds,
      costUsd: z.number(),
    }),
  ),
})

const regionMap = z.object({
  version: z.unknown().optional(),
  source,
  revision: z.string(),
  problems: z.array(problem),
  endpoints: z.array(
    z.object({
      id: z.string(),
      region: z.string(),
      zone: z.string(),
      state: z.enum(['active', 'draining', 'disabled']),
      weight: z.number(),
      hasKey: z.boolean(),
    }),
  ),
  canary: canaryStatus.extend({ version: z.string(), since: z.number().nullable() }).nullable(),
  document: z.unknown().optional(),
})

const move = {
  from: z.string().nullable(),
  to: z.string().nullable(),
  reason: z.enum(['listed', 'nearest', 'default']).nullable(),
}
const order = z.object({ from: z.array(z.string()), to: z.array(z.string()) })

const moves = {
  changes: z.array(z.object({ country: z.string(), name: z.string(), ...move, order })),
  reordered: z.array(z.string()),
  unknownCountry: z.object(move).nullable(),
}

const dose = z.object({ share: z.number(), countries: z.array(z.string()).nullable() })

const judgement = z.object({
  valid: z.boolean(),
  problems: z.array(problem),
  warnings: z.array(z.object({ kind: z.string(), path: z.string(), message: z.string() })),
  ...moves,
  canary: dose.extend(moves).nullable(),
  canaryChange: z.object({ from: dose.nullable(), to: dose.nullable(), redrawn: z.boolean() }).nullable(),
  whatIf: z.object({ ...moves, down: z.array(z.string()), canary: z.object(moves).nullable() }).nullable(),
  against: z.object({ source, revision: z.string() }).nullable(),
})

const receipt = signedReceipt.extend({
  /** Why nobody vouches for it. */
  unsigned: z.string().optional(),
})

const setup = z.object({
  canServe: z.boolean(),
  items: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      state: z.enum(['missing', 'advised', 'ok']),
      affects: z.literal('some').optional(),
      reason: z.string(),
      fix: z.string().optional(),
      place: z.enum(['variables', 'storage']).optional(),
    }),
  ),
})

const probes = z.object({
  isWhole: z.boolean(),
  edge: z.string(),
  endpoints: z.array(
    z.object({
      endpoint: z.string(),
      probed: z.boolean(),
      reachable: z.boolean().nullable(),
      roundTripMs: z.number().nullable(),
      checkedAt: z.number().nullable(),
    }),
  ),
  skipped: z.array(z.object({ endpoint: z.string(), reason: z.enum(['disabled', 'no-upstream-key']) })),
  idleEdges: z.array(z.string()),
})

/** The answers of the admin routes, by their names in the OpenAPI document. */
export const operatorAnswers = {
  Key: key,
  MadeKey: key.extend({ key: z.string() }),
  Keys: z.object({ keys: z.array(key) }),
  Revocation: z.object({ jti: z.string(), expiresAt: moment }),
  Costs: costs,
  Metrics: metrics,
  Setup: setup,
  Probes: probes,
  RegionMap: regionMap,
  RegionMapJudgement: judgement,
  Receipt: receipt.extend({ earlier: z.array(receipt).optional() }),
  UsageReplayed: z.object({ records: count, tooOld: count, added: count }),
  AnswersForgotten: z.object({ owner: z.string() }),
}
