import type { ClaimStore } from '@/lib/cache/claim-store'
import type { KeptText } from '@/lib/cache/text-store'

/** A store of texts in memory that a test can look into and take away. */
export type MemoryTexts = ClaimStore & {
  readonly kept: Map<string, KeptText>
  /** What was asked of it, in order. */
  readonly asked: string[]
  isLost: boolean
}

export function createMemoryTexts(): MemoryTexts {
  const reach = (what: string) => {
    store.asked.push(what)
    if (store.isLost) throw new Error('CANARY-COMMAND')
  }
  const store: MemoryTexts = {
    kept: new Map(),
    asked: [],
    isLost: false,
    async get(name) {
      reach('get')
      return store.kept.get(name)?.text
    },
    async set(name, kept) {
      reach('set')
      store.kept.set(name, kept)
    },
    async forget(name, text) {
      reach('forget')
      if (store.kept.get(name)?.text === text) store.kept.delete(name)
    },
  }
  return store
}
