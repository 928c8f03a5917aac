import { histogramSamples } from '@/lib/status/histogram-samples'
import { mergeRows } from '@/lib/status/merge-rows'
import type { Metric, Sample } from '@/lib/status/prometheus-text'
import { toUsd } from '@/lib/usage/cost-of'
import type { Seen, UsageRow } from '@/lib/usage/usage-store'
import { pairOf, type UsageSums } from '@/lib/usage/usage-sums'

// Source: https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-metrics/
const operationBounds = Array.from({ length: 14 }, (_, power) => 0.01 * 2 ** power)
const firstTokenBounds = [
  0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
]
const overheadBounds = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1]

// An operator's endpoints may take any model's name; a metric must not.
const mostModels = 100

type Named = readonly [name: string, row: UsageRow]

/** Prometheus' metrics out of the sums of all time that all instances share. */
export function usageMetrics(seen: Seen): readonly Metric[] {
  const models = mostUsed(rowsOf(seen, 'model'))
  const pairs = rowsOf(seen, 'pair').map(([value, row]) => ({ ...pairOf(value), row }))
  return [...modelMetrics(models), ...endpointMetrics(pairs), ...gatewayMetrics(seen)]
}

function modelMetrics(models: readonly Named[]): readonly Metric[] {
  return [
    counter('isochrone_requests_total', 'Calls that were let in, by model and outcome.', [
      ...models.map(([model, { sums }]) => sample({ model, outcome: 'ok' }, sums.requests - sums.errors)),
      ...models.map(([model, { sums }]) => sample({ model, outcome: 'error' }, sums.errors)),
    ]),
    counter('isochrone_tokens_total', 'Tokens, by model and type.', models.flatMap(tokenSamples)),
    counter(
      'isochrone_cost_usd_total',
      'US dollars, by the prices of the catalogue.',
      models.map(([model, { sums }]) => sample({ model }, toUsd(sums.nanoUsd))),
    ),
  ]
}

function endpointMetrics(pairs: readonly PairRow[]): readonly Metric[] {
  return [
    counter('isochrone_attempts_total', 'Tries of endpoints, by edge and outcome.', [
      ...pairs.map(({ edge, endpoint, row: { sums } }) =>
        sample({ edge, endpoint, outcome: 'answered' }, sums.requests - sums.errors),
      ),
      ...pairs.map(({ edge, endpoint, row: { sums } }) =>
        sample({ edge, endpoint, outcome: 'failed' }, sums.errors),
      ),
    ]),
    counter(
      'isochrone_failovers_total',
      'Calls that were answered after another endpoint had failed, by who answered.',
      pairs.map(({ edge, endpoint, row: { sums } }) => sample({ edge, endpoint }, sums.rescued)),
    ),
    histogram(
      'gen_ai_server_time_to_first_token_seconds',
      'To the first content of streams, by endpoint.',
      byEndpoint(pairs).flatMap(([endpoint, row]) =>
        histogramSamples(row.durations, {
          labels: { endpoint },
          bounds: firstTokenBounds,
          unitsPerSecond: 1000,
        }),
      ),
    ),
  ]
}

function gatewayMetrics(seen: Seen): readonly Metric[] {
  const all = mergeRows(rowsOf(seen, 'country').map(([, row]) => row))
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
    histogram(
      'gen_ai_client_operation_duration_seconds',
      'Duration of calls.',
      histogramSamples(all.durations, { labels: {}, bounds: operationBounds, unitsPerSecond: 1000 }),
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
  const rest = sorted.slice(mostModels).map(([, row]) => row)
  return [...sorted.slice(0, mostModels), ...(rest.length > 0 ? [['other', mergeRows(rest)] as const] : [])]
}

type PairRow = { readonly edge: string; readonly endpoint: string; readonly row: UsageRow }

function byEndpoint(pairs: readonly PairRow[]): readonly Named[] {
  return [...new Set(pairs.map(({ endpoint }) => endpoint))].map(id => [
    id,
    mergeRows(pairs.flatMap(({ endpoint, row }) => (endpoint === id ? [row] : []))),
  ])
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
