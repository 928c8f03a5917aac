import { histogramSamples } from '@/lib/status/histogram-samples'
import { mergeRows } from '@/lib/status/merge-rows'
import type { Metric, Sample } from '@/lib/status/prometheus-text'
import { toUsd } from '@/lib/usage/cost-of'
import type { Seen, UsageRow } from '@/lib/usage/usage-store'
import { pairOf, type UsageSums } from '@/lib/usage/usage-sums'

// Source: https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-metrics/
const operationBounds = Array.from({ length: 14 }, (_, power) => 0.01 * 2 ** power)
export const firstTokenBounds: readonly number[] = [
  0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
]
const overheadBounds = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1]

// An operator's endpoints may take any model's name, and off the platform a header names the edge; a metric must not.
const mostModels = 100
const mostEdges = 64
const others = 'other'

type Named = readonly [name: string, row: UsageRow]

/** Prometheus' metrics out of the sums of all time that all instances share. */
export function usageMetrics(seen: Seen): readonly Metric[] {
  return [
    ...modelMetrics(mostUsed(rowsOf(seen, 'model'))),
    ...endpointMetrics(seen),
    ...probeMetrics(seen),
    ...gatewayMetrics(seen),
  ]
}

/** The edges that metrics name, the busiest first; all others are told of together. */
export function busiestEdges(seen: Seen): readonly string[] {
  const requests = new Map<string, number>()
  for (const kind of ['pair', 'probe'])
    for (const [value, { sums }] of rowsOf(seen, kind)) {
      const { edge } = pairOf(value)
      // One probe weighs nothing against calls, but names an edge that has none.
      requests.set(edge, (requests.get(edge) ?? 0) + (kind === 'pair' ? sums.requests : 0))
    }
  const sorted = [...requests].sort(([, one], [, other]) => other - one).map(([edge]) => edge)
  return sorted.filter(edge => edge !== others).slice(0, mostEdges)
}

function modelMetrics(models: readonly Named[]): readonly Metric[] {
  return [
    counter('isochrone_requests_total', 'Calls that were let in, by model and outcome.', [
      ...models.map(([model, { sums }]) => sample({ model, outcome: 'ok' }, sums.requests - sums.errors)),
      ...models.map(([model, { sums }]) => sample({ model, outcome: 'error' }, sums.errors)),
    ]),
    counter(
      'isochrone_tokens_total',
      'Tokens, by model and type: cached ones are prompt ones too, and reasoning ones completion ones.',
      models.flatMap(tokenSamples),
    ),
    counter(
      'isochrone_cost_usd_total',
      'US dollars, by the prices of the catalogue.',
      models.map(([model, { sums }]) => sample({ model }, toUsd(sums.nanoUsd))),
    ),
    histogram(
      'gen_ai_client_operation_duration_seconds',
      'Duration of calls from their receipt to the end of their answer, by model.',
      models.flatMap(([model, { durations }]) =>
        histogramSamples(durations, {
          labels: { gen_ai_request_model: model },
          bounds: operationBounds,
          unitsPerSecond: 1000,
        }),
      ),
    ),
  ]
}

function endpointMetrics(seen: Seen): readonly Metric[] {
  const pairs = pairsOf(seen, 'pair')
  return [
    counter('isochrone_attempts_total', 'Tries of endpoints, by edge and outcome.', pairs.flatMap(outcomes)),
    counter(
      'isochrone_failovers_total',
      'Calls that were answered after another endpoint had failed, by edge and by who answered.',
      pairs.map(({ edge, endpoint, row: { sums } }) => sample({ edge, endpoint }, sums.rescued)),
    ),
    secondsBy(
      'gen_ai_server_time_to_first_token_seconds',
      'From sending a call to the first content of its stream, by endpoint.',
      rowsOf(seen, 'tried'),
    ),
  ]
}

