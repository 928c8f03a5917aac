import type { Identity } from '@/lib/access/identity'
import type { Plan } from '@/lib/access/plan'
import { cacheKey } from '@/lib/cache/cache-key'
import { type CachePolicy, cachePolicy } from '@/lib/cache/cache-policy'
import type { Flight } from '@/lib/cache/flights'
import type { CallTrace } from '@/lib/gateway/call-trace'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { zonesOfCall } from '@/lib/gateway/zones-of-call'
import type { Call } from '@/lib/operations/parse-call'
import { type Endpoint, type RegionMap, upstreamModel } from '@/lib/regions/region-map'

/** What the response cache has to do with a call that it may answer. */
export type CallCache = {
  readonly key: string
  readonly policy: Extract<CachePolicy, { kind: 'use' }>
  /** What lies under the key in this isolate's own memory. */
  readonly remembered: string | undefined
  /** What lies there in the shared store, still sealed. */
  readonly found?: string | undefined
  /** That store could not be asked, but how often the owner's answers were thrown away is known of before. */
  readonly isUnread?: boolean
  /** Others wait for this call. */
  flight?: Flight
}

type Asked = {
  readonly plan: Plan
  readonly identity: Identity
  readonly headers: Headers
}

/** Decides what the cache has to do with a call, and looks into this isolate's memory; undefined where nothing. */
export async function callCache(
  trace: CallTrace,
  { plan, identity, headers }: Asked,
  { models, cache, effects }: Dependencies,
): Promise<CallCache | undefined> {
  const { call, view, caller, protocol } = trace
  if (call === undefined || view === undefined) return undefined
  const model = (await models.current()).value.catalogue.get(call.model)
  const policy = cachePolicy(call, { plan, model, control: headers.get('cache-control') })
  if (policy.kind === 'bypass') return undefined
  const { country, ip } = caller.place
  const owner = ownerOf(plan, identity)
  const zones = zonesOfCall(trace, { headers, plan, identity })
  const serving = servers(call, view.value)
  const forwarded = serving
    .filter(({ zone }) => zones?.includes(zone) ?? true)
    .flatMap(({ forward }) => forward)
  const key = await cacheKey(call, {
    owner,
    epoch: cache.epochs.get(owner) ?? 0,
    servers: serving.map(endpoint => written(endpoint, call)),
    zones,
    told: {
      country: forwarded.includes('country') ? country : undefined,
      ip: forwarded.includes('ip') ? ip : undefined,
    },
    pin: headers.get('x-route-to') ?? undefined,
    protocol,
  })
  const remembered = policy.mayRead ? cache.memory.get(key, effects.now()) : undefined
  return { key, policy, remembered }
}

/** Whose answers a caller's are: its own, or its whole plan's. No caller's id begins like a plan's. */
export function ownerOf(plan: Plan, { caller }: Identity): string {
  return plan.cacheScope === 'plan' ? `plan-${plan.name}` : caller
}

function servers({ model }: Call, { endpoints }: RegionMap): readonly Endpoint[] {
  return [...endpoints.values()].filter(endpoint => upstreamModel(endpoint, model) !== undefined)
}

function written(endpoint: Endpoint, { model }: Call): string {
  const { id, baseUrl, zone, provider, forward } = endpoint
  return JSON.stringify([
    id,
    baseUrl,
    zone,
    upstreamModel(endpoint, model),
    provider.name,
    [...forward].sort(),
  ])
}
