import type { StartTimer } from '@/lib/openai/start-timer'
import type { Endpoint } from '@/lib/regions/region-map'

/** The calls that this instance has in flight at each endpoint, and those that wait for one to end. */
export type EndpointSlots = {
  /** By endpoint. */
  readonly inFlight: ReadonlyMap<string, number>
  /**
   * Takes a slot, waiting for one for so many milliseconds at most; gives the function that returns it, or undefined
   * where there was none. Callers take turns, so that one with many calls does not keep the others out.
   */
  enter(
    endpoint: Endpoint,
    options: { readonly caller: string; readonly waitMs: number },
  ): Promise<(() => void) | undefined>
}

type Waiter = { readonly caller: string; readonly admit: () => void }

// More than these, and of one caller more than those, are better told at once that there is no room.
const mostWaiting = 100
const mostWaitingOfOne = 50

export function createEndpointSlots(startTimer: StartTimer): EndpointSlots {
  const inFlight = new Map<string, number>()
  const waiting = new Map<string, readonly Waiter[]>()
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
    const [next, ...others] = queueOf(id)
    if (next === undefined) return
    // Whoever has just had a turn goes behind the others.
    const ofOthers = others.filter(({ caller }) => caller !== next.caller)
    waiting.set(id, [...ofOthers, ...others.filter(({ caller }) => caller === next.caller)])
    next.admit()
  }

  return {
    inFlight,
    async enter({ id, maxConcurrency }, { caller, waitMs }) {
      if (maxConcurrency === undefined || (inFlight.get(id) ?? 0) < maxConcurrency) return take(id)
      const queue = queueOf(id)
      const own = queue.filter(each => each.caller === caller)
      if (waitMs <= 0 || queue.length >= mostWaiting || own.length >= mostWaitingOfOne) return undefined
      return await new Promise(resolve => {
        const cancelTimer = startTimer(waitMs, () => {
          waiting.set(
            id,
            queueOf(id).filter(each => each !== waiter),
          )
          resolve(undefined)
        })
        const waiter: Waiter = {
          caller,
          admit() {
            cancelTimer()
            resolve(take(id))
          },
        }
        waiting.set(id, [...queue, waiter])
      })
    },
  }
}
