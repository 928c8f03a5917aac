import type { KeyRecord } from '@/lib/access/key-record'

/** A key as operators see it: without the digest, which is the store's alone. */
export function shownKey({ digest: _, ...rest }: KeyRecord) {
  return rest
}
