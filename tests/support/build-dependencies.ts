import type { AdmissionStore } from '@/lib/access/admission-store'
import bundledPlans from '@/lib/access/bundled-plans.json'
import { createKnownNearness } from '@/lib/access/known-nearness'
import { createLocalAllowance } from '@/lib/access/local-allowance'
import { createMemoryLimiter } from '@/lib/access/memory-limiter'
import { parsePlans } from '@/lib/access/parse-plans'
import type { VerifyToken } from '@/lib/access/token-claims'
import type { ClaimStore } from '@/lib/cache/claim-store'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { parseEnvironment } from '@/lib/gateway/environment'
import { createHealthMemory } from '@/lib/gateway/health-memory'
import { createKnownCredentials } from '@/lib/gateway/known-credentials'
import { createLiveDocument } from '@/lib/gateway/live-document'
import { createResponseCache, createSharedTexts, type ResponseCache } from '@/lib/gateway/response-cache'
import { createSuspectCalls } from '@/lib/gateway/suspect-calls'
import { createUnsettled } from '@/lib/gateway/unsettled'
import type { HealthBoard } from '@/lib/health/health-board'
import type { HealthExchange } from '@/lib/health/health-exchange'
import bundledModels from '@/lib/models/bundled-models.json'
import { parseModels } from '@/lib/models/parse-models'
import { parseRegionMap } from '@/lib/regions/parse-region-map'
import type { IncidentStore } from '@/lib/status/incident-store'
import { parseNotices } from '@/lib/status/parse-notices'
import type { Outbox } from '@/lib/telemetry/outbox'
import { createEndpointSlots } from '@/lib/upstream/endpoint-slots'
import type { ClosingStore } from '@/lib/usage/closing-store'
import type { UsageStore } from '@/lib/usage/usage-store'
import { createFakeEffects, type FakeEffects, type Reply } from './fake-effects'
import { rowOf } from './upstream-endpoint'
import { createWatchedUsage } from './watched-usage'

/** What was logged, as it was given. */
export type Logged = { readonly level: string; readonly line: Readonly<Record<string, unknown>> }

/** A gateway whose surroundings a test owns. */
export type World = {
  readonly dependencies: Dependencies
  readonly effects: FakeEffects
  /** The operator's store: its document, or the error that it fails with. */
  readonly store: { document: unknown; reads: number }
  readonly logged: readonly Logged[]
  /** Every effect in the order in which it happened: `read`, `POST sin`, `HEAD nrt`. */
  readonly order: readonly string[]
  /** How many tasks wait for the response to go out. */
  readonly deferred: readonly unknown[]
  /** Begins what was left for after the response; no time passes. */
  startDeferred(): Promise<unknown>
  /** Does what was left for after the response, however long it takes. */
  runDeferred(): Promise<void>
}

type Options = {
  readonly answers?: Readonly<Record<string, Reply>>
  readonly variables?: Readonly<Record<string, string>>
  readonly document?: unknown
  readonly board?: HealthBoard | undefined
  readonly exchange?: HealthExchange | undefined
  /** The shared store of keys and counters; by default one that only counts. */
  readonly admission?: AdmissionStore | 'none'
  readonly isStoreAway?: boolean
  readonly plans?: unknown
  readonly models?: unknown
  readonly notices?: unknown
  readonly incidents?: IncidentStore | undefined
  readonly tiers?: Partial<Pick<ResponseCache, 'shared' | 'objects'>>
  /** Where usage is summed up; by default a store in memory. */
  readonly usage?: UsageStore
  readonly closing?: ClosingStore
  /** Where spans and lines go; by default nowhere. */
  readonly outboxes?: { readonly traces?: Outbox; readonly lines?: Outbox }
  readonly verifyToken?: VerifyToken | undefined
  /** The endpoints whose key this deployment does not hold. */
  readonly withoutKey?: readonly string[]
}

/** The region map of the tests as an operator writes it. */
export function mapDocument(overrides: Readonly<Record<string, unknown>> = {}) {
  return {
    version: 1,
    endpoints: {
      sin: rowOf('sin', { location: [1.35, 103.82] }),
      nrt: rowOf('nrt', { location: [35.76, 140.39] }),
      fra: rowOf('fra', { location: [50.11, 8.68], zone: 'EU' }),
      iad: rowOf('iad', { location: [38.9, -77.04], zone: 'US' }),
    },
    countries: { VN: ['sin', 'nrt'] },
    zones: { EU: { countries: ['DE', 'FR'], endpoints: ['fra'] } },
    residency: { DE: ['EU'] },
    default: ['iad', 'fra', 'sin'],
    ...overrides,
  }
}

const usualVariables = {
  EDGE_CONFIG: 'https://edge-config.example.com/ecfg_1?token=t',
  TRUST_GEO_HEADERS: '1',
  EDGE_REGION: 'sin1',
}

