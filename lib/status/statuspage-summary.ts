import type { BadgeState } from '@/lib/status/badge-svg'
import type { Incident } from '@/lib/status/incident'
import type { Notice } from '@/lib/status/notice'
import { statuspageIncidents } from '@/lib/status/statuspage-incidents'

type Summed = {
  readonly updatedAt: number
  readonly overall: 'operational' | 'degraded' | 'outage' | 'unknown'
  readonly endpoints: readonly { readonly id: string; readonly zone: string; readonly state: BadgeState }[]
  readonly incidents: readonly Incident[]
  readonly notices: readonly Notice[]
}

const indicators = {
  operational: ['none', 'All Systems Operational'],
  degraded: ['minor', 'Partially Degraded Service'],
  outage: ['critical', 'Major Service Outage'],
  unknown: ['none', 'Nothing Measured Yet'],
} as const

const statuses = {
  operational: 'operational',
  degraded: 'degraded_performance',
  down: 'major_outage',
  draining: 'under_maintenance',
  disabled: 'under_maintenance',
  unknown: 'operational',
} as const

/** The state in the shape that status aggregators read. Source: https://metastatuspage.com/api, summary.json */
export function statuspageSummary({ updatedAt, overall, endpoints, ...told }: Summed, url: string) {
  const updated_at = new Date(updatedAt).toISOString()
  const [indicator, description] = indicators[overall]
  const components = endpoints.map(({ id, zone, state }, position) => ({
    id,
    name: id,
    status: statuses[state],
    description: zone,
    position: position + 1,
    group: false,
    group_id: null,
    showcase: true,
    only_show_if_degraded: false,
    page_id: 'isochrone',
    updated_at,
  }))
  return {
    page: { id: 'isochrone', name: 'Isochrone', url, time_zone: 'Etc/UTC', updated_at },
    status: { indicator, description },
    components,
    ...statuspageIncidents(told, { now: updatedAt, url, components }),
  }
}
