import { budgetsOf } from '@/lib/access/budgets-of'
import type { Identity } from '@/lib/access/identity'
import { digest } from '@/lib/access/keyed-digest'
import type { LimitName } from '@/lib/access/limits'
import { missingCredential } from '@/lib/access/missing-credential'
import type { Plan } from '@/lib/access/plan'
import type { Admission } from '@/lib/gateway/admission'
import { callCache, ownerOf } from '@/lib/gateway/call-cache'
import { readOnce } from '@/lib/gateway/call-once'
import type { CallTrace } from '@/lib/gateway/call-trace'
import { countCall } from '@/lib/gateway/count-call'
import type { Counted } from '@/lib/gateway/counted'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { identifyCaller } from '@/lib/gateway/identify-caller'
import type { DocumentView } from '@/lib/gateway/live-document'
import { resolveCall } from '@/lib/gateway/resolve-call'
import { ApiError } from '@/lib/openai/api-error'
import { estimateTokens } from '@/lib/operations/estimate-tokens'
import { reserveCost } from '@/lib/usage/reserve-cost'

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
    const asked = { headers, identity, plan }
    await resolveAsked(trace, { ...asked, dependencies })
    const { tokens, ...charge } = await chargeOf(trace, { ...asked, dependencies })
    trace.cache = await callCache(trace, asked, dependencies)
    trace.once = await readOnce(headers, trace, { identity, plan, slot, dependencies })
    const counted = await countCall(
      {
        ...charge,
        identity,
        plan,
        edge: trace.caller.place.edge,
        slot,
        tokens,
        cacheKey: wantedKey(trace),
        owner: ownerOf(plan, identity),
        once: trace.once,
      },
      dependencies,
    )
    if (counted === 'changed') continue
    const { verdict, counter, held, counting } = counted
    trace.admission = { slot, verdict, counter, held, counting, identity, plan }
    if (verdict.kind === 'limited')
      throw limited({ ...verdict, isTooLarge: tokens > (plan.tokensPerMinute ?? tokens) })
    await learnEpoch(trace, { ...asked, counted, dependencies })
    return trace.admission
  }
  throw new ApiError('auth_unavailable', 'The credential keeps changing.')
}

const messages: Readonly<Record<LimitName, string>> = {
  requests: 'Rate limit reached for requests per minute.',
  tokens: 'Rate limit reached for tokens per minute: this call is estimated to need more than is left.',
  concurrency: 'Too many calls of this caller are in flight.',
  budget: 'The budget of this credential, or of the session, is spent or reserved by calls in flight.',
}

// While the operator's plans cannot be read, one that is missing may well be among them.
function unknownPlan(source: DocumentView<unknown>['source'], { environment }: Dependencies): ApiError {
  return source === 'live' || environment.configStore === undefined
    ? missingCredential()
    : new ApiError('auth_unavailable', 'The plan of this credential cannot be read at the moment.')
}

type Asked = {
  readonly headers: Headers
  readonly identity: Identity
  readonly plan: Plan
  readonly dependencies: Dependencies
}

// Anew for each look: what a credential allows decides on the model.
async function resolveAsked(trace: CallTrace, { dependencies, ...asked }: Asked): Promise<void> {
  if (trace.asked === undefined) return
  const { call, fallbacks, choice, trimmed } = await resolveCall(trace.asked, asked, { trace, dependencies })
  Object.assign(trace, { call, fallbacks, choice, trimmed })
}

// What the call is expected to use and cost at most.
async function chargeOf(
  { call, fallbacks = [] }: CallTrace,
  { headers, identity, plan, dependencies }: Asked,
) {
  if (call === undefined) return { tokens: 0, budgets: [], nanoUsd: 0 }
  const { effects, models } = dependencies
  // What reserves nothing has nothing counted when it is settled, and an empty prompt may have a long answer.
  const tokens = plan.tokensPerMinute === undefined ? 0 : Math.max(1, estimateTokens(call))
  const id = headers.get('x-session-id')
  const session = id && plan.budgetUsdPerSession !== undefined ? await digest(id) : undefined
  const budgets = budgetsOf({ plan, identity, session, now: effects.now() })
  if (budgets.length === 0) return { tokens, budgets, nanoUsd: 0 }
  const { catalogue } = (await models.current()).value
  const asked = { promptTokens: call.promptTokens(), mostTokens: plan.maxTokensPerRequest }
  // Whichever of them answers, it is paid for.
  const costs = [call, ...fallbacks].map(each =>
    reserveCost({ ...asked, call: each, model: catalogue.get(each.model) }),
  )
  const nanoUsd = Math.max(...costs)
  return { tokens, budgets, nanoUsd }
}

// This isolate's own memory comes first, and costs nobody anything.
function wantedKey({ cache }: CallTrace): string | undefined {
  return cache?.policy.mayRead && cache.remembered === undefined ? cache.key : undefined
}

// Answers that were thrown away since are not looked for again: the call goes on as if there were none.
async function learnEpoch(
  trace: CallTrace,
  { counted, dependencies, ...asked }: Asked & { readonly counted: Counted },
): Promise<void> {
  const { cache } = trace
  const { epochs } = dependencies.cache
  const owner = ownerOf(asked.plan, asked.identity)
  const { epoch, cached, counter } = counted
  if (cache === undefined) return
  const known = epochs.get(owner)
  if (epoch !== undefined) epochs.set(owner, epoch)
  if (epoch === undefined || epoch === (known ?? 0)) {
    trace.cache = { ...cache, found: cached, isUnread: counter === 'allowance' && known !== undefined }
    return
  }
  trace.cache = await callCache(trace, asked, dependencies)
}

type Limited = {
  readonly by: LimitName
  readonly retryAfterSeconds: number
  readonly isTooLarge: boolean
}

// A call that is larger than the whole limit will never fit, however long its caller waits.
function limited({ by, retryAfterSeconds, isTooLarge }: Limited): ApiError {
  if (by === 'budget') return new ApiError('insufficient_quota', messages.budget, { definitive: true })
  const code = by === 'concurrency' ? 'concurrency_limit_exceeded' : 'rate_limit_exceeded'
  return new ApiError(code, messages[by], { retryAfterSeconds, definitive: isTooLarge })
}
