import { admitCaller } from '@/lib/access/admit-caller'
import { answerResponse } from '@/lib/gateway/answer-response'
import { beginTrace } from '@/lib/gateway/call-trace'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { finishCall } from '@/lib/gateway/finish-call'
import { modelsResponse } from '@/lib/gateway/models-response'
import { pathBelowVersion } from '@/lib/gateway/path-below-version'
import { planCall } from '@/lib/gateway/plan-call'
import { requireConfiguration } from '@/lib/gateway/require-configuration'
import { tryPlan } from '@/lib/gateway/try-plan'
import { errorResponse } from '@/lib/openai/error-response'
import { findOperation } from '@/lib/openai/find-operation'
import { parseCall } from '@/lib/openai/parse-call'
import { readBody } from '@/lib/openai/read-body'

/** Serves one OpenAI-compatible request from the endpoint that can answer it soonest. Its whole order stands here. */
export async function handleCall(request: Request, dependencies: Dependencies): Promise<Response> {
  const { environment, regionMap, effects } = dependencies
  const trace = beginTrace(request, dependencies)
  try {
    requireConfiguration(environment)
    const path = pathBelowVersion(request.url)
    trace.operation = findOperation(request.method, path)
    admitCaller(request.headers, environment.access)
    if (trace.operation.method === 'GET') {
      const models = await modelsResponse({ path, trace }, dependencies)
      return finishCall(models, { trace, dependencies })
    }
    // Except on a cold start the map is at hand already.
    const [body, view] = await Promise.all([readBody(request, effects.startTimer), regionMap.current()])
    trace.view = view
    trace.call = parseCall(body, trace.operation)
    trace.mark('gate')

    const plan = planCall(
      { call: trace.call, headers: request.headers, caller: trace.caller, view },
      dependencies,
    )
    trace.mark('plan')

    const answer = await tryPlan(plan, { call: trace.call, trace, dependencies })
    trace.mark('upstream')
    return finishCall(answerResponse(answer), { trace, dependencies })
  } catch (error) {
    trace.error = error
    return finishCall(errorResponse(error), { trace, dependencies })
  }
}
