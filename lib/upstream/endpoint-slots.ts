import type { StartTimer } from '@/lib/openai/start-timer'
import type { Endpoint } from '@/lib/regions/region-map'
import type { Signal } from '@/lib/upstream/link-signal'

/** The calls that this instance has in flight at each endpoint, and those that wait for one to end. */
export type EndpointSlots = {
  /** By endpoint. */
  readonly inFlight: ReadonlyMap<string, number>
  /**
   * Takes a slot, waiting for one for so many milliseconds at most; gives the function that returns it, or undefined
   * where there was none. Callers take turns, so that one with many calls does not keep the others out.
   */
  enter(endpoint: Endpoint, options: Entering): Promise<(() => void) | undefined>
}

type Entering = {
  readonly caller: string
  readonly waitMs: number
  /** Rings when the caller hangs up, who then waits no longer. */
  readonly signal: Signal
}

type Waiter = { readonly caller: string; readonly admit: () => void }

// More than these, and of one caller more than those, are better told at once that there is no room.
const mostWaiting = 100
const mostWaitingOfOne = 50

export function createEndpointSlots(startTimer: StartTimer): EndpointSlots {
  const inFlight = new Map<string, number>()
  const waiting = new Map<string, readonly Waiter[]>()
  // As the operator has them now: those who wait may have come when they were others.
  const limits = new Map<string, number>()
  const hasRoom = (id: string) => (inFlight.get(id) ?? 0) < (limits.get(id) ?? Number.POSITIVE_INFINITY)
  const queueOf = (id: string) => waiting.get(id) ?? []

  function take(id: string): () => void {
    inFlight.set(id, (inFlight.get(id) ?? 0) + 1)
    let isHeld = true
    return () => {
      if (!isHeld) return
      isHeld = false
      const left = (inFlight.get(id) ?? 1) - 1
      if (left > 0) inFlight.set(id, left)
      else inFlight.delete(id)
      admitNext(id)
    }
  }

  function admitNext(id: string): void {
    while (hasRoom(id)) {
      const [next, ...others] = queueOf(id)
      if (next === undefined) return
      waiting.set(id, afterTurn(others, next.caller))
      next.admit()
    }
  }

  return {
    inFlight,
    async enter({ id, maxConcurrency = Number.POSITIVE_INFINITY }, { caller, waitMs, signal }) {
      limits.set(id, maxConcurrency)
      if (hasRoom(id)) return take(id)
      const queue = queueOf(id)
      const own = queue.filter(each => each.caller === caller)
      if (waitMs <= 0 || signal.aborted || queue.length >= mostWaiting || own.length >= mostWaitingOfOne)
        return undefined
      return await new Promise(resolve => {
        const stop = startWait({ waitMs, signal, startTimer }, () => {
          waiting.set(
            id,
            queueOf(id).filter(each => each !== waiter),
          )
          resolve(undefined)
        })
        const waiter: Waiter = {
          caller,
          admit() {
            stop()
            resolve(take(id))
          },
        }
        waiting.set(id, [...queue, waiter])
      })
    },
  }
}

// Whoever has just had a turn goes behind the others.
function afterTurn(queue: readonly Waiter[], caller: string): readonly Waiter[] {
  const others = queue.filter(each => each.caller !== caller)
  return [...others, ...queue.filter(each => each.caller === caller)]
}

type Waiting = Pick<Entering, 'waitMs' | 'signal'> & { readonly startTimer: StartTimer }

/** Rings after so long, or as soon as the caller hangs up, unless the returned function is called first. */
function startWait({ waitMs, signal, startTimer }: Waiting, ring: () => void): () => void {
  const stop = () => {
    cancelTimer()
    signal.removeEventListener('abort', over)
  }
  const over = () => {
    stop()
    ring()
  }
  const cancelTimer = startTimer(waitMs, over)
  signal.addEventListener('abort', over, { once: true })
  return stop
}
