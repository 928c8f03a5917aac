import type { BilledAttempt, UsageRecord } from '@/lib/usage/usage-record'

/** What is counted, in the order in which it is stored. */
export const counters = [
  'requests',
  'errors',
  'promptTokens',
  'completionTokens',
  'cachedTokens',
  'reasoningTokens',
  'audioTokens',
  'nanoUsd',
  'estimated',
  'unpriced',
] as const

export type Counter = (typeof counters)[number]
export type UsageSums = Readonly<Record<Counter, number>>

/** By what usage is broken down. */
export const dimensions = ['tenant', 'model', 'endpoint', 'country'] as const
export type Dimension = (typeof dimensions)[number]

/** What one call adds to one row: `model/gpt-4.1`. */
export type SumRow = {
  readonly name: string
  readonly sums: UsageSums
  /** The call's duration, where it is this row's. */
  readonly durationMs: number | undefined
}

export const noSums: UsageSums = {
  requests: 0,
  errors: 0,
  promptTokens: 0,
  completionTokens: 0,
  cachedTokens: 0,
  reasoningTokens: 0,
  audioTokens: 0,
  nanoUsd: 0,
  estimated: 0,
  unpriced: 0,
}

/** The rows that a call is counted in: one for each dimension, and one for each endpoint that was tried. */
export function sumRows(record: UsageRecord): readonly SumRow[] {
  const { durationMs, tenant, model, country } = record
  const sums = sumsOf(record)
  const of = (dimension: Dimension, value: string) => ({
    name: rowName(dimension, value),
    sums,
    durationMs,
  })
  return [of('tenant', tenant), of('model', model), of('country', country), ...endpointRows(record)]
}

// A field may not hold the mark that stands before a bucket.
function rowName(dimension: Dimension, value: string): string {
  return `${dimension}/${value.replaceAll('%', '%25').replaceAll('#', '%23')}`
}

/** The value of a dimension that a row's name stands for. */
export function rowValue(name: string): string {
  return name.replaceAll('%23', '#').replaceAll('%25', '%')
}

function sumsOf(record: UsageRecord): UsageSums {
  return {
    ...tokensOf(record),
    requests: 1,
    errors: record.isError ? 1 : 0,
    nanoUsd: record.nanoUsd,
    estimated: record.isEstimated ? 1 : 0,
    unpriced: record.isUnpriced ? 1 : 0,
  }
}

// The call itself is counted for who answered; what the others were paid is theirs.
function endpointRows(record: UsageRecord): readonly SumRow[] {
  const { attempts, endpoint, durationMs } = record
  const tried = attempts.map(attempt => ({
    name: rowName('endpoint', attempt.endpoint),
    sums: {
      ...noSums,
      ...tokensOf(attempt),
      nanoUsd: attempt.nanoUsd,
      errors: attempt.outcome === 'failed' ? 1 : 0,
    },
    durationMs: undefined,
  }))
  const { requests, errors, estimated, unpriced } = sumsOf(record)
  const whole = { ...noSums, requests, errors: endpoint === undefined ? errors : 0, estimated, unpriced }
  return [...tried, { name: rowName('endpoint', endpoint ?? 'none'), sums: whole, durationMs }]
}

function tokensOf(used: UsageRecord | BilledAttempt) {
  const { promptTokens, completionTokens, cachedTokens, reasoningTokens } = used
  const audioTokens = used.audioPromptTokens + used.audioCompletionTokens
  return { ...noSums, promptTokens, completionTokens, cachedTokens, reasoningTokens, audioTokens }
}

/** The sums of two rows together. */
export function addSums(one: UsageSums, other: UsageSums): UsageSums {
  const sum = (name: Counter) => one[name] + other[name]
  return {
    requests: sum('requests'),
    errors: sum('errors'),
    promptTokens: sum('promptTokens'),
    completionTokens: sum('completionTokens'),
    cachedTokens: sum('cachedTokens'),
    reasoningTokens: sum('reasoningTokens'),
    audioTokens: sum('audioTokens'),
    nanoUsd: sum('nanoUsd'),
    estimated: sum('estimated'),
    unpriced: sum('unpriced'),
  }
}
