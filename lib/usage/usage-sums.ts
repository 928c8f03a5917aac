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
  /** Calls that were answered after another endpoint had failed. */
  'rescued',
  /** Tokens of streamed answers, and the milliseconds that they took after the first. */
  'writtenTokens',
  'writingMs',
] as const

export type Counter = (typeof counters)[number]
export type UsageSums = Readonly<Record<Counter, number>>

/** By what usage is broken down. */
export const dimensions = ['tenant', 'model', 'endpoint', 'country'] as const
export type Dimension = (typeof dimensions)[number]

/** What is counted for those who look on: what each edge saw of each endpoint in traffic and by probes, and what became of calls here. */
export const sights = [
  'pair',
  'place',
  'probe',
  'tried',
  'probed',
  'cache',
  'overhead',
  'limited',
  'canary',
] as const
export type Sight = (typeof sights)[number]

/** The stretches of time that are summed up; a canary's own lasts as long as nobody changes it. */
export type Stretch = 'minute' | 'hour' | 'day' | 'all' | 'canary'

type Kept = Readonly<Partial<Record<Stretch, 'sums' | 'durations'>>>

/**
 * For which stretches of time the rows of each kind are kept, and whether their durations are too. What nobody reads only
 * fills the store, and what is by the edge or the caller is many rows.
 */
export const keptFor: Readonly<Record<Dimension | Sight, Kept>> = {
  tenant: { minute: 'durations', hour: 'durations', day: 'durations' },
  model: { minute: 'durations', hour: 'durations', day: 'durations', all: 'durations' },
  endpoint: { minute: 'durations', hour: 'durations', day: 'durations' },
  country: { minute: 'durations', hour: 'durations', day: 'durations' },
  pair: { minute: 'durations', hour: 'durations', all: 'sums' },
  place: { minute: 'durations' },
  probe: { minute: 'durations', hour: 'durations', all: 'sums' },
  tried: { minute: 'durations', hour: 'sums', day: 'sums', all: 'durations' },
  probed: { minute: 'durations', hour: 'sums', day: 'sums', all: 'durations' },
  cache: { minute: 'sums', hour: 'sums', day: 'sums', all: 'sums' },
  overhead: { hour: 'durations', day: 'durations', all: 'durations' },
  limited: { hour: 'sums', day: 'sums', all: 'sums' },
  canary: { canary: 'durations' },
}

/** What one call adds to one row: `model/gpt-4.1`. */
export type SumRow = {
  readonly kind: Dimension | Sight
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
  rescued: 0,
  writtenTokens: 0,
  writingMs: 0,
}

/** The rows that a call is counted in: one for each dimension, and one for each endpoint that was tried. */
export function sumRows(record: UsageRecord): readonly SumRow[] {
  const { durationMs, tenant, model, country, cache, overheadMs } = record
  const sums = sumsOf(record)
  const of = (dimension: Dimension, value: string) => ({
    ...named(dimension, value),
    sums,
    durationMs,
  })
  return [
    of('tenant', tenant),
    of('model', model),
    of('country', country),
    ...endpointRows(record),
    ...pairRows(record),
    { ...named('cache', cache), sums: { ...noSums, requests: 1 }, durationMs: undefined },
    ...(overheadMs === undefined ? [] : [overheadRow(overheadMs)]),
  ]
}

// A field may not hold the mark that stands before a bucket.
function named(kind: Dimension | Sight, value: string): Pick<SumRow, 'kind' | 'name'> {
  return { kind, name: `${kind}/${value.replaceAll('%', '%25').replaceAll('#', '%23')}` }
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
    ...named('endpoint', attempt.endpoint),
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
  return [...tried, { ...named('endpoint', endpoint ?? 'none'), sums: whole, durationMs }]
}

// Each try as its edge saw it. That the fault was the caller's says nothing of the endpoint.
function pairRows({
  edge,
  country,
  attempts,
  endpoint,
  isError,
  durationMs,
}: UsageRecord): readonly SumRow[] {
  const hasFailed = attempts.some(({ outcome }) => outcome === 'failed')
  return attempts.flatMap((attempt, at) => {
    const { firstContentMs } = attempt
    const isAnswer = at === attempts.length - 1 && attempt.endpoint === endpoint && !isError
    const isStream = isAnswer && firstContentMs !== undefined
    const sums = {
      ...noSums,
      requests: 1,
      errors: attempt.outcome === 'failed' ? 1 : 0,
      rescued: isAnswer && hasFailed ? 1 : 0,
      writtenTokens: isStream ? attempt.completionTokens : 0,
      writingMs: isStream ? Math.max(0, durationMs - firstContentMs) : 0,
    }
    const seen = { sums, durationMs: firstContentMs }
    return [
      { ...pairNamed('pair', { edge, endpoint: attempt.endpoint }), ...seen },
      // The map is of countries, whichever edge serves them.
      { ...pairNamed('place', { edge: country, endpoint: attempt.endpoint }), ...seen },
      { ...named('tried', attempt.endpoint), ...seen },
    ]
  })
}

type Pair = { readonly edge: string; readonly endpoint: string }

function pairNamed(sight: Sight, { edge, endpoint }: Pair): Pick<SumRow, 'kind' | 'name'> {
  return named(sight, `${edge}|${endpoint}`)
}

/** What one probe adds to its edge and endpoint, and to its endpoint: reached or not, and the round trip. */
export function probeRows(
  pair: Pair,
  { reachable, roundTripMs }: { reachable: boolean; roundTripMs: number },
): readonly SumRow[] {
  const sums = { ...noSums, requests: 1, errors: reachable ? 0 : 1 }
  const durationMs = reachable ? roundTripMs : undefined
  return [
    { ...pairNamed('probe', pair), sums, durationMs },
    { ...named('probed', pair.endpoint), sums, durationMs },
  ]
}

// Most calls take a fraction of a millisecond, so that it is told in hundredths of one.
function overheadRow(milliseconds: number): SumRow {
  return {
    ...named('overhead', 'all'),
    sums: { ...noSums, requests: 1 },
    durationMs: milliseconds * 100,
  }
}

/** Calls that were refused by a limit. */
export function limitedRow(limit: string, requests: number): SumRow {
  return { ...named('limited', limit), sums: { ...noSums, requests }, durationMs: undefined }
}

/** The edge and the endpoint of a row; of one that stands for many, as `other` does, its name for both. */
export function pairOf(value: string): Pair {
  const at = value.indexOf('|')
  return at < 0
    ? { edge: value, endpoint: value }
    : { edge: value.slice(0, at), endpoint: value.slice(at + 1) }
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
    rescued: sum('rescued'),
    writtenTokens: sum('writtenTokens'),
    writingMs: sum('writingMs'),
  }
}
