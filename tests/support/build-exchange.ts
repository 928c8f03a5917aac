import type { StoredCircuits } from '@/lib/health/edge-circuits'
import type { HealthExchange } from '@/lib/health/health-exchange'
import type { HealthNews, StoredHealth } from '@/lib/health/shared-health'

/** An exchange in memory, which any number of gateways may share: a test can look into it and take it away. */
export type FakeExchange = HealthExchange & {
  /** What was told, in order. */
  readonly told: readonly { readonly edge: string; readonly news: HealthNews }[]
  /** The names that leases were asked of, and that were got, in order. */
  readonly asked: readonly string[]
  readonly got: readonly string[]
  /** What is heard of an edge, and told of circuits: nothing by default. */
  heard: StoredHealth

  stored: StoredCircuits
  /** The edges that were asked about. */
  readonly looked: readonly string[]
  isLost: boolean
}

/** Creates an exchange whose leases run out by that clock. */
export function createFakeExchange(now: () => number): FakeExchange {
  const leases = new Map<string, number>()
  const told: { edge: string; news: HealthNews }[] = []
  const asked: string[] = []
  const got: string[] = []
  const looked: string[] = []
  const reach = () => {
    if (exchange.isLost) throw new TypeError('SET CANARY-COMMAND')
  }
  const take = (name: string, milliseconds: number) => {
    asked.push(name)
    if ((leases.get(name) ?? 0) > now()) return false
    leases.set(name, now() + milliseconds)
    got.push(name)
    return true
  }
  const exchange: FakeExchange = {
    told,
    asked,
    got,
    looked,
    heard: { storeNow: 0, edge: [], processing: [] },
    stored: { storeNow: 0, edges: new Map() },
    isLost: false,
    async tell(edge, news) {
      reach()
      told.push({ edge, news })
    },
    async claim(names, milliseconds) {
      reach()
      return names.map(name => take(name, milliseconds))
    },
    async hear(edge) {
      reach()
      looked.push(edge)
      return exchange.heard
    },
    async circuits(edges) {
      reach()
      looked.push(...edges)
      return exchange.stored
    },
  }
  return exchange
}
