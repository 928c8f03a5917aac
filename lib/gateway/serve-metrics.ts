import type { Dependencies } from '@/lib/gateway/dependencies'
import { readEdge } from '@/lib/gateway/read-edge'
import { requireOperator } from '@/lib/gateway/require-operator'
import { circuitState } from '@/lib/health/circuit'
import { ApiError } from '@/lib/openai/api-error'
import { errorResponse } from '@/lib/openai/error-response'
import { type Metric, prometheusText } from '@/lib/status/prometheus-text'
import { usageMetrics } from '@/lib/status/usage-metrics'

/** Answers `GET /api/metrics` for Prometheus, with the operator token: what all instances have recorded in the shared store. */
export async function serveMetrics(request: Request, dependencies: Dependencies): Promise<Response> {
  const response = await respond(request, dependencies).catch(errorResponse)
  response.headers.set('cache-control', 'private, no-store')
  response.headers.set('x-content-type-options', 'nosniff')
  return response
}

async function respond(request: Request, dependencies: Dependencies): Promise<Response> {
  const { usage } = dependencies
  if (request.method !== 'GET' && request.method !== 'HEAD')
    throw new ApiError('method_not_allowed', 'This path takes GET.', { allow: 'GET, HEAD' })
  await requireOperator(request.headers, dependencies)
  if (usage === undefined)
    throw new ApiError(
      'configuration_error',
      'Metrics are summed up in Upstash Redis: set UPSTASH_REDIS_REST_URL and _TOKEN.',
      { definitive: true },
    )
  const totals = await usage.totals().catch((cause: unknown) => {
    throw new ApiError('limiter_unavailable', 'The store of the metrics does not answer.', { cause })
  })
  const metrics = [...usageMetrics(totals), circuits(readEdge(request.headers, dependencies), dependencies)]
  return new Response(prometheusText(metrics), {
    headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' },
  })
}

const states = { closed: 0, 'half-open': 1, open: 2 } as const

// Circuits are no sums: each edge has its own, and this is the edge that is asked. A model's name may be the caller's.
function circuits(edge: string, { health, effects }: Dependencies): Metric {
  const now = effects.now()
  const worst = new Map<string, number>()
  for (const [key, { circuit }] of health.of(edge).models) {
    const endpoint = key.slice(0, key.indexOf('|'))
    worst.set(endpoint, Math.max(worst.get(endpoint) ?? 0, states[circuitState(circuit, now)]))
  }
  return {
    name: 'isochrone_circuit_state',
    help: 'The worst circuit of an endpoint as this edge knows it: 0 closed, 1 half-open, 2 open.',
    type: 'gauge',
    samples: [...worst].map(([endpoint, value]) => ({ labels: { edge, endpoint }, value })),
  }
}
