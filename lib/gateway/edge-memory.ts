import { type BoundedMap, createBoundedMap } from '@/lib/access/bounded-map'
import type { LeaseKind } from '@/lib/gateway/claim-leases'
import type { CanaryMark } from '@/lib/health/canary-mark'
import type { EndpointHealth } from '@/lib/health/endpoint-health'
import { type HedgeCount, noHedges } from '@/lib/health/hedge-count'
import type { ModelHealth } from '@/lib/health/model-health'
import type { Processing } from '@/lib/health/processing'
import { type RetryBudget, unspentBudget } from '@/lib/health/retry-budget'
import type { SharedModel } from '@/lib/health/shared-health'
import type { Leader } from '@/lib/routing/keep-leader'

/** What this isolate has learned at one edge: the edge's health, and what is needed to keep it. */
export type EdgeMemory = {
  readonly endpoints: Map<string, EndpointHealth>
  readonly models: Map<string, ModelHealth>
  /** Learned by all edges together. */
  readonly processing: Map<string, Processing>
  /** Who leads, by the kind of call. */
  readonly leaders: BoundedMap<Leader>
  /** The half-open circuits that this instance may try, by health key, each until a moment. */
  readonly trials: Map<string, number>
  readonly notes: HealthNotes
  /** When this instance last tried to be the one to probe an endpoint. */
  readonly probeAskedAt: Map<string, number>
  /** And to try an endpoint out, by health key. */
  readonly trialAskedAt: Map<string, number>
  /** Whether it was answered when it last asked. */
  readonly leasesAnswered: Map<LeaseKind, boolean>
  budget: RetryBudget
  hedges: HedgeCount
  /** The calls of all the edge's instances, by whether a further try failed too; undefined where that is not known. */
  retriesTogether: SharedModel | undefined
  triedAnywayAt: number
  /** When it was last seen to that all of this is fresh. */
  refreshedAt: number
  /** When the others were last told of what was learned, and last asked for theirs. */
  toldAt: number
  askedAt: number
}

/** What has been learned since the others were last told. */
export type HealthNotes = {
  readonly models: Map<string, { readonly succeeded: number; readonly failed: number }>
  readonly endpoints: Set<string>
  /** The calls, and how many of their further tries failed too. */
  readonly retries: { calls: number; failed: number }
  readonly processing: Map<string, { readonly count: number; readonly sumLog: number }>
  /** For the history: whether a circuit, by health key, has opened or closed, or probes have lost an endpoint or reached it. */
  readonly openings: Map<string, boolean>
  /** The canary that has just been turned off here. */
  canaryOff?: CanaryMark | undefined
  /** The others go on sending calls where they should not, or not where they could, until they are told. */
  isUrgent: boolean
}

/** Under which name, among the models, it is told how often failing over failed: no endpoint's id begins with a star. */
export const retriesKey = '*|retries'

// More kinds of calls than these do not come through one edge at a time.
const mostLeaders = 500

export function createEdgeMemory(processing: Map<string, Processing>): EdgeMemory {
  return {
    endpoints: new Map(),
    models: new Map(),
    processing,
    leaders: createBoundedMap(mostLeaders),
    trials: new Map(),
    notes: {
      models: new Map(),
      endpoints: new Set(),
      processing: new Map(),
      retries: { calls: 0, failed: 0 },
      openings: new Map(),
      isUrgent: false,
    },
    probeAskedAt: new Map(),
    trialAskedAt: new Map(),
    leasesAnswered: new Map(),
    budget: unspentBudget,
    hedges: noHedges,
    retriesTogether: undefined,
    triedAnywayAt: Number.NEGATIVE_INFINITY,
    refreshedAt: Number.NEGATIVE_INFINITY,
    toldAt: Number.NEGATIVE_INFINITY,
    askedAt: Number.NEGATIVE_INFINITY,
  }
}
