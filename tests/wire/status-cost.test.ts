import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { edges } from '../bench/edges'
import { seededRandom } from '../support/seeded-random'
import { isRecord } from '../world/is-record'
import type { UpstashServer } from '../world/start-upstash'
import { connectUsage } from './support/connect-usage'
import { fillSights, writeSights } from './support/fill-sights'
import { type Access, operatorToken, startAccess } from './support/start-access'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const endpoints = ['sin', 'fra', 'sin-2', 'sin-3', 'sin-4', 'fra-2', 'fra-3', 'fra-4']

let access: Access
let upstash: UpstashServer
beforeAll(async () => {
  access = await startAccess({
    endpoints: ['sin', 'fra'],
    prepare: ({ edgeConfig }) => {
      const map = edgeConfig.items.regions
      const rows = isRecord(map) && isRecord(map.endpoints) ? map.endpoints : {}
      const all = endpoints.map(id => [id, rows[id.slice(0, 3)]] as const)
      edgeConfig.set('regions', { ...Object(map), endpoints: Object.fromEntries(all) })
    },
  })
  if (access.world.upstash === undefined) throw new Error('This world has no Redis.')
  upstash = access.world.upstash
  await fill(Date.now())
}, 240_000)
afterAll(() => access.close())

/** Ninety days, a day by the hour and an hour by the minute, of every edge and endpoint. */
async function fill(now: number): Promise<void> {
  const filled = {
    endpoints,
    edges: edges.map(({ id }) => id),
    countries: edges.flatMap(({ countries }) => countries),
    random: seededRandom(9),
  }
  const back = (count: number, stepMs: number, streams: number) =>
    Array.from({ length: count }, (_, at) => ({ at: now - at * stepMs, rows: fillSights(streams, filled) }))
  const usage = connectUsage(upstash)
  await writeSights(usage, [...back(90, 24 * hourMs, 1), ...back(24, hourMs, 1), ...back(60, minuteMs, 2)])
}

/** What a reading has cost, with all that it leaves for after the response. */
async function costOf(path: string, headers: Readonly<Record<string, string>> = {}) {
  const before = { commands: upstash.commands.length, bytes: upstash.bytesSent }
  const { status, text } = await access.send({ method: 'GET', path, headers })
  await quiet()
  const commands = upstash.commands.length - before.commands
  return { status, text, commands, bytes: upstash.bytesSent - before.bytes }
}

async function quiet(): Promise<void> {
  let last = -1
  await vi.waitFor(
    () => {
      const isQuiet = upstash.requests === last
      last = upstash.requests
      expect(isQuiet).toBe(true)
    },
    { timeout: 5000, interval: 300 },
  )
}

describe('ninety days of eight endpoints and twenty edges', () => {
  // Who reads first has its scripts loaded, and probes.
  beforeAll(async () => {
    for (const path of ['/', '/api/status']) await costOf(path)
  })

  it.each(['/', '/api/status'])('cost at most twenty commands and a megabyte to read: %s', async path => {
    const { status, text, commands, bytes } = await costOf(path)
    expect(status).toBe(200)
    for (const id of endpoints) expect(text).toContain(id)
    expect(commands).toBeLessThanOrEqual(20)
    expect(bytes).toBeLessThan(1e6)
  })

  it('are all on the page', async () => {
    const { text } = await costOf('/api/status')
    const status = JSON.parse(text)
    // The gateway itself stands at one edge more.
    const cells = status.matrix.filter(({ edge }: { edge: string }) => edge !== 'local')
    expect(cells).toHaveLength(endpoints.length * edges.length)
    for (const { samples, uptime, uptimeByDay, p50ByMinute } of status.endpoints) {
      // Every edge's two streams of each minute, the oldest of which may have left the hour by now, and those of this hour and day.
      expect(samples).toBeGreaterThan(58 * 2 * edges.length)
      expect(samples).toBeLessThanOrEqual(61 * 2 * edges.length)
      expect(uptime['24h']).toBeGreaterThan(0.9)
      expect(uptime['90d']).toBeLessThan(1)
      expect(uptimeByDay.filter((each: unknown) => typeof each === 'number')).toHaveLength(90)
      expect(p50ByMinute.filter((each: unknown) => typeof each === 'number').length).toBeGreaterThan(58)
    }
  })

  it('cost two commands as metrics', async () => {
    const { status, commands } = await costOf('/api/metrics', {
      authorization: `Bearer ${operatorToken}`,
    })
    expect(status).toBe(200)
    // A script that Redis does not know yet is sent once more, whole.
    expect(commands).toBeLessThanOrEqual(3)
  })
})
