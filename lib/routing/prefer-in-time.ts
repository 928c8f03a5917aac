import { ApiError } from '@/lib/openai/api-error'
import type { RoutePlan } from '@/lib/routing/plan-route'

/**
 * Puts the candidates first that are predicted to give their first content within so many milliseconds; the others stay
 * behind them, for failover. Where nothing is known of any, the estimate that their order follows is the prediction. Throws
 * `ttft_unattainable` where there are none.
 */
export function preferInTime(plan: RoutePlan, limitMs: number): RoutePlan {
  const isAnyKnown = plan.candidates.some(({ expectedMs }) => expectedMs !== undefined)
  const inTime = plan.candidates.filter(({ expectedMs, score }) => {
    const predictedMs = expectedMs ?? (isAnyKnown ? Number.POSITIVE_INFINITY : score)
    return predictedMs <= limitMs
  })
  if (inTime.length === 0 && plan.candidates.length > 0)
    throw new ApiError(
      'ttft_unattainable',
      `No endpoint is predicted to answer within the ${limitMs} ms of x-max-ttft-ms.`,
    )
  return { ...plan, candidates: [...inTime, ...plan.candidates.filter(each => !inTime.includes(each))] }
}

/** Reads a limit in whole milliseconds; undefined where there is none. Throws `invalid_request`. */
export function readTtftLimit(value: string | null): number | undefined {
  if (value === null) return undefined
  if (!/^[1-9]\d{0,8}$/.test(value))
    throw new ApiError('invalid_request', 'Invalid x-max-ttft-ms: expected whole milliseconds from 1.', {
      param: 'x-max-ttft-ms',
    })
  return Number(value)
}
