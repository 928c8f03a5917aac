import type { Outbox } from '@/lib/telemetry/outbox'
import type { WriteLog } from '@/lib/telemetry/write-log'
import type { Effects } from '@/lib/upstream/effects'

type Options = Pick<Effects, 'now' | 'startTimer'> & {
  /** Posts texts to where they belong, and says why not where it does not take them. */
  readonly post: (texts: readonly string[]) => Promise<string | undefined>
  /** Under which what is lost is logged. */
  readonly event: string
  readonly writeLog: WriteLog
}

// So long the first waits for others to go along.
const lingerMs = 1000
// With so much nobody waits.
const enough = { texts: 100, characters: 256 * 1024 }
const mostAtOnce = { texts: 500, characters: 1024 * 1024 }
// A collector that does not keep up, or hangs, takes no more than this of the instance's memory.
const mostKept = { texts: 2000, characters: 4 * 1024 * 1024 }
// Longer than any post may take.
const longestPostMs = 10_000
const tellEveryMs = 60_000

/**
 * Gathers texts and posts them in batches, each at most once: what is refused is lost, and that is logged now and then.
 * Who posts, or waits to, is known by a moment and not by its promise, since a call that was cut off settles nothing.
 */
export function createOutbox({ post, event, now, startTimer, writeLog }: Options): Outbox {
  let kept: string[] = []
  let characters = 0
  let waitingUntil = Number.NEGATIVE_INFINITY
  let postingUntil = Number.NEGATIVE_INFINITY
  let lost = 0
  let toldAt = Number.NEGATIVE_INFINITY
  const lose = (count: number, reason: string) => {
    lost += count
    if (now() - toldAt < tellEveryMs) return
    writeLog('warn', { event, lost, reason })
    toldAt = now()
    lost = 0
  }
  const isBeyond = (limit: typeof enough) => kept.length >= limit.texts || characters >= limit.characters
  const take = () => {
    const count = countWithin(kept, mostAtOnce)
    const batch = kept.slice(0, count)
    kept = kept.slice(count)
    characters -= lengthOf(batch)
    return batch
  }
  const isPosting = () => now() < postingUntil
  const isWaiting = () => now() < waitingUntil
  const postBatch = async () => {
    postingUntil = now() + longestPostMs
    const batch = take()
    const reason = await post(batch)
    if (reason !== undefined) lose(batch.length, reason)
    postingUntil = Number.NEGATIVE_INFINITY
  }
  const wait = async () => {
    waitingUntil = now() + 2 * lingerMs
    await new Promise<void>(resolve => {
      startTimer(lingerMs, resolve)
    })
    waitingUntil = Number.NEGATIVE_INFINITY
  }
  return {
    async put(text) {
      if (isBeyond(mostKept)) lose(1, 'full')
      else {
        kept.push(text)
        characters += text.length
      }
      // One call waits at a time, and one posts; what comes while one posts is waited for by another, so that none is kept
      // for longer than its own part takes.
      while (kept.length > 0) {
        if (isPosting() || !isBeyond(enough)) {
          if (isWaiting()) return
          await wait()
        }
        if (!isPosting() && kept.length > 0) await postBatch()
      }
    },
  }
}

function countWithin(texts: readonly string[], limit: typeof mostAtOnce): number {
  let characters = 0
  const beyond = texts.findIndex((text, at) => {
    characters += text.length
    return at >= limit.texts || (at > 0 && characters > limit.characters)
  })
  return beyond < 0 ? texts.length : beyond
}

function lengthOf(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + text.length, 0)
}
