import { allowedZones } from '@/lib/access/allowed-zones'
import { admitCall } from '@/lib/gateway/admit-call'
import { answerFromCache, answerStale, isUnanswered } from '@/lib/gateway/answer-from-cache'
import { answerInTime } from '@/lib/gateway/answer-in-time'
import { awaitFlight } from '@/lib/gateway/await-flight'
import { followCanary, leaveCanary, takeSide } from '@/lib/gateway/call-canary'
import { repeatCall } from '@/lib/gateway/call-once'
import { beginTrace, type CallTrace } from '@/lib/gateway/call-trace'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { findFollowed } from '@/lib/gateway/find-followed'
import { findRecalled } from '@/lib/gateway/find-recalled'
import { finishCall } from '@/lib/gateway/finish-call'
import { identifyCaller } from '@/lib/gateway/identify-caller'
import type { DocumentView } from '@/lib/gateway/live-document'
import { modelsResponse } from '@/lib/gateway/models-response'
import { pathBelowVersion } from '@/lib/gateway/path-below-version'
import { planCall } from '@/lib/gateway/plan-call'
import { protocolHeaders } from '@/lib/gateway/protocol-headers'
import { receiveBody } from '@/lib/gateway/receive-body'
import { requireConfiguration } from '@/lib/gateway/require-configuration'
import { requireMap } from '@/lib/gateway/require-map'
import { takePlace, yieldPlace } from '@/lib/gateway/take-place'
import { tryPlan } from '@/lib/gateway/try-plan'
import { errorResponse } from '@/lib/openai/error-response'
import { errorShapeOf, findOperation } from '@/lib/operations/find-operation'
import { parseCall } from '@/lib/operations/parse-call'
import type { RegionMap } from '@/lib/regions/region-map'

/** Serves one OpenAI-compatible request from the endpoint that can answer it soonest. */
export async function handleCall(request: Request, dependencies: Dependencies): Promise<Response> {
  const trace = beginTrace(request, dependencies)
  trace.shape = errorShapeOf(pathBelowVersion(request.url), request.headers)
  const response = await serveCall(request, trace, dependencies).catch((error: unknown) => {
    // What nobody foresaw has been noted where it happened, and comes here as what the caller is told.
    trace.error ??= error
    const stale = isUnanswered(error) ? answerStale(trace, dependencies) : undefined
    return stale ?? errorResponse(error, trace.shape)
  })
  return finishCall(response, { trace, dependencies })
}

// The whole order of a call stands here.
async function serveCall(request: Request, trace: CallTrace, dependencies: Dependencies): Promise<Response> {
  const { environment } = dependencies
  const { headers } = request
  requireConfiguration(environment)
  requireMap(environment)
  takePlace(trace, dependencies)
  const path = pathBelowVersion(request.url)
  trace.operation = findOperation(request.method, path)
  // Except on a cold start the operator's documents are at hand already; then they are read while the caller is identified.
  const documents = readDocuments(dependencies)
  trace.identity = await identifyCaller(headers, trace.caller, dependencies)
  if (trace.operation.method === 'POST') {
    const [body, view] = await Promise.all([
      receiveBody(request, trace, { documents, dependencies }),
      documents,
    ])
    takeSide(trace, view, dependencies)
    trace.asked = parseCall(body, trace.operation)
    trace.call = trace.asked
    trace.protocol = protocolHeaders(headers, trace.operation.name)
  }
  const finding = Promise.all([findFollowed(trace, dependencies), findRecalled(trace, dependencies)])
  finding.catch(() => undefined)
  const admitted = await admitCall(headers, trace, dependencies)
  leaveCanary(trace, dependencies)
  const { call, view } = trace
  if (admitted.verdict.kind === 'repeated')
    return await repeatCall(admitted.verdict.known, trace, dependencies)
  if (call === undefined || view === undefined)
    return await modelsResponse({ path, headers, trace, admitted }, dependencies)
  yieldPlace(admitted, dependencies)
  const kept = await answerFromCache(trace, dependencies)
  trace.mark('gate')
  if (kept !== undefined) return kept

  const asked = { call, trace, dependencies }
  return await answerInTime(async way => {
    const shared = await awaitFlight(trace, { dependencies, signal: way.signal })
    if (shared !== undefined) return shared
    const zones = allowedZones(admitted.plan, admitted.identity)
    const [followed, recalled] = await finding
    Object.assign(trace, { followed, recalled })
    followCanary(trace)
    const plan = planCall({ call, headers, trace, view: trace.view ?? view, zones }, dependencies)
    trace.mark('plan')
    return await tryPlan(plan, { ...asked, ...way })
  }, asked)
}

// The region map; the plans are at hand then as well. Where the caller is refused first, nobody waits for it.
function readDocuments({ regionMap, plans, models }: Dependencies): Promise<DocumentView<RegionMap>> {
  const reading = Promise.all([regionMap.current(), plans.current(), models.current()]).then(([view]) => view)
  reading.catch(() => undefined)
  return reading
}
