import type { Dependencies } from '@/lib/gateway/dependencies'
import type { OperatorRequest } from '@/lib/gateway/operator-request'
import { readUsageQuestion, type UsageAnswer } from '@/lib/gateway/read-usage-question'
import { toUsd } from '@/lib/usage/cost-of'

/** What the calls of the last hours cost, dearest first. */
export async function reportCosts(
  { request }: OperatorRequest,
  dependencies: Dependencies,
): Promise<Response> {
  return Response.json(costsOf(await readUsageQuestion(request, dependencies)))
}

export type Costs = ReturnType<typeof costsOf>

export function costsOf({ report, to, by }: UsageAnswer) {
  const rows = [...report.rows].sort(([, one], [, other]) => other.sums.nanoUsd - one.sums.nanoUsd)
  return {
    from: new Date(report.from).toISOString(),
    to: new Date(to).toISOString(),
    by,
    totalCostUsd: toUsd(report.total.nanoUsd),
    breakdown: rows.map(([key, { sums }]) => ({
      key,
      requests: sums.requests,
      promptTokens: sums.promptTokens,
      completionTokens: sums.completionTokens,
      cachedTokens: sums.cachedTokens,
      reasoningTokens: sums.reasoningTokens,
      audioTokens: sums.audioTokens,
      costUsd: toUsd(sums.nanoUsd),
      // Of how many calls tokens were estimated, or the price is not known.
      estimated: sums.estimated,
      unpriced: sums.unpriced,
    })),
  }
}