/** A store that holds no keys and counts as the shared one does. */
export function countingStore(now: () => number): AdmissionStore {
  const limiter = createMemoryLimiter()
  return {
    readKey: async () => undefined,
    admit: async ask => limiter.admit({ ...ask, now: now() }),
    settle: async (reservation, used) => limiter.settle(reservation, used, now()),
  }
}

export function buildDependencies({
  answers = {},
  variables = {},
  document = mapDocument(),
  board,
  exchange,
  admission,
  isStoreAway = false,
  plans = bundledPlans,
  models = bundledModels,
  notices = [],
  incidents,
  tiers = {},
  usage = createWatchedUsage(),
  closing,
  outboxes: { traces, lines } = {},
  verifyToken,
  withoutKey = [],
}: Options = {}): World {
  const network = createFakeEffects(answers)
  const order: string[] = []
  const logged: Logged[] = []
  let deferred: (() => Promise<void>)[] = []
  const store = { document, reads: 0 }
  const environment = parseEnvironment({ ...usualVariables, ...variables })
  const effects: FakeEffects = {
    ...network,
    get sent() {
      return network.sent
    },
    get calls() {
      return network.calls
    },
    get probed() {
      return network.probed
    },
    get pendingTimers() {
      return network.pendingTimers
    },
    fetch(url, init) {
      order.push(`${init.method} ${new URL(url).hostname.split('.')[0]}`)
      return network.fetch(url, init)
    },
  }
  const read = async () => {
    order.push('read')
    store.reads += 1
    if (store.document instanceof Error) throw store.document
    return store.document
  }
  const health = createHealthMemory()
  const dependencies: Dependencies = {
    environment,
    effects,
    regionMap: createLiveDocument({
      name: 'regions',
      isRequired: true,
      read: environment.configStore && read,
      parse: each => parseRegionMap(each),
      bundled: () => (environment.mayUseBundledMap ? parseRegionMap(mapDocument()).value : undefined),
      now: network.now,
      onValue: health.heed,
      onProblems: problems =>
        logged.push({ level: 'warn', line: { event: 'region-map-problems', problems } }),
    }),
    localAllowance: createLocalAllowance('instance-1'),
    refusals: { counts: new Map(), toldAt: 0 },
    health,
    load: { inFlight: 0, arriving: new Map() },
    slots: createEndpointSlots(network.startTimer),
    suspects: createSuspectCalls(),
    exchange,
    random: () => 0.5,
    plans: createLiveDocument({
      name: 'plans',
      isRequired: false,
      read: async () => plans,
      parse: each => parsePlans(each),
      bundled: () => parsePlans(plans).value,
      now: network.now,
      onProblems: () => {},
    }),
    models: createLiveDocument({
      name: 'models',
      isRequired: false,
      read: async () => models,
      parse: each => parseModels(each),
      bundled: () => parseModels(models).value,
      now: network.now,
      onProblems: () => {},
    }),
    notices: createLiveDocument({
      name: 'notices',
      isRequired: false,
      read: async () => notices,
      parse: parseNotices,
      bundled: () => [],
      now: network.now,
      onProblems: problems => logged.push({ level: 'warn', line: { event: 'notice-problems', problems } }),
    }),
    cache: createResponseCache({ shared: undefined, objects: undefined, secret: 'secret', ...tiers }),
    once: createSharedTexts<ClaimStore>(undefined),
    followed: createSharedTexts(undefined),
    closing,
    usage,
    traces,
    lines,
    incidents,
    admission: admission === 'none' ? undefined : (admission ?? countingStore(network.now)),
    keyStore: undefined,
    guesses: undefined,
    isStoreAway: admission === 'none' ? undefined : async () => isStoreAway,
    limiter: createMemoryLimiter(),
    knownCredentials: createKnownCredentials(),
    nearness: createKnownNearness(),
    unsettled: createUnsettled(),
    resting: createUnsettled(),
    ended: [],
    verifyToken,
    randomBytes: count => new Uint8Array(count).map((_, at) => at),
    board,
    keyOf: ({ id }) => (withoutKey.includes(id) ? undefined : `sk-CANARY-key-of-${id}`),
    newId: () => 'made-id-0001',
    writeLog: (level, line) => logged.push({ level, line }),
    background: {
      defer: task => deferred.push(task),
      keepAlive: work => deferred.push(() => work),
    },
  }
  const startDeferred = () => {
    const tasks = deferred
    deferred = []
    return Promise.all(tasks.map(task => task()))
  }
  return {
    dependencies,
    effects,
    store,
    logged,
    order,
    get deferred() {
      return deferred
    },
    startDeferred,
    async runDeferred() {
      await network.outcome(startDeferred())
    },
  }
}
