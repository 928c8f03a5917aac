import * as z from 'zod'
import type { Access } from './start-access'

const period = { from: z.iso.datetime(), to: z.iso.datetime() }
const sum = z.number().min(0)

/** The costs as operators are shown them; what is told beside these is dropped. */
export const costs = z.object({
  ...period,
  totalCostUsd: sum,
  breakdown: z.array(
    z.object({ key: z.string(), requests: sum, promptTokens: sum, completionTokens: sum, costUsd: sum }),
  ),
})

/** The metrics, likewise. */
export const metrics = z.object({
  ...period,
  requests: sum,
  errors: sum,
  breakdown: z.array(
    z.object({
      key: z.string(),
      requests: sum,
      errors: sum,
      p50Ms: sum.nullable(),
      p95Ms: sum.nullable(),
      p99Ms: sum.nullable(),
      costUsd: sum,
    }),
  ),
})

/** What the calls of the last hours cost. */
export async function readCosts({ operate }: Pick<Access, 'operate'>, question = '') {
  return costs.parse((await operate('GET', `/costs${question}`)).json)
}

/** How many there were, and how they went. */
export async function readMetrics({ operate }: Pick<Access, 'operate'>, question = '') {
  return metrics.parse((await operate('GET', `/metrics${question}`)).json)
}
