import type { CallTrace } from '@/lib/gateway/call-trace'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { endpointsWithKey } from '@/lib/gateway/endpoints-with-key'
import type { OperationName } from '@/lib/operations/operations'
import { plainId, type ServedModels } from '@/lib/regions/region-map'
import { excludeEndpoints } from '@/lib/routing/exclude-endpoints'
import { narrow } from '@/lib/routing/narrow'

export type ServableAsk = {
  /** Undefined asks for any. */
  readonly operation: OperationName | undefined
  readonly allowedZones: readonly string[] | undefined
  readonly zone?: string | undefined
  /** The one endpoint that the caller asks for. */
  readonly only?: string | undefined
  readonly dependencies: Dependencies
}

/** What the endpoints serve that a caller may use now: the models that they name, and whether one of them takes any. */
export function servableModels(
  { view, caller: { place } }: Pick<CallTrace, 'view' | 'caller'>,
  { operation, allowedZones, zone, only, dependencies }: ServableAsk,
): ServedModels {
  if (view === undefined) return { names: new Map(), any: false }
  const { value: map } = view
  const { eligible, resting } = excludeEndpoints({
    map,
    health: dependencies.health.of(place.edge),
    withKey: endpointsWithKey(map, dependencies.keyOf),
    model: undefined,
    operation,
    zones: narrow(place.country === undefined ? undefined : map.residency.get(place.country), zone),
    allowedZones,
    now: dependencies.effects.now(),
  })
  const serving = [...eligible, ...resting.map(({ endpoint }) => endpoint)].filter(
    ({ id }) => only === undefined || plainId(id) === only,
  )
  return {
    names: new Map(serving.flatMap(({ models }) => [...models.names])),
    any: serving.some(({ models }) => models.any),
  }
}
