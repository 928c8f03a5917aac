import * as z from 'zod'
import { madeOnce } from '@/lib/openai/made-once'
import { parseJson } from '@/lib/openai/parse-json'

const record = madeOnce(() =>
  z.discriminatedUnion('state', [
    z.object({
      state: z.literal('running'),
      body: z.string(),
      /** Who is at it, so that no other gives its claim up. */
      slot: z.string().optional(),
    }),
    z.object({
      state: z.literal('done'),
      /** A digest of the request's body. */
      body: z.string(),
      /** The answer, as it was sent. */
      text: z.string(),
      /** One of these zones gave it; absent where any may have. */
      zones: z.array(z.string()).optional(),
    }),
    // Done too, but its answer is longer than what is kept.
    z.object({ state: z.literal('unkept'), body: z.string() }),
  ]),
)

/** What is known of a call that its caller wants done once. */
export type OnceRecord = z.infer<ReturnType<typeof record>>

/** Reads such a record; undefined for anything else. */
export function parseOnceRecord(text: string): OnceRecord | undefined {
  return record().safeParse(parseJson(text)).data
}
