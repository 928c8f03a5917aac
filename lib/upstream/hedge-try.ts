import type { Effects } from '@/lib/upstream/effects'
import type { Tried, Try } from '@/lib/upstream/try-once'
import { within } from '@/lib/upstream/within'

type Options = {
  readonly effects: Effects
  /** After how many milliseconds the first is late. */
  readonly afterMs: number
  /** Begins a second try at once; undefined where there is none to be had, or the first is not late any more. */
  readonly beginSecond: (isLate: () => boolean) => Promise<Try | undefined>
}

/**
 * Waits for a try and, where it is late, for a second one beside it: the first of the two with an answer wins, and the other
 * is cancelled. Gives all that were begun, the winner last.
 */
export async function hedgeTry(
  first: Try,
  { effects, afterMs, beginSecond }: Options,
): Promise<readonly Tried[]> {
  const soon = await within(afterMs, { promise: first.outcome, effects })
  if (soon !== undefined) return [soon]
  let isLate = true
  const decide = () => {
    isLate = false
  }
  first.outcome.then(decide, decide)
  const second = await beginSecond(() => isLate)
  if (second === undefined) return [await first.outcome]
  const pair = [first, second]
  const early = await Promise.race(pair.map(each => each.outcome))
  const other = pair.find(({ candidate }) => candidate !== early.candidate)
  if (other === undefined) return [early]
  if (early.result.kind === 'failed') return [early, await other.outcome]
  other.cancel()
  return [await other.outcome, early]
}
