import type { Redis } from '@upstash/redis'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createRedis } from '@/lib/stores/create-redis'
import { createRedisHealthExchange } from '@/lib/stores/create-redis-health-exchange'
import { createRedisIncidents } from '@/lib/stores/create-redis-incidents'
import { createRestTransport } from '@/lib/stores/create-rest-transport'
import { redisKeys } from '@/lib/stores/redis-keys'
import { buildNews } from '../support/build-news'
import { patientBreaker } from '../support/patient-breaker'
import { type Storage, startStorage } from './start-storage'

describe.each(['embedded', 'real'] as const)('on the %s store', kind => {
  let storage: Storage
  let client: Redis
  beforeAll(async () => {
    storage = await startStorage(kind)
    // As in production, but patient.
    client = createRedis(createRestTransport(storage.upstash, fetch), {
      startTimer: () => () => undefined,
      now: () => 0,
    })
  })
  beforeEach(() => storage.reset())
  afterAll(() => storage.close())

  const tell = (openings: Readonly<Record<string, boolean>>) =>
    createRedisHealthExchange(client, patientBreaker).tell('sin1', buildNews({ openings }))
  const read = () =>
    createRedisIncidents(client, patientBreaker).read({ from: 0, to: Number.MAX_SAFE_INTEGER })

  it('openings are told, closed and read', async () => {
    await tell({ 'sin|Đà Nẵng': true, sin: true, fra: false })
    await tell({ sin: false })
    const { storeNow, rows } = await read()
    expect(Math.abs(Date.now() - storeNow)).toBeLessThan(5000)
    expect(new Map(rows)).toEqual(
      new Map([
        ['now|sin1|sin|Đà Nẵng', expect.stringMatching(/^\d{13} \d{13} 0$/)],
        ['now|sin1|sin', expect.stringMatching(/^\d{13} \d{13} \d{13}$/)],
      ]),
    )
  })

  it('a full hash has room made', async () => {
    const rows = Array.from({ length: 2000 }, (_, at) => [`past|${at + 1}|sin1|sin`, `${at + 1} ${at + 2} 0`])
    await client.hset(redisKeys.openings, Object.fromEntries(rows))
    await tell({ sin: true })
    const names = (await read()).rows.map(([name]) => name)
    expect(names).toHaveLength(1801)
    expect(names).toEqual(expect.arrayContaining(['now|sin1|sin', 'past|2000|sin1|sin']))
  })
})
