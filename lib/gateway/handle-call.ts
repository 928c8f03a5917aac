import { allowedZones } from '@/lib/access/allowed-zones'
import { admitCall } from '@/lib/gateway/admit-call'
import { answerResponse } from '@/lib/gateway/answer-response'
import { beginTrace } from '@/lib/gateway/call-trace'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { finishCall } from '@/lib/gateway/finish-call'
import { identifyCaller } from '@/lib/gateway/identify-caller'
import type { DocumentView } from '@/lib/gateway/live-document'
import { modelsResponse } from '@/lib/gateway/models-response'
import { pathBelowVersion } from '@/lib/gateway/path-below-version'
import { planCall } from '@/lib/gateway/plan-call'
import { requireConfiguration } from '@/lib/gateway/require-configuration'
import { takePlace, yieldPlace } from '@/lib/gateway/take-place'
import { tryPlan } from '@/lib/gateway/try-plan'
import { errorResponse } from '@/lib/openai/error-response'
import { findOperation } from '@/lib/openai/find-operation'
import { parseCall } from '@/lib/openai/parse-call'
import { readBody } from '@/lib/openai/read-body'
import type { RegionMap } from '@/lib/regions/region-map'

/** Serves one OpenAI-compatible request from the endpoint that can answer it soonest. Its whole order stands here. */
export async function handleCall(request: Request, dependencies: Dependencies): Promise<Response> {
  const { environment, effects } = dependencies
  const { headers } = request
  const trace = beginTrace(request, dependencies)
  try {
    requireConfiguration(environment)
    takePlace(trace, dependencies)
    const path = pathBelowVersion(request.url)
    trace.operation = findOperation(request.method, path)
    // Except on a cold start the operator's documents are at hand already; then they are read while the caller is identified.
    const documents = readDocuments(dependencies)
    trace.identity = await identifyCaller(headers, trace.caller, dependencies)
    if (trace.operation.method === 'GET') {
      const admitted = await admitCall(headers, trace, dependencies)
      return finishCall(await modelsResponse({ path, trace, admitted }, dependencies), {
        trace,
        dependencies,
      })
    }
    const reading = readBody(request, effects.startTimer)
    const [body, view] = await Promise.all([reading, documents])
    trace.view = view
    trace.call = parseCall(body, trace.operation)
    const admitted = await admitCall(headers, trace, dependencies)
    yieldPlace(admitted, dependencies)
    trace.mark('gate')

    const zones = allowedZones(admitted.plan, admitted.identity)
    const plan = planCall({ call: trace.call, headers, caller: trace.caller, view, zones }, dependencies)
    trace.mark('plan')

    const answer = await tryPlan(plan, { call: trace.call, trace, dependencies })
    trace.mark('upstream')
    return finishCall(answerResponse(answer), { trace, dependencies })
  } catch (error) {
    trace.error = error
    return finishCall(errorResponse(error), { trace, dependencies })
  }
}

// The region map; the plans are at hand then as well. Where the caller is refused first, nobody waits for it.
function readDocuments({ regionMap, plans }: Dependencies): Promise<DocumentView<RegionMap>> {
  const reading = Promise.all([regionMap.current(), plans.current()]).then(([view]) => view)
  reading.catch(() => undefined)
  return reading
}
