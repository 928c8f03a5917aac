import { describe, expect, it } from 'vitest'
import type { Account } from '@/lib/gateway/account-call'
import { admitCall } from '@/lib/gateway/admit-call'
import { beginTrace } from '@/lib/gateway/call-trace'
import { settleCall } from '@/lib/gateway/settle-call'
import { buildCall } from '../support/build-call'
import { buildRequest } from '../support/build-request'
import { emptyUsageRecord } from '../support/empty-usage-record'
import { buildShared } from '../support/shared-store'

async function admitted(options: Parameters<typeof buildShared>[0] = {}) {
  const world = buildShared(options)
  const request = buildRequest()
  const trace = beginTrace(request, world.dependencies)
  trace.call = buildCall({ max_tokens: 500 })
  await admitCall(request.headers, trace, world.dependencies)
  return { ...world, trace }
}

const account: Account = { record: emptyUsageRecord({ nanoUsd: 7000 }), limitedTokens: 42 }

describe('a call is settled', () => {
  it('by the tokens that count towards the limit, and by what all of it cost', async () => {
    const { trace, dependencies, shared } = await admitted()
    await settleCall(trace, account, dependencies)
    expect([shared.settled, shared.charged]).toEqual([[42], [7000]])
  })

  it('by nothing where there is nothing to account for', async () => {
    const { trace, dependencies, shared } = await admitted()
    await settleCall(trace, undefined, dependencies)
    expect([shared.settled, shared.charged]).toEqual([[0], [0]])
  })

  it('later where the store is away, by the same', async () => {
    const { trace, dependencies, shared, logged } = await admitted()
    shared.isLost = true
    await settleCall(trace, account, dependencies)
    expect(logged).toMatchObject([{ level: 'warn', line: { event: 'settlement-lost' } }])
    shared.isLost = false
    await dependencies.unsettled.settle(shared)
    expect([shared.settled, shared.charged]).toEqual([[42], [7000]])
  })

  it('where it was counted', async () => {
    const { trace, dependencies, shared } = await admitted()
    const { admission } = trace
    if (admission === undefined) throw new Error('It was not admitted.')
    trace.admission = { ...admission, counter: 'allowance' }
    await settleCall(trace, account, dependencies)
    expect(shared.settled).toEqual([])
  })

  it('where it may have been counted though the store fell silent over it, and once more when the store is back', async () => {
    const { trace, dependencies, shared } = await admitted()
    const { admission } = trace
    if (admission?.verdict.kind !== 'admitted') throw new Error('It was not admitted.')
    trace.admission = { ...admission, counter: 'allowance', held: admission.verdict.reservation }
    await settleCall(trace, account, dependencies)
    await dependencies.unsettled.settle(shared)
    expect([shared.settled, shared.charged]).toEqual([
      [42, 42],
      [7000, 7000],
    ])
  })

  it('not at all where it was never counted', async () => {
    const { dependencies, shared } = buildShared()
    await settleCall(beginTrace(buildRequest(), dependencies), account, dependencies)
    expect(shared.asked).toEqual([])
  })
})
