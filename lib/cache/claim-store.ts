import type { TextStore } from '@/lib/cache/text-store'

/** Texts of which one at a time may stand under a name, and say whose the name is. */
export type ClaimStore = TextStore & {
  /** Forgets what stands under a name, where it still is this text: what another has put there since is not ours to take. */
  forget(name: string, text: string): Promise<void>
}
