import * as z from 'zod'
import type { Plan, Plans } from '@/lib/access/plan'
import { unlessAll } from '@/lib/access/unless-all'
import { isObject } from '@/lib/openai/is-object'
import { joinPath } from '@/lib/openai/join-path'
import type { Problem } from '@/lib/regions/problem'
import { unknownIn } from '@/lib/regions/unknown-in'

/** The plans of a document, undefined where it is none, and what is wrong with it. */
export type ParsedPlans = { readonly value: Plans | undefined; readonly problems: readonly Problem[] }

const name = z
  .string()
  .regex(/^[\w.-]{1,64}$/, 'expected 1 to 64 letters, digits, dots, dashes or underscores')
const limit = z.int().min(0).optional()
// Beyond this a sum in whole nano-dollars would not be exact.
const dollars = z.number().min(0).max(1e6).optional()
const allowed = z.array(z.string().min(1)).optional()

const row = z.object({
  requestsPerMinute: limit,
  tokensPerMinute: limit,
  concurrency: limit,
  maxTokensPerRequest: limit,
  models: allowed,
  zones: allowed,
  whenUncounted: z.enum(['allowance', 'refused']).optional(),
  localAllowance: z.boolean().default(false),
  priority: z.enum(['interactive', 'batch']).default('interactive'),
  hedge: z.boolean().default(false),
  budgetUsdPerDay: dollars,
  budgetUsdPerMonth: dollars,
  budgetUsdPerSession: dollars,
  overflow: z.enum(['refuse', 'larger', 'trim']).default('refuse'),
  autoPriority: z.enum(['cost', 'speed', 'quality']).optional(),
  alertUsdPerCall: dollars,
  cache: z.enum(['deterministic', 'any', 'off']).default('deterministic'),
  cacheScope: z.enum(['caller', 'plan']).default('caller'),
})

/** The schema of the item `plans` as operators write it. */
export const plansDocument = z
  .record(name, row)
  .refine(rows => Object.keys(rows).length > 0, 'expected at least one plan')

// Nobody pays for these, so while nobody counts they get nothing.
const unpaid = ['free', 'anonymous']

/**
 * Reads the operator's plans; those of `bundled` that the document does not name stay as they are. One fault refuses the
 * whole document: a plan that is dropped would shut its callers out, and one that is half read would let them loose. A
 * field that nobody reads is told of, and the rest is taken: the document may be written for a later version.
 */
export function parsePlans(
  value: unknown,
  { bundled = new Map() }: { bundled?: Plans | undefined } = {},
): ParsedPlans {
  const parsed = plansDocument.safeParse(value)
  if (!parsed.success)
    return {
      value: undefined,
      problems: parsed.error.issues.map(issue => ({ path: joinPath(issue.path), message: issue.message })),
    }
  const own = Object.entries(parsed.data).map(([key, plan]) => [key, toPlan(key, plan)] as const)
  const problems = isObject(value)
    ? Object.entries(value).flatMap(([path, plan]) =>
        unknownIn({ path, value: plan }, Object.keys(row.shape)),
      )
    : []
  return { value: new Map([...bundled, ...own]), problems }
}

function toPlan(key: string, plan: z.infer<typeof row>): Plan {
  return {
    name: key,
    requestsPerMinute: plan.requestsPerMinute,
    tokensPerMinute: plan.tokensPerMinute,
    concurrency: plan.concurrency,
    maxTokensPerRequest: plan.maxTokensPerRequest,
    models: unlessAll(plan.models),
    zones: unlessAll(plan.zones),
    whenUncounted: plan.whenUncounted ?? (unpaid.includes(key) ? 'refused' : 'allowance'),
    localAllowance: plan.localAllowance,
    priority: plan.priority,
    hedge: plan.hedge,
    budgetUsdPerDay: plan.budgetUsdPerDay,
    budgetUsdPerMonth: plan.budgetUsdPerMonth,
    budgetUsdPerSession: plan.budgetUsdPerSession,
    overflow: plan.overflow,
    autoPriority: plan.autoPriority,
    alertUsdPerCall: plan.alertUsdPerCall,
    cache: plan.cache,
    cacheScope: plan.cacheScope,
  }
}
