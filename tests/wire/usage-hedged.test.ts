import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { knowPool } from './support/explain-pool'
import { readUsageRecords, type UsageRecords } from './support/read-usage-records'
import { type Pools, startPools } from './support/start-pools'

const model = 'gpt-4.1'
const stream = { stream: true }

let pools: Pools
let usage: UsageRecords
beforeAll(async () => {
  pools = await startPools({ pools: { [model]: [{}, {}] }, plan: { hedge: true }, redis: 'real' })
  usage = readUsageRecords(pools.storage?.redis)
  await knowPool(pools, model)
  // The first endpoint is known as quick, and so many calls are made that one of them may be asked of a second.
  pools.endpoint(model, 1).set({ timeToFirstTokenMs: 30 })
  for (let call = 0; call < 10; call++) await pools.call(model, { body: stream })
  for (let call = 0; call < 40; call++) await pools.call(model)
})
afterAll(async () => {
  usage.close()
  await pools.close()
})

describe('a call that was asked of a second endpoint', () => {
  it('has one record, in which the one that was cancelled may charge for the prompt', async () => {
    pools.endpoint(model, 1).set({ timeToFirstTokenMs: 30_000 })
    const reply = await pools.call(model, { body: stream })
    expect(reply.headers.get('x-route-attempts')).toBe(`${model}-1;cancelled, ${model}-2;200`)
    const record = await usage.of(reply.headers.get('x-request-id'))
    const [cancelled, answered] = record.attempts
    // Four for the message, two and a half for its text.
    expect(cancelled).toMatchObject({
      label: 'cancelled',
      billed: 'unknown',
      promptTokens: 7,
      nanoUsd: 7 * 2000,
    })
    expect(cancelled?.completionTokens).toBe(0)
    expect(answered).toMatchObject({ endpoint: `${model}-2`, label: '200', billed: 'yes' })
    const own = (answered?.promptTokens ?? 0) * 2000 + (answered?.completionTokens ?? 0) * 8000
    expect(answered?.nanoUsd).toBe(own)
    expect(own).toBeGreaterThan(0)
    expect(record).toMatchObject({ endpoint: `${model}-2`, nanoUsd: own + 7 * 2000, isEstimated: true })
    expect(record.promptTokens).toBe((answered?.promptTokens ?? 0) + 7)
  })
})
