import type { Endpoint } from '@/lib/regions/region-map'
import type { Effects } from '@/lib/upstream/effects'
import type { Guard } from '@/lib/upstream/guard'
import { probeEndpoint } from '@/lib/upstream/probe-endpoint'
import type { Sender } from '@/lib/upstream/sender'
import { timeouts } from '@/lib/upstream/timeouts'

type Options = {
  readonly key: string | undefined
  readonly sender: Sender
  readonly effects: Effects
  readonly guard: Pick<Guard, 'startTimer' | 'stop'>
}

/** What a probe beside a call found; `in-vain` where nothing came in time, or word that it is not there now. */
type Sign = 'alive' | 'in-vain' | 'refused'

// What stands before an endpoint says so when it is gone; its own 500 or 501 is of a path or method that it lacks.
const gone: ReadonlySet<number> = new Set([502, 503, 504, 529])

/**
 * Asks an endpoint that is long in answering a plain call whether it is still there, and stops the call where it is not. Such an
 * answer's headers come only when it is complete, so their absence does not tell a slow endpoint from a dead one; a probe beside
 * the call does, and saves the time to fail over. Only two in vain end what may be paid for, and the first is waited for as long as
 * the second. To be called once the headers are here: the function that ends the watch.
 */
export function watchLiveness(endpoint: Endpoint, { guard, ...asking }: Options): () => void {
  let isOver = false
  let cancel = () => {}
  const look = () => {
    const signs: Sign[] = []
    const ask = async (patienceMs: number) => {
      const sign = await signOf(endpoint, { ...asking, patienceMs })
      if (isOver || signs.includes('alive')) return
      signs.push(sign)
      if (sign === 'alive') {
        cancel()
        cancel = guard.startTimer(timeouts.idle, look)
      } else if (signs.length === 2) guard.stop(signs.includes('in-vain') ? 'timeout' : 'silence')
    }
    cancel = guard.startTimer(timeouts.secondLook, () => void ask(0))
    void ask(timeouts.secondLook)
  }
  cancel = guard.startTimer(timeouts.plainLiveness, look)
  return () => {
    isOver = true
    cancel()
  }
}

type Asking = Omit<Options, 'guard'> & { readonly patienceMs: number }

async function signOf(endpoint: Endpoint, { key, sender, effects, patienceMs }: Asking): Promise<Sign> {
  const timeoutMs = endpoint.probe.timeoutMs + patienceMs
  let isLate = false
  const startTimer: Effects['startTimer'] = (milliseconds, ring) =>
    effects.startTimer(milliseconds, () => {
      isLate = true
      ring()
    })
  const { status } = await probeEndpoint(
    { ...endpoint, probe: { ...endpoint.probe, timeoutMs } },
    { key, sender, effects: { ...effects, startTimer } },
  )
  if (status !== undefined) return gone.has(status) ? 'in-vain' : 'alive'
  return isLate ? 'in-vain' : 'refused'
}
