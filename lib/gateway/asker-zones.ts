import { allowedZones } from '@/lib/access/allowed-zones'
import { admitCall } from '@/lib/gateway/admit-call'
import { beginTrace } from '@/lib/gateway/call-trace'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { identifyCaller } from '@/lib/gateway/identify-caller'
import { isOperator } from '@/lib/gateway/require-operator'
import { settleCall } from '@/lib/gateway/settle-call'

/**
 * The zones that whoever asks about a route may use: operators all, callers those of their plan, and who needs no
 * credential those of the anonymous plan. A question by a caller counts as a request, and has its credential confirmed.
 */
export async function askerZones(
  request: Request,
  dependencies: Dependencies,
): Promise<readonly string[] | undefined> {
  const { headers } = request
  if (await isOperator(headers, dependencies.environment.operatorToken)) return undefined
  const trace = beginTrace(request, dependencies)
  trace.identity = await identifyCaller(headers, trace.caller, dependencies)
  if (trace.identity.proof.kind === 'none') {
    const { value: plans } = await dependencies.plans.current()
    return plans.get(trace.identity.plan)?.zones
  }
  const { plan, identity } = await admitCall(headers, trace, dependencies)
  dependencies.background.keepAlive(settleCall(trace, undefined, dependencies))
  return allowedZones(plan, identity)
}
