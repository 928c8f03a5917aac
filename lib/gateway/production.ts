import bundledPlans from '@/lib/access/bundled-plans.json'
import { createKnownNearness } from '@/lib/access/known-nearness'
import { createLocalAllowance } from '@/lib/access/local-allowance'
import { createMemoryLimiter } from '@/lib/access/memory-limiter'
import { parsePlans } from '@/lib/access/parse-plans'
import type { ClaimStore } from '@/lib/cache/claim-store'
import { createKeyWarnings } from '@/lib/gateway/create-key-warnings'
import type { Background, Dependencies } from '@/lib/gateway/dependencies'
import { type Environment, readEnvironment } from '@/lib/gateway/environment'
import { createHealthMemory, type HealthMemory } from '@/lib/gateway/health-memory'
import { keepAlive } from '@/lib/gateway/keep-alive'
import { createKnownCredentials } from '@/lib/gateway/known-credentials'
import { createLiveDocument } from '@/lib/gateway/live-document'
import { newId } from '@/lib/gateway/new-id'
import { createResponseCache, createSharedTexts } from '@/lib/gateway/response-cache'
import { createSuspectCalls } from '@/lib/gateway/suspect-calls'
import { createUnsettled } from '@/lib/gateway/unsettled'
import type { Told } from '@/lib/geo/locate-caller'
import bundledModels from '@/lib/models/bundled-models.json'
import { parseModels } from '@/lib/models/parse-models'
import bundledRegionMap from '@/lib/regions/bundled-region-map.json'
import { parseRegionMap } from '@/lib/regions/parse-region-map'
import type { Endpoint } from '@/lib/regions/region-map'
import { parseNotices } from '@/lib/status/parse-notices'
import { createConfigItems } from '@/lib/stores/create-config-items'
import { createGuessLimiter } from '@/lib/stores/create-guess-limiter'
import { createLineOutbox } from '@/lib/stores/create-line-outbox'
import { createObjectStore } from '@/lib/stores/create-object-store'
import { createRedis } from '@/lib/stores/create-redis'
import { createRedisAdmission } from '@/lib/stores/create-redis-admission'
import { createRedisClosing } from '@/lib/stores/create-redis-closing'
import { createRedisHealthBoard } from '@/lib/stores/create-redis-health-board'
import { createRedisHealthExchange } from '@/lib/stores/create-redis-health-exchange'
import { createRedisIncidents } from '@/lib/stores/create-redis-incidents'
import { createRedisKeyStore } from '@/lib/stores/create-redis-key-store'
import { createRedisTextStore } from '@/lib/stores/create-redis-text-store'
import { createRedisUsage } from '@/lib/stores/create-redis-usage'
import { createRestTransport } from '@/lib/stores/create-rest-transport'
import { createStoreBreaker } from '@/lib/stores/create-store-breaker'
import { createStoreWatch } from '@/lib/stores/create-store-watch'
import { createTokenVerifier } from '@/lib/stores/create-token-verifier'
import { createTraceOutbox } from '@/lib/stores/create-trace-outbox'
import { redisKeys } from '@/lib/stores/redis-keys'
import type { RedisTransport } from '@/lib/stores/redis-transport'
import type { WriteLog } from '@/lib/telemetry/write-log'
import type { Effects } from '@/lib/upstream/effects'
import { createEndpointSlots } from '@/lib/upstream/endpoint-slots'
import { createMemoryUsage } from '@/lib/usage/create-memory-usage'

// Taken once: some hosts look each global up anew through an interceptor, which costs more than what is looked up.
const { now } = Date
const { setTimeout, clearTimeout, fetch } = globalThis

const effects: Effects = {
  fetch: (url, init) => fetch(url, init),
  now,
  startTimer: (milliseconds, ring) => {
    const timer = setTimeout(ring, milliseconds)
    return () => clearTimeout(timer)
  },
}

const writeLog: WriteLog = (level, line) =>
  console[level](JSON.stringify({ at: new Date().toISOString(), level, ...line }))

// Built at the isolate's first request and kept: what it learns lives as long as the isolate.
let kept: Omit<Dependencies, 'background'> | undefined

/** What some hosts have beside the Web's standards. */
export type Host = {
  /** What it knows of the caller that no header says. */
  readonly connection?: Told | undefined
  readonly connectRedis?: ConnectRedis
}

/** Opens a connection to a Redis server at `redis://` or `rediss://`; asked before the first request is served. */
export type ConnectRedis = (url: string) => RedisTransport

/** The real dependencies. `after` is the host's, and has it wait for work that goes on behind the response. */
export function production(after: After, { connection, connectRedis }: Host = {}): Dependencies {
  kept ??= build(connectRedis)
  const background: Background = {
    defer: task => keepAlive(handedOut().then(task), { after, writeLog }),
    keepAlive: work => keepAlive(work, { after, writeLog }),
  }
  if (connection === undefined) return { ...kept, background }
  const { environment } = kept
  return {
    ...kept,
    environment: { ...environment, geo: { ...environment.geo, connection } },
    background,
  }
}

/** How a host is kept from ending, or falling asleep, before some work is done. */
export type After = (work: Promise<void>) => void

// The response is on its way when the tasks that are at hand are done. The framework's own way to wait for that is a queue and
// a copy of its whole context for each request.
function handedOut(): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, 0))
}

