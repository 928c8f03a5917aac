import type { AdmissionStore } from '@/lib/access/admission-store'
import type { Reservation, Settlement } from '@/lib/access/limits'

/** What calls still hold in the shared store because it was away when they were over. */
export type Unsettled = {
  add(reservation: Reservation, used: Settlement): void
  isEmpty(): boolean
  /** Settles all of it, now that the store is back; what fails again is kept. */
  settle(store: AdmissionStore): Promise<void>
}

// Beyond this the oldest are left to run out by themselves.
const mostKept = 1000

export function createUnsettled(): Unsettled {
  const kept = new Map<string, { readonly reservation: Reservation; readonly used: Settlement }>()
  return {
    add(reservation, used) {
      kept.set(reservation.slot, { reservation, used })
      const [oldest] = kept.keys()
      if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest)
    },
    isEmpty: () => kept.size === 0,
    async settle(store) {
      const pending = [...kept.values()]
      kept.clear()
      for (const { reservation, used } of pending)
        await store.settle(reservation, used).catch(() => this.add(reservation, used))
    },
  }
}
