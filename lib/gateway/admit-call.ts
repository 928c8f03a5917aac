import { estimateTokens } from '@/lib/access/estimate-tokens'
import type { LimitName } from '@/lib/access/limits'
import { missingCredential } from '@/lib/access/missing-credential'
import type { Plan } from '@/lib/access/plan'
import { requireAllowed } from '@/lib/access/require-allowed'
import type { Admission } from '@/lib/gateway/admission'
import type { CallTrace } from '@/lib/gateway/call-trace'
import { countCall } from '@/lib/gateway/count-call'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { identifyCaller } from '@/lib/gateway/identify-caller'
import type { DocumentView } from '@/lib/gateway/live-document'
import { ApiError } from '@/lib/openai/api-error'

// A credential that changes while it is looked at is looked at again, but not for ever.
const mostLooks = 3

/** Lets a call in, or throws: who calls, may they, and is there room within their limits. Fills in the trace. */
export async function admitCall(
  headers: Headers,
  trace: CallTrace,
  dependencies: Dependencies,
): Promise<Admission> {
  const { value: plans, source } = await dependencies.plans.current()
  // Not the request's own id: that may be the caller's choice, and two calls at once must hold two slots.
  const slot = dependencies.newId()
  for (let looks = 0; looks < mostLooks; looks++) {
    const first = looks === 0 ? trace.identity : undefined
    const identity = first ?? (await identifyCaller(headers, trace.caller, dependencies))
    const plan = plans.get(identity.plan)
    if (plan === undefined) throw unknownPlan(source, dependencies)
    if (trace.call !== undefined) requireAllowed(trace.call, { plan, identity })
    const tokens = tokensToReserve(plan, trace)
    const counted = await countCall(
      { identity, plan, edge: trace.caller.place.edge, slot, tokens },
      dependencies,
    )
    if (counted === 'changed') continue
    trace.admission = { ...counted, identity, plan }
    if (counted.verdict.kind === 'limited')
      throw limited({ ...counted.verdict, isTooLarge: tokens > (plan.tokensPerMinute ?? tokens) })
    return trace.admission
  }
  throw new ApiError('auth_unavailable', 'The credential keeps changing.')
}

const messages: Readonly<Record<LimitName, string>> = {
  requests: 'Rate limit reached for requests per minute.',
  tokens: 'Rate limit reached for tokens per minute: this call is estimated to need more than is left.',
  concurrency: 'Too many calls of this caller are in flight.',
}

// While the operator's plans cannot be read, one that is missing may well be among them.
function unknownPlan(source: DocumentView<unknown>['source'], { environment }: Dependencies): ApiError {
  return source === 'live' || environment.configStore === undefined
    ? missingCredential()
    : new ApiError('auth_unavailable', 'The plan of this credential cannot be read at the moment.')
}

function tokensToReserve({ tokensPerMinute }: Plan, { call }: CallTrace): number {
  return tokensPerMinute === undefined || call === undefined ? 0 : estimateTokens(call.request)
}

type Limited = {
  readonly by: LimitName
  readonly retryAfterSeconds: number
  readonly isTooLarge: boolean
}

// A call that is larger than the whole limit will never fit, however long its caller waits.
function limited({ by, retryAfterSeconds, isTooLarge }: Limited): ApiError {
  const code = by === 'concurrency' ? 'concurrency_limit_exceeded' : 'rate_limit_exceeded'
  return new ApiError(code, messages[by], { retryAfterSeconds, definitive: isTooLarge })
}
