import { describe, expect, it } from 'vitest'
import { prometheusText } from '@/lib/status/prometheus-text'
import { busiestEdges, usageMetrics } from '@/lib/status/usage-metrics'
import { expositionProblems } from '../support/exposition-problems'
import { usageRow } from '../support/usage-row'

const seen = new Map([
  [
    'model/gpt-4.1',
    usageRow(
      { requests: 10, errors: 2, promptTokens: 100, completionTokens: 50, nanoUsd: 3e9 },
      [15, 15, 900],
    ),
  ],
  ['pair/sin1|sin', usageRow({ requests: 9, errors: 3, rescued: 1 })],
  ['tried/sin', usageRow({ requests: 9 }, [150])],
  ['probe/lhr1|sin', usageRow({ requests: 5, errors: 1 })],
  ['probed/sin', usageRow({ requests: 5 }, [30, 30])],
  ['cache/HIT', usageRow({ requests: 4 })],
  ['limited/rate_limit_exceeded', usageRow({ requests: 7 })],
  ['overhead/all', usageRow({ requests: 2 }, [80, 80])],
])
const text = prometheusText(usageMetrics(seen))

describe('the metrics', () => {
  it.each([
    'isochrone_requests_total{model="gpt-4.1",outcome="ok"} 8',
    'isochrone_requests_total{model="gpt-4.1",outcome="error"} 2',
    'isochrone_attempts_total{edge="sin1",endpoint="sin",outcome="answered"} 6',
    'isochrone_attempts_total{edge="sin1",endpoint="sin",outcome="failed"} 3',
    'isochrone_failovers_total{edge="sin1",endpoint="sin"} 1',
    'isochrone_tokens_total{model="gpt-4.1",type="prompt"} 100',
    'isochrone_cost_usd_total{model="gpt-4.1"} 3',
    'isochrone_cache_total{result="hit"} 4',
    'isochrone_rate_limited_total{limit="rate_limit_exceeded"} 7',
    'isochrone_overhead_seconds_bucket{le="0.001"} 2',
    'isochrone_overhead_seconds_bucket{le="0.0005"} 0',
    'gen_ai_client_operation_duration_seconds_bucket{gen_ai_request_model="gpt-4.1",le="0.02"} 2',
    'gen_ai_client_operation_duration_seconds_bucket{gen_ai_request_model="gpt-4.1",le="+Inf"} 3',
    'gen_ai_client_operation_duration_seconds_count{gen_ai_request_model="gpt-4.1"} 3',
    'gen_ai_server_time_to_first_token_seconds_bucket{endpoint="sin",le="0.25"} 1',
    'isochrone_probes_total{edge="lhr1",endpoint="sin",outcome="answered"} 4',
    'isochrone_probes_total{edge="lhr1",endpoint="sin",outcome="failed"} 1',
    'isochrone_probe_seconds_bucket{endpoint="sin",le="0.04"} 2',
  ])('hold %s', line => {
    expect(text.split('\n')).toContain(line)
  })

  it('are named also where nothing has happened yet', () => {
    const names = prometheusText(usageMetrics(new Map())).match(/^# TYPE \S+/gm)
    expect(names).toHaveLength(12)
  })

  it('have labels of a bounded number, however many models are asked for', () => {
    const many = new Map(
      Array.from({ length: 500 }, (_, at) => [`model/m${at}`, usageRow({ requests: at + 1 })]),
    )
    const [requests] = usageMetrics(many)
    expect(new Set(requests?.samples.map(({ labels }) => labels.model)).size).toBe(101)
    expect(requests?.samples.reduce((sum, { value }) => sum + value, 0)).toBe((500 * 501) / 2)
  })

  it('name each of the busiest edges, and the others together', () => {
    const many = new Map(
      Array.from({ length: 200 }, (_, at) => [`pair/e${at}|sin`, usageRow({ requests: at + 1 })]),
    )
    expect(busiestEdges(many).slice(0, 2)).toEqual(['e199', 'e198'])
    const attempts = usageMetrics(many).find(({ name }) => name === 'isochrone_attempts_total')?.samples ?? []
    expect(new Set(attempts.map(({ labels }) => labels.edge)).size).toBe(65)
    expect(attempts.reduce((sum, { value }) => sum + value, 0)).toBe((200 * 201) / 2)
  })

  it('have each series once, also where the store has put what was too much under `other`', () => {
    const row = usageRow({ requests: 1 }, [10])
    const names = [
      'model/other',
      ...Array.from({ length: 101 }, (_, at) => `model/m${at}`),
      'pair/other',
      'pair/other|sin',
      'tried/other',
    ]
    expect(expositionProblems(prometheusText(usageMetrics(new Map(names.map(name => [name, row])))))).toEqual(
      [],
    )
  })
})

it('a label holds whatever a model is called', () => {
  const odd = new Map([['model/a"b\\c\nd', usageRow({ requests: 1 })]])
  expect(prometheusText(usageMetrics(odd))).toContain('{model="a\\"b\\\\c\\nd",outcome="ok"} 1')
})
