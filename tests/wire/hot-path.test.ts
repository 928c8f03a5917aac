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

// Sends until the map has just been read again: the next reading is then five seconds away.
async function warmUp(): Promise<void> {
  const { edgeConfig } = stand.world
  const before = edgeConfig.reads
  await vi.waitFor(async () => {
    expect((await send()).status).toBe(200)
    expect(edgeConfig.reads).toBeGreaterThan(before)
  }, traffic)
}

/** What it took us until the call left for its endpoint, in milliseconds. */
function ownMs({ headers }: Reply): number {
  const durations = [...(headers.get('server-timing') ?? '').matchAll(/(gate|plan);dur=([\d.]+)/g)]
  return durations.reduce((sum, [, , milliseconds]) => sum + Number(milliseconds), 0)
}

describe('a call at a warm gateway', () => {
  it('is one request to one endpoint and asks nobody else', async () => {
    await warmUp()
    const before = askedOf(stand.world)
    const moments = watchCalls(stand.world)
    for (let call = 0; call < 20; call++)
      expect((await send()).headers.get('x-route-attempts')).toBe('sin;200')
    expect(askedOf(stand.world)).toEqual({ ...before, calls: before.calls + 20 })
    expect(moments).toEqual(
      Array.from({ length: 20 }, (_, at) => ({ ...before, calls: before.calls + at + 1 })),
    )
  })

  it('waits for nothing though Edge Config, Redis and every probe hang', async () => {
    const { edgeConfig, upstash, endpoints } = stand.world
    edgeConfig.mode = 'hang'
    if (upstash) upstash.mode = 'hang'
    for (const endpoint of endpoints) endpoint.set({ headDelayMs: 60_000 })
    const { reads } = edgeConfig
    const waits: number[] = []
    await vi.waitFor(async () => {
      waits.push(ownMs(await send()))
      expect(edgeConfig.reads).toBe(reads + 1)
    }, traffic)
    // The limit of an Edge Config read is 250 ms, that of a Redis command 150 ms.
    expect(Math.max(...waits)).toBeLessThan(150)
    expect(waits.length).toBeGreaterThan(20)
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
    expect(moments[0]).toMatchObject({ probes: 0, redis: 0 })
    expect(askedOf(cold.world).calls).toBe(8)
    await cold.close()
  })
})
