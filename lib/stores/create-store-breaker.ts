import { StoreLeftAlone } from '@/lib/access/store-left-alone'
import type { Hearing } from '@/lib/stores/start-silence-timer'

/** Keeps calls from waiting for a store that is away. */
export type StoreBreaker = Hearing & {
  /** Runs an action on the store; rejects at once while the store is being left alone. */
  run<T>(action: () => Promise<T>): Promise<T>
  /** Runs one whose failures say nothing of the store, as it may be large; rejects too while the store is being left alone. */
  runAside<T>(action: () => Promise<T>): Promise<T>
  /** Whether the store is being left alone, or has failed since it last answered. */
  state(): 'left-alone' | 'failing' | 'well'
}

const failuresToOpen = 3
const failureWindowMs = 10_000
const openMs = 5000

// An outage is told of once a minute.
const tellEveryMs = 60_000

/** Creates a breaker, which tells when it opens: after three failures within 10 s and no success between, the store is left alone for 5 s at a time. */
export function createStoreBreaker(now: () => number, onOpen: () => void = () => {}): StoreBreaker {
  let failures: readonly number[] = []
  let openUntil = 0
  let answeredAt = 0
  let unanswered = 0
  let toldAt = Number.NEGATIVE_INFINITY
  // What lies further ahead than a pause is of a clock that has been set back since.
  const isOpen = () => {
    const leftMs = openUntil - now()
    return leftMs > 0 && leftMs <= openMs
  }
  const open = () => {
    openUntil = now() + openMs
    if (Math.abs(now() - toldAt) < tellEveryMs) return
    toldAt = now()
    onOpen()
  }
  return {
    async runAside(action) {
      if (isOpen()) throw new StoreLeftAlone()
      return await action()
    },
    async run(action) {
      if (isOpen()) throw new StoreLeftAlone()
      // The first after a pause tries for all.
      const isTrial = openUntil > 0
      if (isTrial) openUntil = now() + openMs
      unanswered += 1
      try {
        const result = await action()
        answeredAt = now()
        failures = []
        if (isTrial) openUntil = 0
        return result
      } catch (error) {
        failures = [...failures.filter(at => Math.abs(now() - at) < failureWindowMs), now()]
        if (isTrial || failures.length >= failuresToOpen) open()
        throw error
      } finally {
        unanswered -= 1
      }
    },
    state() {
      if (isOpen()) return 'left-alone'
      return failures.length > 0 ? 'failing' : 'well'
    },
    lastAnswerAt: () => answeredAt,
    unanswered: () => unanswered,
  }
}
