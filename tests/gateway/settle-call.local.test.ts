import { describe, expect, it } from 'vitest'
import { admitCall } from '@/lib/gateway/admit-call'
import { beginTrace } from '@/lib/gateway/call-trace'
import { settleCall } from '@/lib/gateway/settle-call'
import { buildCall } from '../support/build-call'
import { buildDependencies } from '../support/build-dependencies'
import { buildRequest } from '../support/build-request'
import { emptyUsageRecord } from '../support/empty-usage-record'

const plans = { anonymous: { tokensPerMinute: 1000 } }

/** A gateway that counts alone, and a call of it that is in flight. */
async function serving() {
  const world = buildDependencies({ admission: 'none', plans })
  const begin = async () => {
    const request = buildRequest()
    const trace = beginTrace(request, world.dependencies)
    trace.call = buildCall({ max_tokens: 100 })
    await admitCall(request.headers, trace, world.dependencies)
    return trace
  }
  const trace = await begin()
  const end = (limitedTokens: number) =>
    settleCall(trace, { record: emptyUsageRecord(), limitedTokens }, world.dependencies)
  return { ...world, begin, end }
}

describe('where this instance counts alone, what a stream used beyond its estimate', () => {
  it('keeps the next call waiting', async () => {
    const { begin, end } = await serving()
    await end(5000)
    await expect(begin()).rejects.toMatchObject({ code: 'rate_limit_exceeded' })
  })

  it('keeps the next call waiting also where the stream lasted longer than the window', async () => {
    const { begin, end, effects } = await serving()
    await effects.advance(90_000)
    await end(5000)
    await expect(begin()).rejects.toMatchObject({ code: 'rate_limit_exceeded' })
  })
})
