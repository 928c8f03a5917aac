import * as z from 'zod'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { ApiError } from '@/lib/openai/api-error'
import { describeFault } from '@/lib/openai/describe-fault'
import type { UsageReport } from '@/lib/usage/usage-store'
import { type Dimension, dimensions } from '@/lib/usage/usage-sums'

const mostHours = 400 * 24
// Three minutes.
const fewestHours = 0.05

/** What may be asked of the usage: over how many hours, and by what. */
export const usageQuestion = z.object({
  hours: z.coerce.number().min(fewestHours).max(mostHours).default(24),
  by: z.enum(dimensions).default('model'),
})

/** What was used in the last hours that an operator asks about, by what it asks for. */
export type UsageAnswer = { readonly report: UsageReport; readonly to: number; readonly by: Dimension }

/** Reads `?hours=24&by=model` and looks the usage up; throws `invalid_request`, or where the store cannot tell. */
export async function readUsageQuestion(request: Request, dependencies: Dependencies): Promise<UsageAnswer> {
  const parsed = usageQuestion.safeParse(Object.fromEntries(new URL(request.url).searchParams))
  if (!parsed.success) {
    const { path, message } = describeFault(parsed.error)
    throw new ApiError('invalid_request', message, { param: path })
  }
  return await readUsage(parsed.data, dependencies)
}

export type UsageQuestion = z.infer<typeof usageQuestion>

export async function readUsage(
  { hours, by }: UsageQuestion,
  { usage, effects }: Dependencies,
): Promise<UsageAnswer> {
  const to = effects.now()
  const report = await usage.read(by, { from: to - hours * 60 * 60_000, to }).catch((cause: unknown) => {
    if (cause instanceof ApiError) throw cause
    throw new ApiError('limiter_unavailable', 'The store of the usage does not answer.', { cause })
  })
  return { report, to, by }
}
