import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { gatewayHostName } from '../world/gateway-host'
import { countBy } from './support/count-by'
import { redisItself } from './support/redis-itself'
import { type Access, startAccess } from './support/start-access'

// Elsewhere an integration may have set it beside the address over REST, which alone counts there.
const canConnect = gatewayHostName() === 'node'

let access: Access
beforeAll(async () => {
  access = await startAccess({
    plans: { ten: { requestsPerMinute: 10 } },
    environment: world =>
      canConnect ? redisItself(world) : { REDIS_URL: redisItself(world).REDIS_URL ?? '' },
    gateways: 2,
  })
})
afterAll(() => access.close())

describe('gateways that are told of a Redis server', () => {
  it('share keys and limits, exactly, and speak to it themselves where they can', async () => {
    const { key } = await access.makeKey('ten')
    const before = access.world.upstash?.requests ?? 0
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, index) => access.sendAs(key, {}, index % 2)),
    )
    expect(countBy(replies, ({ status }) => status)).toEqual({ 200: 10, 429: 10 })
    for (const { headers } of replies) expect(headers.get('x-degraded')).toBeNull()
    expect((access.world.upstash?.requests ?? 0) > before).toBe(!canConnect)
  })

  it('sum up what they used together', async () => {
    const { key, id } = await access.makeKey('warm')
    await Promise.all([0, 1, 0, 1].map(at => access.sendAs(key, {}, at)))
    await expect
      .poll(async () => (await access.operate('GET', '/costs?hours=1&by=tenant')).json, { timeout: 5000 })
      .toMatchObject({
        breakdown: expect.arrayContaining([expect.objectContaining({ key: `key-${id}`, requests: 4 })]),
      })
  })

  it('refuse a key that another has revoked', async () => {
    const { key, id } = await access.makeKey('warm')
    expect((await access.sendAs(key, {}, 1)).status).toBe(200)
    expect((await access.operate('DELETE', `/keys/${id}`)).status).toBe(200)
    expect((await access.sendAs(key, {}, 1)).status).toBe(401)
  })
})
