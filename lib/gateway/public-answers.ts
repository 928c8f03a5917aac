import * as z from 'zod'

// What our public routes answer, as schemas. Nothing reads these answers here, so a test holds what is really answered against them.

const moment = z.iso.datetime()
const count = z.int().min(0)
const milliseconds = z.number().nullable()
const source = z.enum(['live', 'last-good', 'bundled'])

const health = z.object({
  status: z.literal('ok'),
  degraded: z.array(z.enum(['limiter', 'region-map', 'health'])),
  edge: z.string(),
  regionMap: z.object({ source, endpoints: count, problems: count }),
  plans: z.object({ source, problems: count }),
  models: z.object({ source, problems: count }),
})

const choice = z.object({
  asked: z.string(),
  reason: z.enum(['asked', 'alias', 'task', 'auto', 'larger-window', 'cost', 'speed', 'quality']),
  task: z.string().nullable(),
  priority: z.enum(['cost', 'speed', 'quality']).nullable(),
  fallbacks: z.array(z.string()),
  alternatives: z.array(z.object({ model: z.string(), reason: z.string() })),
})

const canary = {
  state: z.enum(['on', 'off']),
  share: z.number().min(0).max(1),
  countries: z.array(z.string()).nullable(),
}

const route = z.object({
  country: z.string(),
  edge: z.string(),
  model: z.string().nullable(),
  choice: choice.optional(),
  trimmedMessages: count.optional(),
  residency: z.array(z.string()).nullable(),
  candidates: z.array(
    z.object({
      endpoint: z.string(),
      region: z.string(),
      zone: z.string(),
      reason: z.enum(['listed', 'fastest', 'nearest', 'default', 'pinned', 'affinity', 'panic']),
      score: z.number(),
      expectedMs: milliseconds,
      map: z.literal('canary').optional(),
      model: z.string().optional(),
    }),
  ),
  canary: z
    .object({
      ...canary,
      included: z.boolean().nullable(),
      reason: z.enum(['drawn', 'not-drawn', 'outside-countries', 'off', 'no-caller']),
    })
    .optional(),
  excluded: z.array(
    z.object({
      endpoint: z.string(),
      reason: z.enum([
        'outside-residency',
        'outside-plan',
        'model-not-served',
        'disabled',
        'draining',
        'no-upstream-key',
        'egress-refused',
        'cooling-down',
        'circuit-open',
      ]),
    }),
  ),
})

const latency = { p50: milliseconds, p95: milliseconds, p99: milliseconds }
const measured = z.enum(['first-content', 'round-trip'])
const share = z.number().min(0).max(1).nullable()

const endpoint = z.object({
  id: z.string(),
  region: z.string(),
  zone: z.string(),
  state: z.enum(['operational', 'degraded', 'down', 'draining', 'disabled', 'unknown']),
  lastMs: milliseconds,
  lastEdge: z.string().nullable(),
  checkedAt: moment.nullable(),
  latencyMs: z.object({ ...latency, of: measured }),
  samples: count,
  tokensPerSecond: z.number().nullable(),
  errorRate: share,
  trafficShare: share,
  uptime: z.object({ '24h': share, '30d': share, '90d': share }),
  uptimeByDay: z.array(share),
  p50ByMinute: z.array(milliseconds),
})

const incident = z.object({
  id: z.string(),
  endpoint: z.string(),
  kind: z.enum(['circuit-open', 'unreachable']),
  models: z.array(z.string()),
  edges: z.array(z.string()),
  startedAt: moment,
  endedAt: moment.nullable(),
  isStale: z.boolean(),
  title: z.string(),
  body: z.string(),
})

const notice = z.object({
  id: z.string(),
  title: z.string(),
  body: z.string(),
  severity: z.enum(['maintenance', 'information', 'incident']),
  state: z.enum(['scheduled', 'active', 'ended']),
  from: moment,
  until: moment.nullable(),
  endpoints: z.array(z.string()),
  updates: z.array(z.object({ at: moment, body: z.string() })),
})

const figures = z.object({
  calls: count,
  errors: count,
  errorRate: share,
  rescued: count,
  latencyMs: z.object({ p50: milliseconds, p95: milliseconds }),
  samples: count,
})

/** How the map's canary fares. */
export const canaryStatus = z.object({
  ...canary,
  reason: z.enum(['circuit-open', 'more-errors']).nullable(),
  endpoint: z.string().nullable(),
  since: moment.nullable(),
  outcomes: z.object({ canary: figures, control: figures }).nullable(),
})

const status = z.object({
  updatedAt: moment,
  overall: z.enum(['operational', 'degraded', 'outage', 'unknown']),
  endpoints: z.array(endpoint),
  matrix: z.array(
    z.object({ edge: z.string(), endpoint: z.string(), ...latency, samples: count, of: measured }),
  ),
  rescuedByFailover: count,
  incidents: z.array(incident),
  notices: z.array(notice),
  canary: canaryStatus.optional(),
})

const summary = z.looseObject({
  page: z.looseObject({ id: z.string(), name: z.string(), url: z.string(), updated_at: moment }),
  status: z.object({ indicator: z.enum(['none', 'minor', 'critical']), description: z.string() }),
  components: z.array(
    z.looseObject({
      id: z.string(),
      name: z.string(),
      status: z.enum(['operational', 'degraded_performance', 'major_outage', 'under_maintenance']),
    }),
  ),
  incidents: z.array(z.looseObject({ id: z.string(), name: z.string() })),
  scheduled_maintenances: z.array(z.looseObject({ id: z.string(), name: z.string() })),
})

/** The answers of the routes that anyone may ask, by their names in the OpenAPI document. */
export const publicAnswers = { Health: health, Route: route, Status: status, Summary: summary }
