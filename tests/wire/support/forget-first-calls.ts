import { expect, vi } from 'vitest'
import { readUsageRecords } from './read-usage-records'
import type { Access } from './start-access'

/** Forgets what the calls by which the gateways were made ready have used: one of each, once it is written. */
export async function forgetFirstCalls({ gateways, world }: Access): Promise<void> {
  const { inside, all, close } = readUsageRecords(world.redis)
  await vi.waitFor(async () => expect(await all()).toHaveLength(gateways.length), {
    timeout: 10_000,
    interval: 50,
  })
  await inside.del(await inside.keys('isochrone:usage:*'))
  close()
}
