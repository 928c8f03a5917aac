import { allowedZones } from '@/lib/access/allowed-zones'
import { askedZone } from '@/lib/gateway/asked-zone'
import { type AskerGrant, askerGrant } from '@/lib/gateway/asker-grant'
import { type CallCanary, viewOf } from '@/lib/gateway/call-canary'
import { callKind } from '@/lib/gateway/call-kind'
import type { Caller } from '@/lib/gateway/caller'
import type { Dependencies } from '@/lib/gateway/dependencies'
import type { EdgeMemory } from '@/lib/gateway/edge-memory'
import { endpointsWithKey } from '@/lib/gateway/endpoints-with-key'
import { explainCanary } from '@/lib/gateway/explain-canary'
import { lookAtEdge } from '@/lib/gateway/look-at-edge'
import { type ModelChoice, type ResolvedCall, resolveCall } from '@/lib/gateway/resolve-call'
import { serveJson } from '@/lib/gateway/serve-json'
import { centroidOfCountry, parseCountry } from '@/lib/geo/country'
import { type CallerPlace, isEdge } from '@/lib/geo/locate-caller'
import { ApiError } from '@/lib/openai/api-error'
import { readBody } from '@/lib/openai/read-body'
import { type CallOperation, operationNames, operations } from '@/lib/operations/operations'
import { type Call, parseCall } from '@/lib/operations/parse-call'
import { plainId } from '@/lib/regions/region-map'
import { planCanaryRoute } from '@/lib/routing/plan-canary-route'
import { planRoute, type RoutePlan } from '@/lib/routing/plan-route'
import { withFallbacks } from '@/lib/routing/with-fallbacks'

/**
 * Answers `/api/route`: where a call would go, with which model and why, without sending anything. The call is described in
 * the query, or given whole as the body of a POST.
 */
export function explainRoute(request: Request, dependencies: Dependencies): Promise<Response> {
  const methods = ['GET', 'HEAD', 'POST']
  return serveJson(request, { dependencies, methods }, async caller => {
    const grant = await askerGrant(request, dependencies)
    const asked = new URL(request.url).searchParams
    const call = await readCall(request, asked, dependencies)
    const place = askedPlace(asked, caller)
    const outer = await dependencies.regionMap.current()
    const drawn = explainCanary(outer, { caller: grant.caller ?? asked.get('caller'), place, dependencies })
    const canary = drawn?.call
    const view = canary?.side === 'canary' ? viewOf(canary.canary, outer) : outer
    const trace = { view, caller: { ...caller, place } }
    const headers = askedHeaders(request.headers, asked)
    const resolving = call && resolveCall(call, { ...grant, headers }, { trace, dependencies })
    const resolved = await resolving?.catch(unlessUnroutable)
    const plan = explained(resolved, {
      grant,
      place,
      zone: askedZone(headers),
      asked: asked.has('operation') ? askedOperation(asked).name : undefined,
      view,
      canary,
      memory: await lookAtEdge({ edge: place.edge, own: caller.place.edge }, dependencies),
      dependencies,
    })
    return {
      country: place.country ?? 'unknown',
      edge: place.edge,
      model: resolved?.call.model ?? null,
      ...(resolved && { choice: describeChoice(resolved.choice), trimmedMessages: resolved.trimmed }),
      ...describe(plan),
      ...(drawn && { canary: drawn.told }),
    }
  })
}

// Why no endpoint is left is told by the plan itself.
function unlessUnroutable(error: unknown): undefined {
  const isUnroutable =
    error instanceof ApiError && ['residency_violation', 'no_eligible_endpoint'].includes(error.code)
  if (!isUnroutable) throw error
}

async function readCall(request: Request, asked: URLSearchParams, { effects }: Dependencies) {
  const operation = askedOperation(asked)
  if (request.method === 'POST') return parseCall(await readBody(request, effects), operation)
  // A task picks its model where none is named, as `auto` has it do.
  const model = asked.get('model') || (asked.get('task') ? 'auto' : undefined)
  return model ? parseCall(JSON.stringify({ ...emptyCalls[operation.name], model }), operation) : undefined
}

