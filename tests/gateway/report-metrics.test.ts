import { describe, expect, it } from 'vitest'
import { latencyBucket } from '@/lib/usage/latency-bucket'
import { noSums } from '@/lib/usage/usage-sums'
import { buildOperator } from '../support/operator'
import { createWatchedUsage } from '../support/watched-usage'

function build() {
  const usage = createWatchedUsage()
  const durations = new Map([
    [latencyBucket(100), 94],
    [latencyBucket(1000), 4],
    [latencyBucket(10_000), 2],
  ])
  usage.rows = new Map([
    ['rare', { sums: { ...noSums, requests: 1, errors: 1 }, durations: new Map() }],
    ['usual', { sums: { ...noSums, requests: 100, errors: 2, nanoUsd: 5_000_000 }, durations }],
  ])
  return { ...buildOperator({ usage }), usage }
}

const near = (milliseconds: unknown, expected: number) =>
  expect(Math.abs(Number(milliseconds) / expected - 1)).toBeLessThan(0.05)

describe('the metrics', () => {
  it('are how many calls there were and failed, the most first', async () => {
    const { json } = await build().ask('GET /metrics?by=endpoint')
    expect(json).toMatchObject({ by: 'endpoint', requests: 101, errors: 3 })
    expect(json.breakdown.map(({ key }: { key: string }) => key)).toEqual(['usual', 'rare'])
    expect(json.breakdown[0]).toMatchObject({ requests: 100, errors: 2, costUsd: 0.005 })
  })

  it('are how long they took, in whole milliseconds, within five in a hundred', async () => {
    const { json } = await build().ask('GET /metrics')
    const [{ p50Ms, p95Ms, p99Ms }] = json.breakdown
    near(p50Ms, 100)
    near(p95Ms, 1000)
    near(p99Ms, 10_000)
    expect([p50Ms, p95Ms, p99Ms].every(Number.isInteger)).toBe(true)
  })

  it('have no durations where none were counted', async () => {
    const { json } = await build().ask('GET /metrics')
    expect(json.breakdown[1]).toMatchObject({ p50Ms: null, p95Ms: null, p99Ms: null })
  })

  it('are of the hours that are asked for', async () => {
    const { ask } = build()
    expect((await ask('GET /metrics?hours=1')).json).toMatchObject({
      from: '2026-11-02T11:00:00.000Z',
      to: '2026-11-02T12:00:00.000Z',
    })
    expect((await ask('GET /metrics?hours=-1')).status).toBe(400)
  })

  it('are not told while the store is away, nor to others than the operator', async () => {
    const { ask, usage } = build()
    expect((await ask('GET /metrics', { token: 'other' })).status).toBe(401)
    usage.isLost = true
    const { status, text } = await ask('GET /metrics')
    expect(status).toBe(503)
    expect(text).not.toContain('CANARY')
  })
})
