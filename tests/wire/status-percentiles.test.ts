import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { buildBilled, buildUsageRecord } from '../support/build-usage-record'
import { type ReadSample, readExposition } from '../support/read-exposition'
import { seededRandom } from '../support/seeded-random'
import { connectUsage } from './support/connect-usage'
import { forgetFirstCalls } from './support/forget-first-calls'
import { readMetrics } from './support/read-report'
import { type Access, operatorToken, startAccess } from './support/start-access'

const minuteMs = 60_000
const minutes = 24 * 60
const callsAMinute = 4
const shares = [
  [0.5, 'p50'],
  [0.95, 'p95'],
  [0.99, 'p99'],
] as const

// A duration is told as the middle of a bucket that is a tenth wide; and it is rounded to whole milliseconds.
const bucketShare = 0.05
const roundingMs = 1

type Call = {
  readonly endpoint: string
  readonly at: number
  readonly firstMs: number
  readonly wholeMs: number
}

let access: Access
let calls: readonly Call[]
let readAt = 0
beforeAll(async () => {
  access = await startAccess({ endpoints: ['sin', 'fra'] })
  const { world } = access
  if (world.upstash === undefined) throw new Error('This world has no Redis.')
  await forgetFirstCalls(access)
  calls = throwCalls(Date.now())
  const usage = connectUsage(world.upstash)
  for (let first = 0; first < calls.length; first += 100)
    await Promise.all(calls.slice(first, first + 100).map(call => usage.add(toRecord(call))))
}, 240_000)
afterAll(() => access.close())

/** A day of calls: most are quick, some take long, and how long changes over the day. */
function throwCalls(now: number): readonly Call[] {
  const random = seededRandom(24)
  const around = (middleMs: number) => middleMs * Math.exp((random() + random() + random() - 1.5) * 1.6)
  return Array.from({ length: minutes * callsAMinute }, (_, at) => {
    const minute = Math.floor(at / callsAMinute)
    const isSlow = random() < 0.04
    const firstMs = Math.round(around((isSlow ? 3000 : 250) * (1 + minute / minutes)))
    return {
      endpoint: at % 3 === 0 ? 'fra' : 'sin',
      at: now - minute * minuteMs,
      firstMs,
      wholeMs: firstMs + Math.round(around(1500)),
    }
  })
}

function toRecord({ endpoint, at, firstMs, wholeMs }: Call) {
  const attempts = [buildBilled({ endpoint, firstContentMs: firstMs })]
  return buildUsageRecord({ at, endpoint, attempts, durationMs: wholeMs })
}

function exact(values: readonly number[], share: number): number {
  return values.toSorted((one, other) => one - other)[Math.ceil(share * values.length) - 1] ?? Number.NaN
}

const page = z.object({
  endpoints: z.array(
    z.object({
      id: z.string(),
      samples: z.number(),
      latencyMs: z.object({ p50: z.number(), p95: z.number(), p99: z.number() }),
      p50ByMinute: z.array(z.number().nullable()),
    }),
  ),
})

async function readPage() {
  readAt = Date.now()
  const { json } = await access.send({ method: 'GET', path: '/api/status' })
  return page.parse(json).endpoints
}

/** The calls of the minutes that the page tells of. */
function shown(endpoint: string): readonly Call[] {
  const oldest = Math.floor(readAt / minuteMs) - 59
  return calls.filter(each => each.endpoint === endpoint && Math.floor(each.at / minuteMs) >= oldest)
}

/** The buckets of a histogram that Prometheus would ask for a quantile, and that quantile as it works it out. */
async function histogramOf(metric: string, label: string) {
  const { text } = await access.send({
    method: 'GET',
    path: '/api/metrics',
    headers: { authorization: `Bearer ${operatorToken}` },
  })
  const samples = readExposition(text).find(({ name }) => name === metric)?.samples ?? []
  return samples
    .filter(({ name, labels }) => name.endsWith('_bucket') && [...labels.values()].includes(label))
    .map(({ labels, value }: ReadSample) => ({
      bound: Number((labels.get('le') ?? '').replace('+Inf', 'Infinity')),
      count: value,
    }))
}

/** Source: https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile */
function quantile(buckets: Awaited<ReturnType<typeof histogramOf>>, share: number) {
  const rank = share * (buckets.at(-1)?.count ?? 0)
  const at = buckets.findIndex(({ count }) => count >= rank)
  const [from, to] = [buckets[at - 1] ?? { bound: 0, count: 0 }, buckets[at] ?? { bound: 0, count: 0 }]
  const seconds = from.bound + ((to.bound - from.bound) * (rank - from.count)) / (to.count - from.count)
  return { seconds, width: to.bound - from.bound }
}

describe('a day of synthetic minutes', () => {
  it('is on the page with the percentiles of the last hour, within the width of a bucket', async () => {
    for (const { id, latencyMs, samples } of await readPage()) {
      const times = shown(id).map(({ firstMs }) => firstMs)
      expect(samples).toBe(times.length)
      for (const [share, name] of shares) {
        const truth = exact(times, share)
        expect(Math.abs(latencyMs[name] - truth)).toBeLessThanOrEqual(truth * bucketShare + roundingMs)
      }
    }
  })

  it('is on the page with the median of each minute', async () => {
    for (const { id, p50ByMinute } of await readPage()) {
      const first = Math.floor(readAt / minuteMs) - 59
      for (const [at, told] of p50ByMinute.entries()) {
        const times = shown(id).filter(call => Math.floor(call.at / minuteMs) === first + at)
        const truth = exact(
          times.map(({ firstMs }) => firstMs),
          0.5,
        )
        if (times.length === 0) expect(told).toBeNull()
        else expect(Math.abs((told ?? 0) - truth)).toBeLessThanOrEqual(truth * bucketShare + roundingMs)
      }
    }
  })

  it('is in the report of the last 24 hours', async () => {
    const { breakdown } = await readMetrics(access, '?hours=24&by=model')
    const row = breakdown.find(({ key }) => key === 'gpt-4.1')
    const times = calls.map(({ wholeMs }) => wholeMs)
    expect(row?.requests).toBe(calls.length)
    const told = [row?.p50Ms, row?.p95Ms, row?.p99Ms]
    for (const [at, [share]] of shares.entries()) {
      const truth = exact(times, share)
      expect(Math.abs((told[at] ?? 0) - truth)).toBeLessThanOrEqual(truth * bucketShare + roundingMs)
    }
  })

  it.each(['sin', 'fra'])('is in the metrics, to the first content: %s', async id => {
    const times = calls.filter(({ endpoint }) => endpoint === id).map(({ firstMs }) => firstMs)
    const buckets = await histogramOf('gen_ai_server_time_to_first_token_seconds', id)
    expect(buckets.at(-1)?.count).toBe(times.length)
    for (const [share] of shares) {
      const { seconds, width } = quantile(buckets, share)
      const truth = exact(times, share) / 1000
      expect(Math.abs(seconds - truth)).toBeLessThanOrEqual(width + truth * bucketShare)
    }
  })

  it('is in the metrics, to the end of the call', async () => {
    const times = calls.map(({ wholeMs }) => wholeMs)
    const buckets = await histogramOf('gen_ai_client_operation_duration_seconds', 'gpt-4.1')
    expect(buckets.at(-1)?.count).toBe(times.length)
    for (const [share] of shares) {
      const { seconds, width } = quantile(buckets, share)
      const truth = exact(times, share) / 1000
      expect(Math.abs(seconds - truth)).toBeLessThanOrEqual(width + truth * bucketShare)
    }
  })
})
