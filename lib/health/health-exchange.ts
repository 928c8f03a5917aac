import type { StoredCircuits } from '@/lib/health/edge-circuits'
import type { HealthNews, StoredHealth } from '@/lib/health/shared-health'

/** Where the instances of an edge tell each other what they learn. What they are told comes with each admission. */
export type HealthExchange = {
  /** Adds what one instance has learned; counts add up, and of two deadlines the later one stands. */
  tell(edge: string, news: HealthNews): Promise<void>
  /** Takes leases, each for one instance at a time; says for each name whether it was got. */
  claim(names: readonly string[], milliseconds: number): Promise<readonly boolean[]>
  /** What an edge was told, for who makes no call that it would come along with. */
  hear(edge: string): Promise<StoredHealth>
  /** What these edges were told of their models' circuits, for those who look on. */
  circuits(edges: readonly string[]): Promise<StoredCircuits>
}
