import type { After } from '@/lib/gateway/production'

/** What goes on beside and after the responses of a server of our own. */
export type BackgroundWork = {
  readonly after: After
  /** Resolves when nothing is left to do. */
  readonly settled: () => Promise<void>
}

type Options = {
  /** Runs a function when what is at hand has been written. */
  readonly whenWritten: (run: () => void) => void
  readonly onError: (error: unknown) => void
}

/** Runs what is deferred once the response has been written, and knows what is not done yet. */
export function createBackgroundWork({ whenWritten, onError }: Options): BackgroundWork {
  const open = new Set<Promise<void>>()
  const keep = (work: Promise<void>) => {
    const kept: Promise<void> = work.catch(onError).finally(() => open.delete(kept))
    open.add(kept)
  }
  return {
    after: work => {
      if (typeof work !== 'function') keep(work)
      else keep(new Promise<void>(resolve => whenWritten(resolve)).then(work))
    },
    settled: async () => {
      while (open.size > 0) await Promise.all(open)
    },
  }
}
