import fc from 'fast-check'
import { closedCircuit } from '@/lib/health/circuit'
import type { EdgeHealth } from '@/lib/health/edge-health'
import { buildHealth, buildMean, buildModelHealth } from './build-health'
import { moment } from './moment'

const minutes = fc.integer({ min: -20, max: 20 })

// A deadline that is unset, just ahead, just behind, now, or beyond all that is allowed.
const deadline = fc.oneof(
  fc.constant(0),
  fc.constant(0),
  fc.integer({ min: -2, max: 2 }).map(ms => moment + ms),
  minutes.map(ahead => moment + ahead * 60_000),
)

const milliseconds = fc.integer({ min: 0, max: 3000 })

const endpointHealth = fc.record({
  reachable: fc.boolean(),
  roundTrips: fc.array(milliseconds, { maxLength: 3 }),
  checkedMinutesAgo: minutes,
  coolUntil: deadline,
  egressRefusedUntil: deadline,
})

const mean = fc.record({
  milliseconds: fc.integer({ min: 1, max: 60_000 }),
  varianceLog: fc.double({ min: 0, max: 3, noNaN: true }),
  weight: fc.double({ min: 0, max: 1000, noNaN: true }),
  learnedMinutesAgo: minutes,
})

const modelHealth = fc.record({
  failed: fc.integer({ min: 0, max: 20 }),
  succeeded: fc.integer({ min: 0, max: 20 }),
  coolUntil: deadline,
  openUntil: deadline,
  openings: fc.integer({ min: 0, max: 20 }),
  closedSecondsAgo: fc.option(fc.integer({ min: -5, max: 120 }), { nil: undefined }),
  headroom: fc.record({ share: fc.double({ min: 0, max: 1, noNaN: true }), until: deadline }),
  firstContent: fc.option(mean, { nil: undefined }),
})

/** What an edge knows of some of the endpoints and of their services, as plain values. */
export function healthDrafts(ids: readonly string[], keys: readonly string[]) {
  return fc.record({
    endpoints: fc.array(fc.tuple(fc.constantFrom(...ids), endpointHealth), { maxLength: 7 }),
    models: fc.array(fc.tuple(fc.constantFrom(...keys), modelHealth), { maxLength: 9 }),
    processing: fc.array(fc.tuple(fc.constantFrom(...keys), mean), { maxLength: 9 }),
  })
}

type Drafted<Made> = Made extends fc.Arbitrary<infer Draft> ? Draft : never

export type HealthDraft = Drafted<ReturnType<typeof healthDrafts>>

/** The health that a draft describes. */
export function toEdgeHealth({ endpoints, models, processing }: HealthDraft): EdgeHealth {
  return {
    endpoints: new Map(
      endpoints.map(([id, { checkedMinutesAgo, ...rest }]) => {
        return [id, buildHealth({ ...rest, checkedAt: moment - checkedMinutesAgo * 60_000 })] as const
      }),
    ),
    models: new Map(models.map(([key, draft]) => [key, toModelHealth(draft)] as const)),
    processing: new Map(
      processing.map(([key, draft]) => [key, { recent: toMean(draft), usual: toMean(draft) }] as const),
    ),
  }
}

function toMean({ milliseconds, learnedMinutesAgo, ...rest }: Drafted<typeof mean>) {
  return buildMean(milliseconds, { ...rest, at: moment - learnedMinutesAgo * 60_000 })
}

function toModelHealth(draft: Drafted<typeof modelHealth>) {
  const { failed, succeeded, coolUntil, openUntil, openings, headroom, firstContent } = draft
  const { closedSecondsAgo } = draft
  const closedAt = closedSecondsAgo === undefined ? 0 : moment - closedSecondsAgo * 1000
  return buildModelHealth({
    failures: { failed, total: failed + succeeded, at: moment },
    circuit: { ...closedCircuit, openUntil, openings, closedAt },
    coolUntil,
    headroom,
    firstContent: firstContent && toMean(firstContent),
  })
}
