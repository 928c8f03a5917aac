import { Redis as Inspector } from 'ioredis'
import { vi } from 'vitest'
import { type UsageRecord, usageRecord } from '@/lib/usage/usage-record'

/** A look at the usage records that lie in a real Redis. */
export type UsageRecords = {
  readonly inside: Inspector
  all(): Promise<UsageRecord[]>
  /** The one record of a request, once it is written; throws where there are more or none. */
  of(requestId: string | null): Promise<UsageRecord>
  /** How many records each of the requests has left. */
  count(requestIds: readonly string[]): Promise<number>
  close(): void
}

/** Connects to the Redis of a world. */
export function readUsageRecords(redis: { readonly url: string } | undefined): UsageRecords {
  const inside = new Inspector(redis?.url ?? '')
  const all = async () => {
    const keys = await inside.keys('isochrone:usage:record:*')
    const texts = keys.length === 0 ? [] : await inside.mget(keys)
    // What belongs to no call leaves an empty one, for a second.
    return texts.flatMap(text => (text ? [usageRecord.parse(JSON.parse(text))] : []))
  }
  return {
    inside,
    all,
    of: requestId =>
      vi.waitFor(
        async () => {
          const [record, ...more] = (await all()).filter(each => each.requestId === requestId)
          if (record === undefined || more.length > 0)
            throw new Error(`${more.length} records too many, or none`)
          return record
        },
        { timeout: 3000, interval: 20 },
      ),
    count: async requestIds => (await all()).filter(each => requestIds.includes(each.requestId)).length,
    close: () => inside.disconnect(),
  }
}
