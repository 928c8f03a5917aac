import type { AdmissionStore, KeyStore } from '@/lib/access/admission-store'
import { createMemoryLimiter } from '@/lib/access/memory-limiter'
import { buildDependencies, type World } from './build-dependencies'

/** A shared store in memory: its rules are those of the real one, and a test can look into it and take it away. */
export type SharedStore = AdmissionStore &
  KeyStore & {
    readonly records: Map<string, string>
    /** The digests of the revoked tokens, each with the seconds for which it is remembered. */
    readonly revoked: Map<string, number>
    /** What was asked of it, in order. */
    readonly asked: string[]
    /** Under which callers, and how often, calls were counted. */
    readonly counted: string[]
    /** The tokens that each settled call was said to have used, and what it was said to have cost. */
    readonly settled: number[]
    readonly charged: number[]
    readonly epochs: Map<string, number>
    isLost: boolean
  }

export function createSharedStore(now: () => number): SharedStore {
  const limiter = createMemoryLimiter()
  const reach = (what: string) => {
    store.asked.push(what)
    if (store.isLost) throw new Error('CANARY-COMMAND evalsha CANARY-RECORD')
  }
  const store: SharedStore = {
    records: new Map(),
    revoked: new Map(),
    asked: [],
    counted: [],
    settled: [],
    charged: [],
    epochs: new Map(),
    isLost: false,
    async readKey(id) {
      reach('read')
      return store.records.get(id)
    },
    async admit(ask) {
      reach('admit')
      const { proof } = ask
      if (proof.kind === 'key' && store.records.get(proof.id) !== proof.record)
        return { kind: 'record', record: store.records.get(proof.id) }
      if (proof.kind === 'token' && store.revoked.has(proof.jti)) return { kind: 'revoked' }
      const verdict = limiter.admit({ ...ask, now: now() })
      if (verdict.kind === 'admitted') store.counted.push(ask.caller)
      return verdict
    },
    async settle(reservation, used) {
      reach('settle')
      store.settled.push(used.tokens)
      store.charged.push(used.nanoUsd)
      limiter.settle(reservation, used, now())
    },
    async writeKey(id, record) {
      reach('write')
      store.records.set(id, record)
    },
    async listKeys() {
      reach('list')
      return [...store.records.values()]
    },
    async forgetAnswers(caller) {
      reach('forget')
      store.epochs.set(caller, (store.epochs.get(caller) ?? 0) + 1)
    },
    async revokeToken(jti, seconds) {
      reach('revoke')
      store.revoked.set(jti, seconds)
    },
  }
  return store
}

/** A gateway with a shared store, and a new id for each request. */
export function buildShared(options: Parameters<typeof buildDependencies>[0] = {}): World & {
  readonly shared: SharedStore
} {
  const world = buildDependencies(options)
  const shared = createSharedStore(world.effects.now)
  let made = 0
  const newId = () => `made-id-${String(++made).padStart(4, '0')}`
  const dependencies = { ...world.dependencies, newId, admission: shared, keyStore: shared }
  return { ...world, dependencies, shared }
}
