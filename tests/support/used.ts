import type { Settlement } from '@/lib/access/limits'

/** What a call is settled by: by default it cost nothing. */
export function used(tokens: number, nanoUsd = 0): Settlement {
  return { tokens, nanoUsd }
}
