import { centroidOfCountry, parseCountry } from '@/lib/geo/country'
import { nothingKnown } from '@/lib/health/edge-health'
import { planRoute, type RoutePlan, type RouteQuestion } from '@/lib/routing/plan-route'
import { demoRegionMap } from './demo-region-map'
import { moment } from './moment'

const map = demoRegionMap()

/** The plan for a country over the demo's region map, where nothing is known unless the test says so. */
export function planFor(value: string | undefined, overrides: Partial<RouteQuestion> = {}): RoutePlan {
  const country = parseCountry(value)
  return planRoute({
    map,
    health: nothingKnown,
    withKey: new Set(map.endpoints.keys()),
    model: 'gpt-4.1',
    place: { country, coordinates: centroidOfCountry(country) },
    now: moment,
    ...overrides,
  })
}

/** The candidates of a plan, each with its reason. */
export function described({ candidates }: RoutePlan): string {
  return candidates.map(({ endpoint, reason }) => `${endpoint.id}:${reason}`).join(' ')
}

/** The endpoints that a plan leaves out, each with its reason, in alphabetical order. */
export function exclusions({ excluded }: RoutePlan): string[] {
  return excluded.map(({ endpoint, reason }) => `${endpoint}:${reason}`).sort()
}
