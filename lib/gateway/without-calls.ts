import type { Dependencies } from '@/lib/gateway/dependencies'
import { ApiError } from '@/lib/openai/api-error'

/**
 * The dependencies of a route that serves no calls, and is an isolate of its own: without a shared store it knows nothing of
 * them, and is to say so rather than that there were none.
 */
export function withoutCalls(dependencies: Dependencies): Dependencies {
  if (dependencies.admission !== undefined) return dependencies
  const refuse = async () => {
    throw new ApiError(
      'configuration_error',
      'Without Upstash Redis this page knows of no calls: GET /api/admin/costs tells those of the instance that answers.',
      { definitive: true },
    )
  }
  return { ...dependencies, usage: { ...dependencies.usage, read: refuse, seen: refuse } }
}
