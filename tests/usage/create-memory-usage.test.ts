import { describe, expect, it } from 'vitest'
import { createMemoryUsage } from '@/lib/usage/create-memory-usage'
import { limitedRow } from '@/lib/usage/usage-sums'
import { buildUsageRecord } from '../support/build-usage-record'

const minuteMs = 60_000
const at = Date.UTC(2026, 10, 21, 10, 5)

describe('a record', () => {
  it('counts once, however often it is added', async () => {
    const usage = createMemoryUsage()
    const record = buildUsageRecord({ at })
    expect([await usage.add(record), await usage.add({ ...record, nanoUsd: 7 })]).toEqual([true, false])
    const { total } = await usage.read('model', { from: at - minuteMs, to: at })
    expect([total.requests, total.nanoUsd]).toEqual([1, record.nanoUsd])
  })

  it('leaves its receipt, the newest of ten before the others', async () => {
    const usage = createMemoryUsage()
    for (let call = 0; call < 12; call++) await usage.add(buildUsageRecord({ at }), `receipt-${call}`)
    expect(await usage.receipts('request-0001')).toEqual(
      Array.from({ length: 10 }, (_, place) => `receipt-${11 - place}`),
    )
    expect(await usage.receipts('request-0002')).toEqual([])
  })

  it('has its receipt written only where somebody asks for it', async () => {
    const usage = createMemoryUsage()
    let written = 0
    await usage.add(buildUsageRecord({ at }), async () => `receipt-${++written}`)
    expect(written).toBe(0)
    expect(await usage.receipts('request-0001')).toEqual(['receipt-1'])
  })

  it('pushes out the receipt that is the oldest, once there are five hundred', async () => {
    const usage = createMemoryUsage()
    for (let call = 0; call < 501; call++)
      await usage.add(buildUsageRecord({ at, requestId: `request-${call}` }), 'receipt')
    expect([await usage.receipts('request-0'), await usage.receipts('request-1')]).toEqual([[], ['receipt']])
  })
})

describe('what is told', () => {
  it('is a copy, which later calls leave as it is', async () => {
    const usage = createMemoryUsage()
    await usage.addSeen([limitedRow('rate_limit_exceeded', 1)], at)
    const before = await usage.totals()
    await usage.addSeen([limitedRow('rate_limit_exceeded', 1)], at)
    const requests = (rows: Awaited<ReturnType<typeof usage.totals>>) =>
      rows.get('limited/rate_limit_exceeded')?.sums.requests
    expect([requests(before), requests(await usage.totals())]).toEqual([1, 2])
  })

  it('of tenants beyond the fiftieth is told of all together, and the sums stay right', async () => {
    const usage = createMemoryUsage()
    for (let tenant = 0; tenant < 60; tenant++)
      for (let call = 0; call < 2; call++)
        await usage.add(buildUsageRecord({ at, tenant: `tenant-${tenant}` }))
    const { rows, total } = await usage.read('tenant', { from: at - minuteMs, to: at })
    expect([rows.size, rows.get('tenant-49')?.sums.requests, rows.get('other')?.sums.requests]).toEqual([
      51, 2, 20,
    ])
    expect(total.requests).toBe(120)
  })

  it('of minutes is forgotten after an hour, of hours after eight days, and of all time never', async () => {
    const usage = createMemoryUsage()
    await usage.add(buildUsageRecord({ at }))
    const requestsIn = async (step: 'minute' | 'hour') => {
      const [seen] = await usage.seen(['tried/sin'], { step, count: 1, to: at })
      return seen?.get('tried/sin')?.sums.requests
    }
    await usage.add(buildUsageRecord({ at: at + 60 * minuteMs }))
    expect([await requestsIn('minute'), await requestsIn('hour')]).toEqual([1, 1])
    await usage.add(buildUsageRecord({ at: at + 61 * minuteMs }))
    expect([await requestsIn('minute'), await requestsIn('hour')]).toEqual([undefined, 1])
    await usage.add(buildUsageRecord({ at: at + 9 * 24 * 60 * minuteMs }))
    expect(await requestsIn('hour')).toBeUndefined()
    expect((await usage.totals()).get('tried/sin')?.sums.requests).toBe(4)
  })
})
