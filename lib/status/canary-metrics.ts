import { histogramSamples } from '@/lib/status/histogram-samples'
import type { Metric } from '@/lib/status/prometheus-text'
import { firstTokenBounds } from '@/lib/status/usage-metrics'
import type { Seen, UsageRow } from '@/lib/usage/usage-store'
import { noSums } from '@/lib/usage/usage-sums'

type Canary = {
  readonly state: 'on' | 'off'
  readonly share: number
  readonly seen: Seen
}

const sides = ['canary', 'control'] as const
const nothing: UsageRow = { sums: noSums, durations: new Map() }

/** A canary for Prometheus: whether it is on, and what became of its calls and of those that it is compared with. */
export function canaryMetrics({ state, share, seen }: Canary): readonly Metric[] {
  const rows = sides.map(side => ({ side, row: seen.get(`canary/${side}`) ?? nothing }))
  const count = (side: string, outcome: string, value: number) => ({
    labels: { side, outcome },
    value: Math.max(0, value),
  })
  return [
    {
      name: 'isochrone_canary_share',
      help: 'Share of the callers that go by the canary of the region map; 0 while it is off.',
      type: 'gauge',
      samples: [{ labels: {}, value: state === 'on' ? share : 0 }],
    },
    {
      name: 'isochrone_canary_off',
      help: 'Whether the canary of the region map was turned off: 0 no, 1 yes.',
      type: 'gauge',
      samples: [{ labels: {}, value: state === 'off' ? 1 : 0 }],
    },
    {
      name: 'isochrone_canary_requests_total',
      help: 'Calls since the canary began, by side and outcome.',
      type: 'counter',
      samples: rows.flatMap(({ side, row: { sums } }) => [
        count(side, 'ok', sums.requests - sums.errors - sums.rescued),
        count(side, 'rescued', sums.rescued),
        count(side, 'error', sums.errors),
      ]),
    },
    {
      name: 'isochrone_canary_time_to_first_token_seconds',
      help: 'From sending a call to the first content of its stream since the canary began, by side.',
      type: 'histogram',
      samples: rows.flatMap(({ side, row: { durations } }) =>
        histogramSamples(durations, { labels: { side }, bounds: firstTokenBounds, unitsPerSecond: 1000 }),
      ),
    },
  ]
}
