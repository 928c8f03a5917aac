import { expect, it } from 'vitest'
import { canaryMetrics } from '@/lib/status/canary-metrics'
import { prometheusText } from '@/lib/status/prometheus-text'
import { noSums } from '@/lib/usage/usage-sums'

const seen = new Map([
  [
    'canary/canary',
    { sums: { ...noSums, requests: 8, errors: 2, rescued: 1 }, durations: new Map([[50, 3]]) },
  ],
])

it('a canary that is on is told of with its share, and both sides by outcome', () => {
  const text = prometheusText(canaryMetrics({ state: 'on', share: 0.05, seen }))
  for (const line of [
    'isochrone_canary_share 0.05',
    'isochrone_canary_off 0',
    'isochrone_canary_requests_total{side="canary",outcome="ok"} 5',
    'isochrone_canary_requests_total{side="canary",outcome="rescued"} 1',
    'isochrone_canary_requests_total{side="canary",outcome="error"} 2',
    'isochrone_canary_requests_total{side="control",outcome="ok"} 0',
    'isochrone_canary_time_to_first_token_seconds_count{side="canary"} 3',
  ])
    expect(text).toContain(`${line}\n`)
})

it('one that is off takes no share', () => {
  const text = prometheusText(canaryMetrics({ state: 'off', share: 0.05, seen }))
  expect(text).toContain('isochrone_canary_share 0\n')
  expect(text).toContain('isochrone_canary_off 1\n')
})
