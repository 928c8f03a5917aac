import { describe, expect, it } from 'vitest'
import type { Account } from '@/lib/gateway/account-call'
import { admitCall } from '@/lib/gateway/admit-call'
import { beginTrace } from '@/lib/gateway/call-trace'
import { closeAccounts } from '@/lib/gateway/close-accounts'
import type { Closed, ClosedCall, ClosingStore } from '@/lib/usage/closing-store'
import { lostRecords } from '@/lib/usage/lost-records'
import { buildCall } from '../support/build-call'
import { buildRequest } from '../support/build-request'
import { emptyUsageRecord } from '../support/empty-usage-record'
import { buildShared } from '../support/shared-store'
import { createWatchedUsage } from '../support/watched-usage'

const account: Account = { record: emptyUsageRecord({ nanoUsd: 7000 }), limitedTokens: 42 }
const over = { end: undefined, endedAt: 0, status: 200, responseMs: 9 }

async function admitted(outcome: Partial<Closed> | Error = {}) {
  const closed: ClosedCall[] = []
  const requests: number[] = []
  const closing: ClosingStore = {
    async close(calls) {
      requests.push(calls.length)
      closed.push(...calls)
      if (outcome instanceof Error) throw outcome
      return calls.map(() => ({ isSettled: true, isRecorded: true, ...outcome }))
    },
  }
  const usage = createWatchedUsage()
  const world = buildShared({ usage, closing })
  const request = buildRequest()
  const trace = beginTrace(request, world.dependencies)
  trace.call = buildCall({ max_tokens: 500 })
  await admitCall(request.headers, trace, world.dependencies)
  return { ...world, trace, closed, requests, usage }
}

const logOf = (logged: readonly { readonly line: unknown }[]) =>
  logged.map(({ line }) => JSON.stringify(line)).join('\n')

describe('a call that is over', () => {
  it('is settled and written down, with its receipt, by one request', async () => {
    const { trace, closed, dependencies, shared, usage } = await admitted()
    await closeAccounts([{ trace, account, ...over }], dependencies)
    expect(closed).toMatchObject([{ used: { tokens: 42, nanoUsd: 7000 }, record: account.record }])
    expect(JSON.parse(closed[0]?.receipt ?? '')).toMatchObject({ requestId: account.record.requestId })
    expect([shared.settled, usage.records]).toEqual([[], []])
  })

  it('is settled by what it used also where the store fell silent over it, and once more when that is back', async () => {
    const { trace, closed, dependencies, shared } = await admitted()
    const { admission } = trace
    if (admission?.verdict.kind !== 'admitted') throw new Error('It was not admitted.')
    const held = { ...admission.verdict.reservation, second: 0 }
    trace.admission = { ...admission, counter: 'allowance', held }
    await closeAccounts([{ trace, account, ...over }], dependencies)
    expect(closed).toMatchObject([{ reservation: held, used: { tokens: 42, nanoUsd: 7000 } }])
    await dependencies.unsettled.settle(shared)
    expect([shared.settled, shared.charged]).toEqual([[42], [7000]])
  })

  it('is settled later where only its usage was taken, and then by the same', async () => {
    const { trace, dependencies, shared, logged } = await admitted({ isSettled: false })
    await closeAccounts([{ trace, account, ...over }], dependencies)
    expect(logged).toEqual([])
    await dependencies.unsettled.settle(shared)
    expect([shared.settled, shared.charged]).toEqual([[42], [7000]])
  })

  it('has its usage in the log where only its settlement was taken', async () => {
    const { trace, dependencies, logged } = await admitted({ isRecorded: false })
    await closeAccounts([{ trace, account, ...over }], dependencies)
    expect(dependencies.unsettled.isEmpty()).toBe(true)
    expect(lostRecords(logOf(logged))).toEqual([JSON.parse(JSON.stringify(account.record))])
  })

  it('loses neither where the store is away, and tells nothing of what was asked of it', async () => {
    const { trace, dependencies, shared, logged } = await admitted(new Error('CANARY-COMMAND evalsha'))
    await closeAccounts([{ trace, account, ...over }], dependencies)
    expect(lostRecords(logOf(logged))).toHaveLength(1)
    expect(logOf(logged)).not.toContain('CANARY')
    await dependencies.unsettled.settle(shared)
    expect(shared.settled).toEqual([42])
  })

  it('is only settled where there is nothing to account for', async () => {
    const { trace, closed, dependencies, shared } = await admitted()
    await closeAccounts([{ trace, account: undefined, ...over }], dependencies)
    expect([closed, shared.settled]).toEqual([[], [0]])
  })

  it('is closed with others by the same request, which holds 32 at most', async () => {
    const { trace, requests, dependencies } = await admitted()
    const calls = Array.from({ length: 70 }, (_, at) => ({
      trace,
      account: { ...account, record: emptyUsageRecord({ id: `call-${at}` }) },
      ...over,
    }))
    await closeAccounts(calls, dependencies)
    expect(requests).toEqual([32, 32, 6])
  })

  it('is closed whatever becomes of others', async () => {
    const { trace, closed, dependencies } = await admitted()
    const strange = { ...account, record: emptyUsageRecord({ at: Number.NaN }) }
    await closeAccounts(
      [
        { trace, account: strange, ...over },
        { trace, account, ...over },
      ],
      dependencies,
    )
    expect(closed.map(({ receipt }) => receipt === '')).toEqual([true, false])
  })
})
