import type { Condition } from './condition'
import type { Pace } from './pace'
import type { Scenario } from './scenario'

// A large model as the trace's prompts meet it: p50 0.25 s, p95 0.6 s.
const largeModel = { kind: 'prefill', baseMs: 130, msPerToken: 0.12, sigma: 0.3 } as const satisfies Pace

// The field report had 45, 118 and 280 ms at p50, p95 and p99 in all where the near endpoint answered; less the round
// trips of this world and what gateway and machine add, that leaves a small model.
const smallModel = { kind: 'prefill', baseMs: 3, msPerToken: 0.003, sigma: 0.3 } as const satisfies Pace

// The field report's 850 ms, 3.2 s and 8.5 s were seen by callers: less 112 ms, the median round trip to Virginia.
const congestedModel = {
  kind: 'percentiles',
  points: [
    [0, 300],
    [0.5, 738],
    [0.95, 3088],
    [0.99, 8388],
    [1, 12_000],
  ],
} as const satisfies Pace

const failures = [{ status: 503 }, { status: 500 }]
const usual: Condition = { isUp: true, pace: largeModel, refusedShare: 0, refusals: [] }
const fast: Condition = { ...usual, pace: smallModel }
const lost: Condition = { ...usual, isUp: false }

const middleThird = [1 / 3, 2 / 3] as const

/** What the policies are put through, one after another. */
export const scenarios: readonly Scenario[] = [
  {
    name: 'calm',
    what: 'Nothing goes wrong.',
    usual,
    fault: usual,
    faulty: [],
    period: [0, 0],
  },
  {
    // Virginia: what everybody uses who has one endpoint, and the nearest of three edges.
    name: 'congested',
    what: 'iad, the one endpoint of the first policy, is congested all the time: 850 ms, 3.2 s, 8.5 s, 2.3 % errors. A small model elsewhere.',
    usual: fast,
    fault: { ...fast, pace: congestedModel, refusedShare: 0.023, refusals: failures },
    faulty: ['iad'],
    period: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
  },
  {
    // Frankfurt: nearest or fastest for four edges on two continents.
    name: 'region-lost',
    what: 'fra refuses connections and cuts those open in the middle third.',
    usual,
    fault: lost,
    faulty: ['fra'],
    period: middleThird,
  },
  {
    // Tokyo: the nearest of three edges, whose next best is 60 ms further.
    name: 'errors',
    what: 'nrt answers 30 % of its calls with 503 or 500 in the middle third.',
    usual,
    fault: { ...usual, refusedShare: 0.3, refusals: failures },
    faulty: ['nrt'],
    period: middleThird,
  },
  {
    // Virginia: its probes stay as fast as ever, so only traffic tells.
    name: 'slow',
    what: 'iad takes three times as long to the first token in the middle third.',
    usual,
    fault: { ...usual, pace: { ...largeModel, baseMs: 390, msPerToken: 0.36 } },
    faulty: ['iad'],
    period: middleThird,
  },
  {
    // One on each continent that has two, and Frankfurt: whoever is refused has somewhere to go.
    name: 'rate-limited',
    what: 'sin, nrt, fra and iad answer half of their calls with 429 and retry-after: 5 in the middle third.',
    usual,
    fault: { ...usual, refusedShare: 0.5, refusals: [{ status: 429, headers: { 'retry-after': '5' } }] },
    faulty: ['sin', 'nrt', 'fra', 'iad'],
    period: middleThird,
  },
  {
    // Singapore: the nearest of three edges, one of them 95 ms away and two within 40 ms.
    name: 'flapping',
    what: 'sin is lost for 5 s and back for 5 s, in turns, all the time.',
    usual,
    fault: lost,
    faulty: ['sin'],
    period: [0, 1],
    turnMs: 5000,
  },
]
