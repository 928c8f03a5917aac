import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { chatBody, type Reply } from './support/send-to'
import { type Stand, startStand } from './support/start-stand'
import { askedOf, watchCalls } from './support/upstream-moments'

let stand: Stand
beforeAll(async () => {
  // One endpoint, so that no noise in what probes measure changes where calls go.
  stand = await startStand({ endpoints: ['sin'] })
  await send()
  // The first round of probes ends with its being posted.
  await vi.waitFor(() => expect(stand.world.upstash?.requests).toBeGreaterThan(0))
})
beforeEach(() => stand.world.reset())
afterAll(() => stand.close())

const send = (headers: Record<string, string> = {}) =>
  stand.send({ headers: { 'x-vercel-ip-country': 'VN', ...headers }, body: chatBody() })

const traffic = { timeout: 15_000, interval: 100 }

// Sends until map and plans have just been read again: the next reading is then five seconds away.
async function warmUp(): Promise<void> {
  const { edgeConfig } = stand.world
  const before = edgeConfig.reads
  await vi.waitFor(async () => {
    expect((await send()).status).toBe(200)
    expect(edgeConfig.reads).toBeGreaterThan(before + 1)
  }, traffic)
}

/** What was asked of everybody, once nothing more is. */
async function quiet() {
  let last: ReturnType<typeof askedOf> | undefined
  await vi.waitFor(
    () => {
      const asked = askedOf(stand.world)
      const isQuiet = JSON.stringify(asked) === JSON.stringify(last)
      last = asked
      expect(isQuiet).toBe(true)
    },
    { interval: 150, timeout: 5000 },
  )
  return askedOf(stand.world)
}

/** What it took us until the call left for its endpoint, in milliseconds. */
function ownMs({ headers }: Reply): number {
  const durations = [...(headers.get('server-timing') ?? '').matchAll(/(gate|plan);dur=([\d.]+)/g)]
  return durations.reduce((sum, [, , milliseconds]) => sum + Number(milliseconds), 0)
}

describe('a call at a warm gateway', () => {
  it('is one request to one endpoint, one to Redis before it, and asks nobody else', async () => {
    await warmUp()
    const moments = watchCalls(stand.world)
    for (let call = 1; call <= 20; call++) {
      const before = await quiet()
      expect((await send()).headers.get('x-route-attempts')).toBe('sin;200')
      expect(moments.at(-1)).toEqual({ ...before, calls: before.calls + 1, redis: before.redis + 1 })
    }
  })

  it('is followed by two requests to Redis for itself, and one a second for what was learned', async () => {
    await warmUp()
    const before = await quiet()
    const begun = performance.now()
    for (let call = 1; call <= 20; call++) await send()
    const after = await quiet()
    const seconds = Math.ceil((performance.now() - begun) / 1000)
    // The operator's documents are read by the clock, not by calls.
    expect({ ...after, redis: 0, reads: 0 }).toEqual({
      ...before,
      calls: before.calls + 20,
      redis: 0,
      reads: 0,
    })
    expect(after.redis - before.redis - 60).toBeLessThanOrEqual(seconds)
  })

  it('waits for nothing though Edge Config, Redis and every probe hang, but three times for Redis', async () => {
    const { edgeConfig, upstash, endpoints } = stand.world
    edgeConfig.mode = 'hang'
    if (upstash) upstash.mode = 'hang'
    for (const endpoint of endpoints) endpoint.set({ headDelayMs: 60_000 })
    const { reads } = edgeConfig
    const waits: number[] = []
    await vi.waitFor(async () => {
      waits.push(ownMs(await send()))
      expect(edgeConfig.reads).toBeGreaterThanOrEqual(reads + 3)
      expect(waits.length).toBeGreaterThan(20)
    }, traffic)
    // The limit of an Edge Config read is 250 ms, that of a Redis command 150 ms, or 400 where it was not heard for 4 s; every five seconds it is tried again.
    expect(waits.filter(wait => wait > 140).length).toBeLessThanOrEqual(5)
    expect(Math.max(...waits)).toBeLessThan(500)
  })
})

describe('a call at an edge of which nothing is known', () => {
  it('leaves before any probe, in the order of the region map', async () => {
    const moments = watchCalls(stand.world)
    const reply = await send(stand.freshEdge())
    expect(reply.headers.get('x-route-reason')).toBe('listed')
    expect(moments.map(({ probes }) => probes)).toEqual([0])
  })
})

describe('the first calls of a cold gateway', () => {
  it('make one request each, and no probe comes before the first', async () => {
    const cold = await startStand({ isCold: true })
    const moments = watchCalls(cold.world)
    const asked = { headers: { 'x-vercel-ip-country': 'VN' } }
    const replies = await Promise.all(Array.from({ length: 8 }, () => cold.send(asked)))
    expect(replies.map(({ headers }) => headers.get('x-route-attempts'))).toEqual(Array(8).fill('sin;200'))
    for (const { headers } of replies)
      expect(headers.get('x-degraded') ?? '', 'all go by the operator’s map').not.toContain('region-map')
    expect(moments[0]?.probes).toBe(0)
    // The script that counts them is not there yet.
    expect(moments[0]?.redis).toBeLessThanOrEqual(2 * 8)
    expect(askedOf(cold.world).calls).toBe(8)
    await cold.close()
  })
})
