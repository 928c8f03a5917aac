import { keptRequestId } from '@/lib/gateway/caller'
import { configuredMap } from '@/lib/gateway/configured-map'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { tellRefusals } from '@/lib/gateway/note-refusal'
import { readCanary } from '@/lib/gateway/read-canary'
import { readEdge } from '@/lib/gateway/read-edge'
import { requireOperator } from '@/lib/gateway/require-operator'
import { circuitState } from '@/lib/health/circuit'
import { type EdgeCircuit, edgeCircuits } from '@/lib/health/edge-circuits'
import { ApiError } from '@/lib/openai/api-error'
import { errorResponse } from '@/lib/openai/error-response'
import { canaryMetrics } from '@/lib/status/canary-metrics'
import { circuitMetric } from '@/lib/status/circuit-metric'
import { type Metric, prometheusText } from '@/lib/status/prometheus-text'
import { busiestEdges, usageMetrics } from '@/lib/status/usage-metrics'
import { logLost } from '@/lib/telemetry/log-lost'

/**
 * Answers `GET /api/metrics` for Prometheus, with the operator token: what all instances have recorded in the shared store, or
 * this one by itself where there is none.
 */
export async function serveMetrics(request: Request, dependencies: Dependencies): Promise<Response> {
  const response = await respond(request, dependencies).catch(errorResponse)
  response.headers.set('x-request-id', keptRequestId(request.headers) ?? dependencies.newId())
  response.headers.set('cache-control', 'private, no-store')
  response.headers.set('x-content-type-options', 'nosniff')
  return response
}

async function respond(request: Request, dependencies: Dependencies): Promise<Response> {
  const { usage } = dependencies
  if (request.method !== 'GET' && request.method !== 'HEAD')
    throw new ApiError('method_not_allowed', 'This path takes GET.', { allow: 'GET, HEAD' })
  await requireOperator(request.headers, dependencies)
  await tellRefusals(dependencies, { atOnce: true })
  const totals = await usage.totals().catch((cause: unknown) => {
    throw new ApiError('limiter_unavailable', 'The store of the metrics does not answer.', { cause })
  })
  const edges = new Set([readEdge(request.headers, dependencies), ...busiestEdges(totals)])
  const [circuits, canary] = await Promise.all([
    readCircuits([...edges], dependencies),
    readCanaryMetrics(dependencies),
  ])
  const metrics = [...usageMetrics(totals), circuitMetric(circuits), ...canary]
  return new Response(prometheusText(metrics), {
    headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' },
  })
}

// Only where the map has one: one more request.
async function readCanaryMetrics(dependencies: Dependencies): Promise<readonly Metric[]> {
  const canary = await readCanary((await configuredMap(dependencies))?.value, dependencies)
  return canary === null ? [] : canaryMetrics(canary)
}

// What the edges tell each other, and not what this instance knows: it may have slept for an hour. One more request.
async function readCircuits(
  edges: readonly string[],
  dependencies: Dependencies,
): Promise<readonly EdgeCircuit[]> {
  const { exchange, regionMap, health, writeLog } = dependencies
  try {
    const [stored, map] = await Promise.all([exchange?.circuits(edges), regionMap.current()])
    const told =
      stored === undefined
        ? edges.flatMap(edge => ownCircuits(edge, dependencies))
        : edgeCircuits(stored, health.identities)
    const { endpoints } = map.value
    // Labels are of the operator's words alone, and so of bounded number.
    return told.filter(
      ({ endpoint, model }) =>
        endpoints.has(endpoint) && (model === '*' || endpoints.get(endpoint)?.models.names.has(model)),
    )
  } catch (error) {
    logLost(error, { event: 'circuits-lost', writeLog })
    return []
  }
}

// Where nothing is shared, nobody else knows better.
function ownCircuits(edge: string, { health, effects }: Dependencies): readonly EdgeCircuit[] {
  const now = effects.now()
  return [...health.of(edge).models].map(([key, { circuit }]) => {
    const bar = key.indexOf('|')
    const state = circuitState(circuit, now)
    return { edge, endpoint: key.slice(0, bar), model: key.slice(bar + 1), state }
  })
}
