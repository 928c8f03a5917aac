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

type Held = { readonly reservation: Reservation; readonly used: Settlement }

// Beyond this the oldest are left to run out by themselves.
const mostKept = 1000

export function createUnsettled(): Unsettled {
  const kept = new Map<string, Held>()
  const of = (caller: string) => [...kept.values()].filter(({ reservation }) => reservation.caller === caller)
  const settling = new WeakSet<Held>()
  // Until it is settled it is held: whoever asks meanwhile may see to it at once, and a second time does nothing.
  const settleOne = async (held: Held, store: AdmissionStore) => {
    const { slot } = held.reservation
    await store.settle(held.reservation, held.used)
    if (kept.get(slot) === held) kept.delete(slot)
  }
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
      for (const held of [...kept.values()]) {
        if (settling.has(held)) continue
        settling.add(held)
        await settleOne(held, store).catch(() => settling.delete(held))
      }
    },
    async settleOf(caller, store) {
      await Promise.allSettled(of(caller).map(held => settleOne(held, store)))
    },
  }
}
