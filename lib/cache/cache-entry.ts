import * as z from 'zod'
import type { CacheUse } from '@/lib/cache/cache-policy'
import { madeOnce } from '@/lib/openai/made-once'
import { parseJson } from '@/lib/openai/parse-json'
import { tokenUsage } from '@/lib/openai/token-usage'

const entry = madeOnce(() =>
  z.object({
    /** Milliseconds since the epoch. */
    storedAt: z.number().min(0),
    /** For how long it is as good as new; as long again it may stand in where no endpoint answers. */
    ttlSeconds: z.int().min(0),
    /** The body of a plain answer, or the events of a stream, without the one that tells the usage. */
    form: z.enum(['plain', 'events']),
    text: z.string(),
    usage: tokenUsage.optional(),
  }),
)

/** An answer that may be given again. */
export type CacheEntry = z.infer<ReturnType<typeof entry>>

/** Reads an entry; undefined for anything else. */
export function parseEntry(text: string): CacheEntry | undefined {
  return entry().safeParse(parseJson(text)).data
}

/** Whole seconds since the entry was stored. */
export function ageSeconds({ storedAt }: CacheEntry, now: number): number {
  return Math.max(0, Math.floor((now - storedAt) / 1000))
}

type Bounds = Pick<CacheUse, 'ttlSeconds' | 'maxAgeSeconds'> & { readonly now: number }

/** `stale` entries may stand in where no endpoint answers; `gone` ones are of no use. */
export function freshness(value: CacheEntry, { now, ttlSeconds, maxAgeSeconds }: Bounds) {
  const age = (now - value.storedAt) / 1000
  const goodSeconds = Math.min(value.ttlSeconds, ttlSeconds)
  if (age < Math.min(goodSeconds, maxAgeSeconds ?? Number.POSITIVE_INFINITY)) return 'fresh' as const
  return age < 2 * goodSeconds ? ('stale' as const) : ('gone' as const)
}
