import { createBoundedMap } from '@/lib/access/bounded-map'
import { roll } from '@/lib/routing/roll'
import type { AttemptRecord } from '@/lib/upstream/attempt-record'

/** Calls that may be the cause of their own failures: what one prompt does to two endpoints says nothing of either. */
export type SuspectCalls = {
  /** Notes a call's tries so far; says whether their failures are taken for the call's own fault. */
  note(body: string, attempts: readonly AttemptRecord[], now: number): boolean
}

const suspectMs = 60_000
const mostSuspects = 100

// Where so many different calls fail it is the endpoints.
const mostAtOnce = 3

export function createSuspectCalls(): SuspectCalls {
  const until = createBoundedMap<number>(mostSuspects)
  let recent: readonly number[] = []
  return {
    note(body, attempts, now) {
      const worked = attempts.filter(
        ({ failure }) => failure?.isUnprocessed === false && !failure.isUnreachable,
      )
      recent = recent.filter(at => at > now)
      if (worked.length === 0 && recent.length === 0) return false
      const print = fingerprint(body)
      const isKnown = (until.get(print) ?? 0) > now
      // An endpoint that can answer it shows that the fault is not the call's.
      if (attempts.some(({ outcome }) => outcome === 'succeeded')) until.delete(print)
      if (worked.length < 2 && !(isKnown && worked.length > 0)) return false
      until.set(print, now + suspectMs)
      if (!isKnown) recent = [...recent, now + suspectMs].slice(-mostSuspects)
      return recent.length <= mostAtOnce
    },
  }
}

// Two rolls, so that one body is hardly ever taken for another. Of the body nothing else is kept.
function fingerprint(body: string): string {
  return `${roll(body)}${roll(`${body.length}${body}`)}`
}
