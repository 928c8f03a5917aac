import { circuitState } from '@/lib/health/circuit'
import { healthKey } from '@/lib/health/edge-health'
import {
  type EndpointHealth,
  recordProbe,
  recordReached,
  roundTripOf,
  unknownEndpoint,
} from '@/lib/health/endpoint-health'
import { type ModelHealth, recordTry, unknownModel } from '@/lib/health/model-health'
import { type Processing, recordProcessing } from '@/lib/health/processing'
import type { Endpoint } from '@/lib/regions/region-map'
import type { Leader } from '@/lib/routing/keep-leader'
import { planRoute, type RoutePlan } from '@/lib/routing/plan-route'
import { buildRegionMap } from './build-region-map'
import { moment } from './moment'
import { seededRandom } from './seeded-random'

/** How an endpoint does at the moment. */
export type Service = {
  readonly roundTripMs: number
  /** How long it takes itself, give or take the noise, a share of the whole. */
  readonly takesMs: number
  readonly noise?: number
  readonly isFailing?: boolean
}

export type Made = { readonly first: string; readonly answered: string | undefined; readonly plan: RoutePlan }

/** An edge under simulated time, which calls endpoints by its plans and learns from them as the gateway does. */
export type SimulatedEdge = {
  /** May be changed as time goes on. */
  readonly services: Map<string, Service>
  readonly models: ReadonlyMap<string, ModelHealth>
  readonly leader: string | undefined
  now: number
  /** Whether this instance may try half-open circuits. */
  mayTry: boolean
  /** One call: tries the candidates in their order until one answers. */
  call(conversation?: string): Made
  /** One call that goes to one endpoint whatever the plans, as a pinned one does. */
  callAt(id: string): void
  /** Who would be first if nobody had led so far. */
  bestByRank(): string | undefined
  /** Calls at an even pace for so many milliseconds. */
  run(milliseconds: number, everyMs: number): readonly Made[]
}

type Options = { readonly endpoints: readonly Endpoint[]; readonly seed?: number }

const idle: ReadonlyMap<string, number> = new Map()

const probeEveryMs = 120_000

/** Creates an edge whose callers prefer the endpoints in the order given. */
export function simulatedEdge(
  services: Readonly<Record<string, Service>>,
  { endpoints, seed = 1 }: Options,
): SimulatedEdge {
  const random = seededRandom(seed)
  const map = buildRegionMap(endpoints, { default: endpoints.map(({ id }) => id) })
  const known = memory()
  const probes = new Map<string, number>()
  let leader: Leader | undefined
  const asked = () => ({
    map,
    health: known,
    withKey: new Set(map.endpoints.keys()),
    model: 'm',
    place: { country: undefined, coordinates: undefined },
    now: edge.now,
  })
  const edge: SimulatedEdge = {
    services: new Map(Object.entries(services)),
    models: known.models,
    now: moment,
    mayTry: true,
    get leader() {
      return leader?.endpoint
    },
    call(conversation) {
      probe()
      const call = {
        dice: random(),
        conversation: () => conversation,
        trials: { has: isDue },
        inFlight: idle,
      }
      const plan = planRoute({ ...asked(), leader, call })
      leader = plan.leader
      const [first] = plan.candidates
      const answered = plan.candidates.find(({ endpoint }) => attempt(endpoint))
      return { first: first?.endpoint.id ?? 'none', answered: answered?.endpoint.id, plan }
    },
    callAt(id) {
      const endpoint = map.endpoints.get(id)
      if (endpoint !== undefined) attempt(endpoint)
    },
    bestByRank: () => planRoute(asked()).candidates[0]?.endpoint.id,
    run(milliseconds, everyMs) {
      const until = edge.now + milliseconds
      const made: Made[] = []
      for (; edge.now < until; edge.now += everyMs) made.push(edge.call())
      return made
    },
  }

  function isDue(key: string): boolean {
    return (
      edge.mayTry && circuitState((known.models.get(key) ?? unknownModel).circuit, edge.now) === 'half-open'
    )
  }

  function probe(): void {
    for (const [id, { roundTripMs }] of edge.services) {
      if (edge.now - (probes.get(id) ?? 0) < probeEveryMs) continue
      probes.set(id, edge.now)
      const result = { reachable: true, roundTripMs: roundTripMs * (1 + 0.1 * random()) }
      known.endpoints.set(id, recordProbe(known.endpoints.get(id), result, edge.now))
    }
  }

  function attempt(endpoint: Endpoint): boolean {
    const service = edge.services.get(endpoint.id)
    if (service === undefined) return false
    const spread = 1 + (service.noise ?? 0) * (2 * random() - 1)
    const firstContentMs = (service.roundTripMs + service.takesMs) * spread
    const hasFailed = service.isFailing === true
    learn(known, endpoint, { hasFailed, firstContentMs, now: edge.now, dice: random() })
    return !hasFailed
  }

  return edge
}

type Memory = ReturnType<typeof memory>

function memory() {
  return {
    endpoints: new Map<string, EndpointHealth>(),
    models: new Map<string, ModelHealth>(),
    processing: new Map<string, Processing>(),
  }
}

type Tried = {
  readonly hasFailed: boolean
  readonly firstContentMs: number
  readonly now: number
  readonly dice: number
}

// As `lib/gateway/learn-from-try.ts` does: a failure has no time to first content.
function learn({ endpoints, models, processing }: Memory, endpoint: Endpoint, tried: Tried): void {
  const { hasFailed, firstContentMs, now } = tried
  const key = healthKey(endpoint, 'm')
  const roundTripMs = roundTripOf(endpoints.get(endpoint.id) ?? unknownEndpoint)
  const kind = hasFailed ? 'failed' : 'succeeded'
  const outcome = {
    kind,
    isCircuitSample: true,
    firstContentMs: hasFailed ? undefined : firstContentMs,
  } as const
  models.set(key, recordTry(models.get(key) ?? unknownModel, outcome, tried))
  if (hasFailed) return
  endpoints.set(endpoint.id, recordReached(endpoints.get(endpoint.id), now))
  if (roundTripMs === undefined) return
  processing.set(
    key,
    recordProcessing(processing.get(key), {
      milliseconds: Math.max(1, firstContentMs - roundTripMs),
      now: now,
    }),
  )
}
