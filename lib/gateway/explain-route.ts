import { askerZones } from '@/lib/gateway/asker-zones'
import { callKind } from '@/lib/gateway/call-kind'
import type { Caller } from '@/lib/gateway/caller'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { endpointsWithKey } from '@/lib/gateway/endpoints-with-key'
import { serveJson } from '@/lib/gateway/serve-json'
import { centroidOfCountry, parseCountry } from '@/lib/geo/country'
import { isEdge } from '@/lib/geo/locate-caller'
import { planRoute, type RoutePlan } from '@/lib/routing/plan-route'

/** Answers `GET /api/route`: where a call would go and why, without sending anything. */
export function explainRoute(request: Request, dependencies: Dependencies): Promise<Response> {
  return serveJson(request, dependencies, async caller => {
    const allowedZones = await askerZones(request, dependencies)
    const asked = new URL(request.url).searchParams
    const place = askedPlace(asked, caller)
    const { value: map } = await dependencies.regionMap.current()
    const model = asked.get('model') || undefined
    const zone = asked.get('zone') || undefined
    const memory = dependencies.health.of(place.edge)
    const kind = callKind({ country: place.country, model, zone, zones: allowedZones })
    const plan = planRoute({
      map,
      health: memory,
      withKey: endpointsWithKey(map, dependencies.keyOf),
      model,
      place,
      zone,
      allowedZones,
      leader: memory.leaders.get(kind),
      now: dependencies.effects.now(),
    })
    return { country: place.country ?? 'unknown', edge: place.edge, model: model ?? null, ...describe(plan) }
  })
}

// A country or edge that is asked for stands in for the caller's own; an unknown country is one too.
function askedPlace(asked: URLSearchParams, { place }: Caller) {
  const edge = asked.get('edge')
  const named = { edge: edge !== null && isEdge(edge) ? edge : place.edge }
  if (!asked.has('country')) return { ...place, ...named }
  const country = parseCountry(asked.get('country'))
  return { ...named, country, coordinates: centroidOfCountry(country) }
}

function describe({ residency, candidates, excluded }: RoutePlan) {
  return {
    residency: residency ?? null,
    candidates: candidates.map(({ endpoint, reason, score, expectedMs }) => ({
      endpoint: endpoint.id,
      region: endpoint.region,
      zone: endpoint.zone,
      reason,
      score,
      expectedMs: expectedMs ?? null,
    })),
    excluded,
  }
}