function build(connectRedis?: ConnectRedis): Omit<Dependencies, 'background'> {
  const environment = readEnvironment({ canConnect: connectRedis !== undefined })
  const health = createHealthMemory()
  return {
    environment,
    effects,
    writeLog,
    newId,
    ...documents(environment, health),
    ...shared(environment, connectRedis),
    traces: environment.traces && createTraceOutbox(environment.traces, { ...effects, writeLog }),
    lines: environment.lines && createLineOutbox(environment.lines, { ...effects, writeLog }),
    limiter: createMemoryLimiter(),
    localAllowance: createLocalAllowance(newId()),
    knownCredentials: createKnownCredentials(),
    nearness: createKnownNearness(),
    unsettled: createUnsettled(),
    resting: createUnsettled(),
    ended: [],
    verifyToken: createTokenVerifier(environment.tokenIssuer, effects),
    refusals: { counts: new Map(), toldAt: 0 },
    health,
    load: { inFlight: 0, arriving: new Map() },
    slots: createEndpointSlots(effects.startTimer),
    suspects: createSuspectCalls(),
    random: Math.random,
    keyOf,
    randomBytes: count => crypto.getRandomValues(new Uint8Array(count)),
  }
}

// In some hosts a variable is looked up outside of the program, and each call asks for those of all endpoints.
const upstreamKeys = new Map<string, string | undefined>()

function upstreamKey(name: string): string | undefined {
  if (!upstreamKeys.has(name)) upstreamKeys.set(name, process.env[name]?.trim() || undefined)
  return upstreamKeys.get(name)
}

function keyOf({ apiKeyEnv }: Pick<Endpoint, 'apiKeyEnv'>): string | undefined {
  return apiKeyEnv === undefined ? undefined : upstreamKey(apiKeyEnv)
}

const warnOfKeys = createKeyWarnings({ keyOf, writeLog })

function parseMap(document: unknown, { allowPrivate }: Pick<Environment, 'allowPrivate'>) {
  const parsed = parseRegionMap(document, { allowPrivate })
  if (parsed.value !== undefined) warnOfKeys(parsed.value)
  return parsed
}

function documents({ configStore, allowPrivate, mayUseBundledMap }: Environment, health: HealthMemory) {
  const readItem = configStore && createConfigItems(configStore, effects.startTimer)
  const plans = parsePlans(bundledPlans).value
  const models = parseModels(bundledModels).value
  const common = (name: string) => ({
    name,
    read: readItem && ((limitMs: number) => readItem(name, limitMs)),
    now: effects.now,
    onProblems: (problems: readonly unknown[]) =>
      writeLog('warn', { event: 'document-problems', name, problems }),
  })
  return {
    regionMap: createLiveDocument({
      ...common('regions'),
      parse: document => parseMap(document, { allowPrivate }),
      bundled: () => (mayUseBundledMap ? parseRegionMap(bundledRegionMap).value : undefined),
      bundledDocument: bundledRegionMap,
      onValue: health.heed,
      isRequired: true,
    }),
    plans: createLiveDocument({
      ...common('plans'),
      parse: document => parsePlans(document, { bundled: plans }),
      bundled: () => plans,
      isRequired: false,
    }),
    models: createLiveDocument({
      ...common('models'),
      parse: document => parseModels(document, { bundled: models }),
      bundled: () => models,
      isRequired: false,
    }),
    notices: createLiveDocument({
      ...common('notices'),
      parse: parseNotices,
      bundled: () => [],
      isRequired: false,
    }),
  }
}

// Operators wait longer for an answer than calls may.
const operatorTimeoutMs = 2000

function transportOf(address: Environment['redis'], connectRedis?: ConnectRedis) {
  if (address === undefined) return undefined
  return 'server' in address ? connectRedis?.(address.server) : createRestTransport(address, effects.fetch)
}

function shared({ redis: address, apiKeyPepper, objectStore }: Environment, connect?: ConnectRedis) {
  const objects =
    objectStore && createObjectStore(objectStore, { ...effects, breaker: createStoreBreaker(effects.now) })
  // Answers that only this isolate has may be sealed by anything.
  const { token, server } = { token: undefined, server: undefined, ...address }
  const secret = apiKeyPepper ?? token ?? server ?? objectStore?.secretAccessKey ?? newId()
  const send = transportOf(address, connect)
  if (send === undefined)
    return {
      admission: undefined,
      keyStore: undefined,
      guesses: undefined,
      isStoreAway: undefined,
      board: undefined,
      exchange: undefined,
      usage: createMemoryUsage(),
      closing: undefined,
      incidents: undefined,
      once: createSharedTexts<ClaimStore>(undefined),
      followed: createSharedTexts(undefined),
      cache: createResponseCache({ shared: undefined, objects, secret }),
    }
  // Of its own, since on one connection what is large would hold up what calls wait for.
  const sendAside = transportOf(address, connect) ?? send
  const breaker = createStoreBreaker(now, () => writeLog('warn', { event: 'store-lost' }))
  const redis = createRedis(send, { ...effects, hearing: breaker })
  // What is written after a response may be large and take its time.
  const patient = createRedis(sendAside, { ...effects, timeoutMs: operatorTimeoutMs })
  return {
    admission: createRedisAdmission(redis, breaker),
    keyStore: createRedisKeyStore(patient),
    guesses: createGuessLimiter(redis, now),
    isStoreAway: createStoreWatch(redis, { now, breaker }),
    exchange: createRedisHealthExchange(redis, breaker),
    usage: createRedisUsage(patient, { breaker, newId }),
    closing: createRedisClosing(patient, breaker),
    incidents: createRedisIncidents(patient, breaker),
    once: createSharedTexts(createRedisTextStore(patient, { breaker, keyOf: redisKeys.once })),
    followed: createSharedTexts(createRedisTextStore(redis, { breaker, keyOf: redisKeys.followed })),
    cache: createResponseCache({
      shared: createRedisTextStore(patient, { breaker, keyOf: redisKeys.cached }),
      objects,
      secret,
    }),
    board: createRedisHealthBoard(createRedis(sendAside, { ...effects, parseReplies: true })),
  }
}
