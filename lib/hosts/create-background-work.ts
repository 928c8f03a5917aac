import type { After } from '@/lib/gateway/production'

/** What goes on beside and after the responses of a server of our own. */
export type BackgroundWork = {
  readonly after: After
  /** Resolves when nothing is left to do. */
  readonly settled: () => Promise<void>
}

/** Knows what goes on behind responses and is not done yet. */
export function createBackgroundWork(onError: (error: unknown) => void): BackgroundWork {
  const open = new Set<Promise<void>>()
  return {
    after: work => {
      const kept: Promise<void> = work.catch(onError).finally(() => open.delete(kept))
      open.add(kept)
    },
    settled: async () => {
      while (open.size > 0) await Promise.all(open)
    },
  }
}