function askedOperation(asked: URLSearchParams): CallOperation {
  const name = asked.get('operation') || 'chat.completions'
  const found = operations.find((each): each is CallOperation => each.method === 'POST' && each.name === name)
  if (found !== undefined) return found
  throw new ApiError(
    'invalid_request',
    `Invalid 'operation': expected one of ${operationNames.join(', ')}.`,
    {
      param: 'operation',
    },
  )
}

const messages = [{ role: 'user', content: '' }]

// The least that each operation takes.
const emptyCalls: Readonly<Record<CallOperation['name'], object>> = {
  'chat.completions': { messages },
  completions: { prompt: '' },
  embeddings: { input: '' },
  responses: { input: '' },
  messages: { messages, max_tokens: 1 },
}

// A question names in its query what a call has in its headers; what no header can hold names nothing there is.
function askedHeaders(own: Headers, asked: URLSearchParams): Headers {
  const headers = new Headers(own)
  // All candidates are told of, not one that is pinned, and so the model is chosen among those of all.
  headers.delete('x-route-to')
  for (const [name, header] of [
    ['zone', 'x-route-zone'],
    ['task', 'x-task'],
  ] as const) {
    const value = asked.get(name)
    if (value) headers.set(header, /^[\x20-\x7e]+$/.test(value) ? value : encodeURIComponent(value))
  }
  return headers
}

// A country or edge that is asked for stands in for the caller's own; an unknown country is one too.
function askedPlace(asked: URLSearchParams, { place }: Caller) {
  const edge = asked.get('edge')
  const named = { edge: edge !== null && isEdge(edge) ? edge : place.edge }
  if (!asked.has('country')) return { ...place, ...named }
  const country = parseCountry(asked.get('country'))
  return { ...place, ...named, country, coordinates: centroidOfCountry(country) }
}

type Question = {
  readonly grant: AskerGrant
  readonly place: CallerPlace
  readonly zone: string | undefined
  /** The operation of a question that names no model. */
  readonly asked: CallOperation['name'] | undefined
  readonly view: Awaited<ReturnType<Dependencies['regionMap']['current']>>
  readonly canary: CallCanary | undefined
  /** What is known of the edge. */
  readonly memory: EdgeMemory
  readonly dependencies: Dependencies
}

function explained(resolved: ResolvedCall | undefined, question: Question): RoutePlan {
  const own = planFor(resolved?.call, question)
  return withFallbacks(own, resolved?.fallbacks ?? [], fallback => planFor(fallback, question))
}

function planFor(
  call: Call | undefined,
  { grant, place, zone, view, canary, memory, dependencies, asked }: Question,
): RoutePlan {
  const zones = allowedZones(grant.plan, grant.identity)
  const model = call?.model
  const operation = call?.operation.name ?? asked
  const isCanary = canary?.side === 'canary'
  const map = view.value
  const kind = callKind({ map, country: place.country, model, zone, zones, operation, isCanary })
  const question = {
    map,
    health: memory,
    withKey: endpointsWithKey(map, dependencies.keyOf),
    model,
    operation,
    place,
    zone,
    allowedZones: zones,
    leader: memory.leaders.get(kind),
    now: dependencies.effects.now(),
  }
  if (!isCanary) return planRoute(question)
  return planCanaryRoute(question, { canary: canary.canary, outer: canary.outer.value })
}

function describeChoice({ asked, reason, task, priority, fallbacks, alternatives }: ModelChoice) {
  return { asked, reason, task: task ?? null, priority: priority ?? null, fallbacks, alternatives }
}

function describe({ residency, candidates, excluded }: RoutePlan) {
  return {
    residency: residency ?? null,
    candidates: candidates.map(({ endpoint, reason, score, expectedMs, map, call }) => ({
      endpoint: plainId(endpoint.id),
      region: endpoint.region,
      zone: endpoint.zone,
      reason,
      score,
      expectedMs: expectedMs ?? null,
      // Only where a canary put it there.
      ...(map && { map }),
      // Only where another model stands in.
      ...(call && { model: call.model }),
    })),
    excluded: excluded.map(({ endpoint, reason }) => ({ endpoint: plainId(endpoint), reason })),
  }
}
