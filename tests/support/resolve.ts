import { readCaller } from '@/lib/gateway/caller'
import { type ResolvedCall, resolveCall } from '@/lib/gateway/resolve-call'
import type { OperationName } from '@/lib/operations/operations'
import type { Call } from '@/lib/operations/parse-call'
import { buildDependencies, mapDocument } from './build-dependencies'
import { buildPlan } from './build-plan'
import { buildRequest } from './build-request'
import { callOf } from './call-of'
import { rowOf } from './upstream-endpoint'

type Asked = {
  readonly models?: unknown
  readonly plan?: Parameters<typeof buildPlan>[0]
  /** What the credential narrows the plan to. */
  readonly key?: { readonly models?: readonly string[]; readonly zones?: readonly string[] }
  readonly headers?: Readonly<Record<string, string>>
  readonly operation?: OperationName
  /** The rows of the region map; by default one endpoint that takes any model. */
  readonly endpoints?: Readonly<Record<string, unknown>>
}

/** Resolves a call of those fields as the gateway does, for a caller whose grant a test owns. */
export async function resolve(
  fields: Readonly<Record<string, unknown>>,
  { models = {}, plan = {}, key = {}, headers = {}, operation = 'chat.completions', endpoints }: Asked = {},
): Promise<ResolvedCall & { readonly asked: Call }> {
  const document = mapDocument({ endpoints: endpoints ?? { sin: rowOf('sin') } })
  const { dependencies } = buildDependencies({ models, document })
  const request = buildRequest({ headers })
  const trace = {
    view: await dependencies.regionMap.current(),
    caller: readCaller(request, dependencies),
  }
  const asked = callOf(operation, fields)
  const grant = { plan: buildPlan(plan), identity: { models: key.models, zones: key.zones } }
  const resolved = await resolveCall(asked, { ...grant, headers: request.headers }, { trace, dependencies })
  return { ...resolved, asked }
}