function probeMetrics(seen: Seen): readonly Metric[] {
  return [
    counter(
      'isochrone_probes_total',
      'Probes of endpoints, by edge and outcome.',
      pairsOf(seen, 'probe').flatMap(outcomes),
    ),
    secondsBy(
      'isochrone_probe_seconds',
      'Round trips of probes that reached their endpoint.',
      rowsOf(seen, 'probed'),
    ),
  ]
}

function outcomes({ edge, endpoint, row: { sums } }: PairRow): readonly Sample[] {
  return [
    sample({ edge, endpoint, outcome: 'answered' }, sums.requests - sums.errors),
    sample({ edge, endpoint, outcome: 'failed' }, sums.errors),
  ]
}

function secondsBy(name: string, help: string, rows: readonly Named[]): Metric {
  const samples = rows.flatMap(([endpoint, { durations }]) =>
    histogramSamples(durations, { labels: { endpoint }, bounds: firstTokenBounds, unitsPerSecond: 1000 }),
  )
  return histogram(name, help, samples)
}

function gatewayMetrics(seen: Seen): readonly Metric[] {
  return [
    counter(
      'isochrone_cache_total',
      'Calls, by what the response cache had to do with them.',
      rowsOf(seen, 'cache').map(([result, { sums }]) =>
        sample({ result: result.toLowerCase() }, sums.requests),
      ),
    ),
    counter(
      'isochrone_rate_limited_total',
      'Calls that were refused, by the limit.',
      rowsOf(seen, 'limited').map(([limit, { sums }]) => sample({ limit }, sums.requests)),
    ),
    histogram(
      'isochrone_overhead_seconds',
      'What the gateway itself takes before a call leaves for its endpoint.',
      histogramSamples(mergeRows(rowsOf(seen, 'overhead').map(([, row]) => row)).durations, {
        labels: {},
        bounds: overheadBounds,
        unitsPerSecond: 100_000,
      }),
    ),
  ]
}

function rowsOf(seen: Seen, kind: string): readonly Named[] {
  return [...seen].flatMap(([name, row]) =>
    name.startsWith(`${kind}/`) ? [[name.slice(kind.length + 1), row]] : [],
  )
}

function mostUsed(rows: readonly Named[]): readonly Named[] {
  const sorted = [...rows].sort(([, one], [, other]) => other.sums.requests - one.sums.requests)
  const isNamed = ([name]: Named, at: number) => at < mostModels && name !== others
  const rest = sorted.filter((row, at) => !isNamed(row, at)).map(([, row]) => row)
  return [...sorted.filter(isNamed), ...(rest.length > 0 ? [[others, mergeRows(rest)] as const] : [])]
}

type PairRow = { readonly edge: string; readonly endpoint: string; readonly row: UsageRow }

// Each edge and endpoint once, those of the less busy edges together.
function pairsOf(seen: Seen, kind: string): readonly PairRow[] {
  const named = new Set(busiestEdges(seen))
  const rows = new Map<string, readonly UsageRow[]>()
  for (const [value, row] of rowsOf(seen, kind)) {
    const { edge, endpoint } = pairOf(value)
    const name = `${named.has(edge) ? edge : others}|${endpoint}`
    rows.set(name, [...(rows.get(name) ?? []), row])
  }
  return [...rows].map(([name, each]) => ({ ...pairOf(name), row: mergeRows(each) }))
}

function tokenSamples([model, { sums }]: Named): readonly Sample[] {
  const types: readonly (readonly [string, keyof UsageSums])[] = [
    ['prompt', 'promptTokens'],
    ['completion', 'completionTokens'],
    ['cached', 'cachedTokens'],
    ['reasoning', 'reasoningTokens'],
  ]
  return types.map(([type, name]) => sample({ model, type }, sums[name]))
}

function sample(labels: Readonly<Record<string, string>>, value: number): Sample {
  return { labels, value: Math.max(0, value) }
}

function counter(name: string, help: string, samples: readonly Sample[]): Metric {
  return { name, help, type: 'counter', samples }
}

function histogram(name: string, help: string, samples: readonly Sample[]): Metric {
  return { name, help, type: 'histogram', samples }
}
