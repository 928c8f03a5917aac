import type { Identity } from '@/lib/access/identity'
import { missingCredential } from '@/lib/access/missing-credential'
import type { Plan } from '@/lib/access/plan'
import { admitCall } from '@/lib/gateway/admit-call'
import { beginTrace } from '@/lib/gateway/call-trace'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { identifyCaller } from '@/lib/gateway/identify-caller'
import { isOperator } from '@/lib/gateway/require-operator'
import { settleCall } from '@/lib/gateway/settle-call'

/** By which plan whoever asks would be served, and what its credential narrows that to. */
export type AskerGrant = {
  readonly plan: Plan
  readonly identity: Pick<Identity, 'models' | 'zones'>
  /** Under which id its calls are counted; undefined for an operator, who is no caller. */
  readonly caller: string | undefined
}

/** Operators may ask about anything. */
const operatorPlan: Plan = {
  name: 'operator',
  requestsPerMinute: undefined,
  tokensPerMinute: undefined,
  concurrency: undefined,
  maxTokensPerRequest: undefined,
  budgetUsdPerDay: undefined,
  budgetUsdPerMonth: undefined,
  budgetUsdPerSession: undefined,
  models: undefined,
  zones: undefined,
  whenUncounted: 'allowance',
  localAllowance: false,
  priority: 'interactive',
  hedge: false,
  overflow: 'refuse',
  autoPriority: undefined,
  alertUsdPerCall: undefined,
  cache: 'off',
  cacheScope: 'caller',
}

/**
 * What whoever asks about a route may use: operators everything, callers what their plan allows, and who needs no credential
 * what the anonymous plan does. A question by a caller counts as a request, and has its credential confirmed.
 */
export async function askerGrant(request: Request, dependencies: Dependencies): Promise<AskerGrant> {
  const { headers } = request
  if (await isOperator(headers, dependencies.environment.operatorToken))
    return { plan: operatorPlan, identity: { models: undefined, zones: undefined }, caller: undefined }
  const trace = beginTrace(request, dependencies)
  trace.identity = await identifyCaller(headers, trace.caller, dependencies)
  if (trace.identity.proof.kind === 'none') {
    const { value: plans } = await dependencies.plans.current()
    const plan = plans.get(trace.identity.plan)
    if (plan === undefined) throw missingCredential()
    return { plan, identity: trace.identity, caller: trace.identity.caller }
  }
  const { plan, identity } = await admitCall(headers, trace, dependencies)
  dependencies.background.keepAlive(settleCall(trace, undefined, dependencies))
  return { plan, identity, caller: identity.caller }
}
