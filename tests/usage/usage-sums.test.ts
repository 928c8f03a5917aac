import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TokenUsage } from '@/lib/openai/token-usage'
import type { BilledAttempt, UsageRecord } from '@/lib/usage/usage-record'
import { addSums, counters, noSums, type SumRow, sumRows } from '@/lib/usage/usage-sums'
import { emptyBilled, emptyUsageRecord } from '../support/empty-usage-record'

const rowsOf = (overrides: Partial<UsageRecord>) => sumRows(emptyUsageRecord(overrides))
const row = (rows: readonly SumRow[], name: string) => rows.filter(each => each.name === name)
const together = (rows: readonly SumRow[]) => rows.reduce((sum, { sums }) => addSums(sum, sums), noSums)
const endpointRows = (rows: readonly SumRow[]) => rows.filter(({ name }) => name.startsWith('endpoint/'))

describe('a call is counted', () => {
  it('once for its tenant, its model and its country', () => {
    const rows = rowsOf({
      tenant: 'tenant-a',
      promptTokens: 5,
      audioPromptTokens: 1,
      audioCompletionTokens: 2,
    })
    for (const name of ['tenant/tenant-a', 'model/gpt-4.1', 'country/VN'])
      expect(row(rows, name)).toEqual([
        {
          kind: name.split('/')[0],
          name,
          sums: { ...noSums, requests: 1, promptTokens: 5, audioTokens: 3 },
          durationMs: 9,
        },
      ])
  })

  it('as an error, an estimate and one without a price where it is', () => {
    const [tenant] = rowsOf({ isError: true, isEstimated: true, isUnpriced: true })
    expect(tenant?.sums).toMatchObject({ errors: 1, estimated: 1, unpriced: 1 })
  })

  it('for who answered, and what the others were paid is theirs', () => {
    const attempts = [
      emptyBilled({
        endpoint: 'nrt',
        label: 'timeout',
        billed: 'unknown',
        outcome: 'failed',
        promptTokens: 7,
        nanoUsd: 70,
      }),
      emptyBilled({ endpoint: 'sin', promptTokens: 9, nanoUsd: 90 }),
    ]
    const rows = rowsOf({ endpoint: 'sin', attempts, promptTokens: 16, nanoUsd: 160 })
    expect(together(row(rows, 'endpoint/sin'))).toEqual({
      ...noSums,
      requests: 1,
      promptTokens: 9,
      nanoUsd: 90,
    })
    expect(together(row(rows, 'endpoint/nrt'))).toEqual({
      ...noSums,
      errors: 1,
      promptTokens: 7,
      nanoUsd: 70,
    })
    expect(row(rows, 'endpoint/nrt').map(({ durationMs }) => durationMs)).toEqual([undefined])
  })

  it('for nobody where nobody answered, as an error of each that was tried', () => {
    const attempts = [emptyBilled({ endpoint: 'sin', label: '503', billed: 'no', outcome: 'failed' })]
    const rows = rowsOf({ endpoint: undefined, isError: true, attempts })
    expect(together(row(rows, 'endpoint/none'))).toEqual({ ...noSums, requests: 1, errors: 1 })
    expect(together(row(rows, 'endpoint/sin'))).toEqual({ ...noSums, errors: 1 })
  })

  it('as an error of the endpoint that broke its stream off', () => {
    const rows = rowsOf({
      endpoint: 'sin',
      isError: true,
      code: 'upstream_stalled',
      attempts: [emptyBilled({ outcome: 'failed' })],
    })
    expect(together(row(rows, 'endpoint/sin')).errors).toBe(1)
  })

  it('as no error of an endpoint that refused it, as the fault is the caller’s', () => {
    const attempts = [emptyBilled({ label: '400', billed: 'no', outcome: 'ignored' })]
    const rows = rowsOf({ endpoint: 'sin', isError: true, status: 400, attempts })
    expect(together(row(rows, 'endpoint/sin')).errors).toBe(0)
  })

  it('under a name without the mark that stands before a bucket', () => {
    for (const { name } of rowsOf({ tenant: 'a#b#c', model: '#', country: 'V#' }))
      expect(name).not.toContain('#')
  })
})

describe('whatever a call used,', () => {
  const count = fc.nat(100_000)
  const tokens = {
    promptTokens: count,
    completionTokens: count,
    cachedTokens: count,
    reasoningTokens: count,
    audioPromptTokens: count,
    audioCompletionTokens: count,
  }
  const attempt = fc.record({
    endpoint: fc.constantFrom('sin', 'nrt', 'fra'),
    billed: fc.constantFrom('yes', 'no', 'unknown'),
    ...tokens,
    nanoUsd: count,
  })
  const record = fc.array(attempt, { maxLength: 4 }).map((tries): UsageRecord => {
    const attempts: readonly BilledAttempt[] = tries.map(each => emptyBilled(each))
    const sum = (name: keyof TokenUsage | 'nanoUsd') => attempts.reduce((all, each) => all + each[name], 0)
    return emptyUsageRecord({
      attempts: [...attempts],
      endpoint: attempts.at(-1)?.endpoint,
      promptTokens: sum('promptTokens'),
      completionTokens: sum('completionTokens'),
      cachedTokens: sum('cachedTokens'),
      reasoningTokens: sum('reasoningTokens'),
      audioPromptTokens: sum('audioPromptTokens'),
      audioCompletionTokens: sum('audioCompletionTokens'),
      nanoUsd: sum('nanoUsd'),
    })
  })

  it('its endpoints sum up to what its tenant is charged', () => {
    fc.assert(
      fc.property(record, used => {
        const rows = sumRows(used)
        const { errors: _, ...charged } = together(row(rows, `tenant/${used.tenant}`))
        expect(together(endpointRows(rows))).toMatchObject(charged)
      }),
    )
  })

  it('exactly one row of an endpoint has its duration', () => {
    fc.assert(
      fc.property(record, used => {
        const timed = endpointRows(sumRows(used)).filter(({ durationMs }) => durationMs !== undefined)
        expect(timed).toHaveLength(1)
      }),
    )
  })
})

it('sums are added counter by counter', () => {
  const sums = fc.record(Object.fromEntries(counters.map(name => [name, fc.nat(1000)])))
  fc.assert(
    fc.property(sums, sums, (one, other) => {
      const left = { ...noSums, ...one }
      const right = { ...noSums, ...other }
      const sum = addSums(left, right)
      for (const name of counters) expect(sum[name]).toBe(left[name] + right[name])
      expect(Object.keys(sum).sort()).toEqual([...counters].sort())
    }),
  )
})
