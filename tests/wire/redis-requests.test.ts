import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createSigner } from './support/sign-token'
import { type Access, startAccess } from './support/start-access'
import { askedOf, watchCalls } from './support/upstream-moments'

const { sign, secret } = createSigner()
let access: Access
beforeAll(async () => {
  access = await startAccess({ environment: { JWT_SECRET: secret } })
})
beforeEach(() => quiet())
afterAll(() => access.close())

// What an earlier call has begun is over when nothing has been asked for a while.
async function quiet(): Promise<void> {
  let last = -1
  await vi.waitFor(
    () => {
      const { redis } = askedOf(access.world)
      const isQuiet = redis === last
      last = redis
      expect(isQuiet).toBe(true)
    },
    { timeout: 5000, interval: 200 },
  )
}

async function requestsBefore(credential: string): Promise<number> {
  const { redis } = askedOf(access.world)
  const moments = watchCalls(access.world)
  expect((await access.sendAs(credential)).status).toBe(200)
  return (moments[0]?.redis ?? 0) - redis
}

describe('the requests to Redis before a call leaves for its endpoint', () => {
  it.each<[string, () => Promise<string>]>([
    ['a key', async () => (await access.makeKey('warm')).key],
    ['a token', () => sign()],
  ])('of %s are at most two at first, and then one', async (_, make) => {
    const credential = await make()
    expect(await requestsBefore(credential)).toBeLessThanOrEqual(2)
    for (let call = 0; call < 3; call++) {
      await quiet()
      expect(await requestsBefore(credential)).toBe(1)
    }
  })

  it('are none where the credential cannot be one', async () => {
    const lookUps = () => access.world.upstash?.commands.filter(command => command.includes('isochrone:keys'))
    const before = lookUps()
    for (const credential of ['sk-123', 'iso_short', 'a b']) {
      const { status } = await access.sendAs(credential, { headers: { 'x-real-ip': '192.0.2.1' } })
      expect(status).toBe(401)
    }
    await quiet()
    expect(lookUps()).toEqual(before)
  })
})
