import type { Dependencies } from '@/lib/gateway/dependencies'
import type { OperatorRequest } from '@/lib/gateway/operator-request'
import { readUsageQuestion } from '@/lib/gateway/read-usage-question'
import { toUsd } from '@/lib/usage/cost-of'
import { percentileMs } from '@/lib/usage/latency-bucket'

/** How many calls there were in the last hours, how many failed, and how long they took; the most first. */
export async function reportMetrics(
  { request }: OperatorRequest,
  dependencies: Dependencies,
): Promise<Response> {
  const { report, to, by } = await readUsageQuestion(request, dependencies)
  const rows = [...report.rows].sort(([, one], [, other]) => other.sums.requests - one.sums.requests)
  return Response.json({
    from: new Date(report.from).toISOString(),
    to: new Date(to).toISOString(),
    by,
    requests: report.total.requests,
    errors: report.total.errors,
    breakdown: rows.map(([key, { sums, durations }]) => ({
      key,
      requests: sums.requests,
      errors: sums.errors,
      p50Ms: rounded(percentileMs(durations, 0.5)),
      p95Ms: rounded(percentileMs(durations, 0.95)),
      p99Ms: rounded(percentileMs(durations, 0.99)),
      costUsd: toUsd(sums.nanoUsd),
    })),
  })
}

function rounded(milliseconds: number | undefined): number | null {
  return milliseconds === undefined ? null : Math.round(milliseconds)
}
