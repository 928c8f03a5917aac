import { describe, expect, it } from 'vitest'
import { handleCall } from '@/lib/gateway/handle-call'
import { callBody } from '../support/build-call'
import { buildDependencies } from '../support/build-dependencies'
import { buildRequest } from '../support/build-request'
import { completion } from '../support/completion'
import { createWatchedUsage } from '../support/watched-usage'

/** A gateway that counts alone, with a limit of requests; `call` serves one, and what follows it. */
function build(requestsPerMinute: number) {
  const usage = createWatchedUsage()
  const plans = { anonymous: { requestsPerMinute, concurrency: 1, budgetUsdPerDay: 1 } }
  const world = buildDependencies({ answers: { sin: completion }, admission: 'none', plans, usage })
  let made = 0
  const dependencies = { ...world.dependencies, newId: () => `made-id-${++made}` }
  const call = async (fields = {}) => {
    const headers = { 'idempotency-key': 'order-17' }
    const response = await handleCall(buildRequest({ headers, body: callBody(fields) }), dependencies)
    await response.text()
    await world.runDeferred()
    return response
  }
  return { ...world, usage, call }
}

describe('a call that was done before', () => {
  it('is answered as a request among those of its caller, and refused by their limit', async () => {
    const { call, effects } = build(2)
    await call()
    const again = await call()
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([200, 'true'])
    expect(again.headers.get('x-ratelimit-remaining-requests')).toBe('0')
    const refused = await call()
    expect([refused.status, refused.headers.has('idempotency-replayed')]).toEqual([429, false])
    expect(effects.calls).toHaveLength(1)
  })

  it('leaves a record of its own, without tokens, cost and tries', async () => {
    const { call, usage } = build(10)
    await call()
    await call()
    const [first, again] = usage.records
    expect(first).toMatchObject({ attempts: [{ endpoint: 'sin' }], model: 'gpt-4.1' })
    expect(again).toMatchObject({
      attempts: [],
      model: 'gpt-4.1',
      status: 200,
      isError: false,
      promptTokens: 0,
      completionTokens: 0,
      nanoUsd: 0,
      isEstimated: false,
    })
    expect(again?.id).not.toBe(first?.id)
    expect(again).not.toHaveProperty('endpoint', expect.anything())
  })

  it('is a request with a record also where its body is another', async () => {
    const { call, usage } = build(2)
    await call()
    expect((await call({ n: 2 })).status).toBe(422)
    expect(usage.records).toMatchObject([{}, { status: 422, code: 'idempotency_mismatch', model: 'unknown' }])
    expect((await call()).status).toBe(429)
  })
})
