import type { AdmissionStore, KeyStore } from '@/lib/access/admission-store'
import type { GuessLimiter } from '@/lib/access/guess-limiter'
import type { KnownNearness } from '@/lib/access/known-nearness'
import type { LocalAllowance } from '@/lib/access/local-allowance'
import type { MemoryLimiter } from '@/lib/access/memory-limiter'
import type { Plans } from '@/lib/access/plan'
import type { VerifyToken } from '@/lib/access/token-claims'
import type { ClaimStore } from '@/lib/cache/claim-store'
import type { EndedCall } from '@/lib/gateway/ended-call'
import type { Environment } from '@/lib/gateway/environment'
import type { HealthMemory } from '@/lib/gateway/health-memory'
import type { KnownCredentials } from '@/lib/gateway/known-credentials'
import type { LiveDocument } from '@/lib/gateway/live-document'
import type { Refusals } from '@/lib/gateway/note-refusal'
import type { ResponseCache, SharedTexts } from '@/lib/gateway/response-cache'
import type { SuspectCalls } from '@/lib/gateway/suspect-calls'
import type { Load } from '@/lib/gateway/take-place'
import type { Unsettled } from '@/lib/gateway/unsettled'
import type { HealthBoard } from '@/lib/health/health-board'
import type { HealthExchange } from '@/lib/health/health-exchange'
import type { Models } from '@/lib/models/catalogue'
import type { Endpoint, RegionMap } from '@/lib/regions/region-map'
import type { IncidentStore } from '@/lib/status/incident-store'
import type { Notice } from '@/lib/status/notice'
import type { Outbox } from '@/lib/telemetry/outbox'
import type { WriteLog } from '@/lib/telemetry/write-log'
import type { Effects } from '@/lib/upstream/effects'
import type { EndpointSlots } from '@/lib/upstream/endpoint-slots'
import type { ClosingStore } from '@/lib/usage/closing-store'
import type { UsageStore } from '@/lib/usage/usage-store'

/** The platform's ways to go on when the response is on its way. */
export type Background = {
  /** Runs a task after the response has been handed out. */
  readonly defer: (task: () => Promise<void>) => void
  /** Keeps the instance awake until what has been begun is done, whatever becomes of the response. */
  readonly keepAlive: (work: Promise<void>) => void
}

/** Everything that serving a request needs and that is not in the request. */
export type Dependencies = {
  readonly environment: Environment
  readonly effects: Effects
  readonly regionMap: LiveDocument<RegionMap>
  readonly plans: LiveDocument<Plans>
  readonly models: LiveDocument<Models>
  /** What the operator tells those who look on. */
  readonly notices: LiveDocument<readonly Notice[]>
  readonly cache: ResponseCache
  /** What became of calls that are to be done once, or that they are under way. */
  readonly once: SharedTexts<ClaimStore>
  /** Which endpoint gave an answer that later calls may follow. */
  readonly followed: SharedTexts
  /** Where usage is summed up: for all instances, or, where no Redis is configured, in this one's memory. */
  readonly usage: UsageStore
  /** Spans on their way to a collector; absent where none is configured. */
  readonly traces: Outbox | undefined
  /** Lines on their way to a database of time series; absent where none is configured. */
  readonly lines: Outbox | undefined
  /** Ends a call in the shared store by one request; absent where no Redis is configured. */
  readonly closing: ClosingStore | undefined
  /** The history of what was left alone; absent where no Redis is configured. */
  readonly incidents: IncidentStore | undefined
  /** Calls that a limit has refused and that are not told of yet, by the limit. */
  readonly refusals: Refusals
  readonly health: HealthMemory
  readonly load: Load
  readonly slots: EndpointSlots
  readonly suspects: SuspectCalls
  /** Where instances share what they learn; absent where no Redis is configured. */
  readonly exchange: HealthExchange | undefined
  /** Keys, revocations and counters that all instances share; absent where no Redis is configured. */
  readonly admission: AdmissionStore | undefined
  /** The same for operators, who wait longer and want to know what went wrong. */
  readonly keyStore: KeyStore | undefined
  readonly guesses: GuessLimiter | undefined
  /** Tells whether the store of all these is away; absent where no Redis is configured. */
  readonly isStoreAway: (() => Promise<boolean>) | undefined
  /** Counts for this instance alone, where there is no shared counter. */
  readonly limiter: MemoryLimiter
  /** Lets calls in before the shared counter is asked, for plans that want that. */
  readonly localAllowance: LocalAllowance
  readonly knownCredentials: KnownCredentials
  /** How near callers are to their limits, as far as this instance was told. */
  readonly nearness: KnownNearness
  /** What calls that are over hold because the shared store was away then. */
  readonly unsettled: Unsettled
  /** What calls that are over hold because they wait for others to be recorded with, until the store has been told. */
  readonly resting: Unsettled
  /** The calls that are over and not recorded yet. */
  readonly ended: EndedCall[]
  /** Absent where no issuer of tokens is configured. */
  readonly verifyToken: VerifyToken | undefined
  /** Shared by all instances; absent where no Redis is configured. */
  readonly board: HealthBoard | undefined
  /** An endpoint's upstream key; undefined where this deployment does not hold it. */
  readonly keyOf: (endpoint: Endpoint) => string | undefined
  readonly newId: () => string
  /** A number from 0 up to 1, to share and spread by. */
  readonly random: () => number
  /** Bytes that nobody can guess. */
  readonly randomBytes: (count: number) => Uint8Array<ArrayBuffer>
  readonly writeLog: WriteLog
  readonly background: Background
}
