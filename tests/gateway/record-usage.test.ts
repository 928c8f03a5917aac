import { describe, expect, it } from 'vitest'
import { beginTrace } from '@/lib/gateway/call-trace'
import { recordUsage } from '@/lib/gateway/record-usage'
import { lostRecords } from '@/lib/usage/lost-records'
import { buildDependencies } from '../support/build-dependencies'
import { buildRequest } from '../support/build-request'
import { emptyUsageRecord } from '../support/empty-usage-record'
import { createWatchedUsage } from '../support/watched-usage'

const record = emptyUsageRecord({ tenant: 'tenant-a', nanoUsd: 7 })
const over = { record, end: undefined, responseMs: 9 }

describe('the usage of a call', () => {
  it('is written to the store alone', async () => {
    const usage = createWatchedUsage()
    const { dependencies, logged } = buildDependencies({ usage })
    await recordUsage(beginTrace(buildRequest(), dependencies), over, dependencies)
    expect(usage.records).toEqual([record])
    expect(logged).toEqual([])
  })

  it('is written to the log where the store is away, and can be read from there', async () => {
    const usage = createWatchedUsage()
    usage.isLost = true
    const { dependencies, logged } = buildDependencies({ usage })
    await recordUsage(beginTrace(buildRequest(), dependencies), over, dependencies)
    expect(logged).toMatchObject([{ level: 'warn', line: { event: 'usage-lost' } }])
    const log = logged.map(({ line }) => JSON.stringify(line)).join('\n')
    expect(lostRecords(log)).toEqual([JSON.parse(JSON.stringify(record))])
    expect(log).not.toContain('CANARY')
  })
})
