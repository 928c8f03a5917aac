import * as z from 'zod'
import type { Dependencies } from '@/lib/gateway/dependencies'
import type { OperatorRequest } from '@/lib/gateway/operator-request'
import { parseBody } from '@/lib/gateway/parse-body'
import { ApiError } from '@/lib/openai/api-error'
import { usageRecord } from '@/lib/usage/usage-record'

// A day less than records are remembered, for those that come late in their day.
const replayableMs = 6 * 24 * 60 * 60_000

/** Records out of a log, as many as one request may bring. */
export const replay = z.strictObject({ records: z.array(usageRecord).max(1000) })

/**
 * Adds usage records that the shared store had missed, as they stand in the log. One that is there already is not added
 * again, so the same log may be sent twice.
 */
export async function replayUsage(
  { request }: OperatorRequest,
  { usage, effects }: Dependencies,
): Promise<Response> {
  const { records } = await parseBody(request, { schema: replay, clock: effects })
  let added = 0
  // Of older ones nobody knows any more whether they were added.
  const recent = records.filter(({ at }) => at > effects.now() - replayableMs)
  for (const record of recent) {
    const isNew = await usage.add(record).catch((cause: unknown) => {
      throw new ApiError(
        'limiter_unavailable',
        'The store of the usage does not answer. Send it all again.',
        {
          cause,
        },
      )
    })
    if (isNew) added += 1
  }
  return Response.json({ records: records.length, tooOld: records.length - recent.length, added })
}
