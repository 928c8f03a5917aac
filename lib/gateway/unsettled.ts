import type { AdmissionStore } from '@/lib/access/admission-store'
import type { Reservation, Settlement } from '@/lib/access/limits'

/** What calls that are over still hold in the shared store. */
export type Unsettled = {
  add(reservation: Reservation, used: Settlement): void
  remove(slot: string): void
  isEmpty(): boolean
  /** Whether calls of this caller hold anything. */
  holds(caller: string): boolean
  /** Settles all of it, now that the store is back; what fails again is kept. */
  settle(store: AdmissionStore): Promise<void>
  /** Settles at once what calls of this caller hold; what fails is kept. */
  settleOf(caller: string, store: AdmissionStore): Promise<void>
}

// Beyond this the oldest are left to run out by themselves.
const mostKept = 1000

export function createUnsettled(): Unsettled {
  const kept = new Map<string, { readonly reservation: Reservation; readonly used: Settlement }>()
  const of = (caller: string) => [...kept.values()].filter(({ reservation }) => reservation.caller === caller)
  return {
    add(reservation, used) {
      kept.set(reservation.slot, { reservation, used })
      const [oldest] = kept.keys()
      if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest)
    },
    remove: slot => void kept.delete(slot),
    isEmpty: () => kept.size === 0,
    holds: caller => of(caller).length > 0,
    async settle(store) {
      const pending = [...kept.values()]
      kept.clear()
      for (const { reservation, used } of pending)
        await store.settle(reservation, used).catch(() => this.add(reservation, used))
    },
    async settleOf(caller, store) {
      const settling = of(caller).map(async ({ reservation, used }) => {
        await store.settle(reservation, used)
        kept.delete(reservation.slot)
      })
      await Promise.allSettled(settling)
    },
  }
}
