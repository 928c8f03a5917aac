import { expect, it } from 'vitest'
import { statuspageSummary } from '@/lib/status/statuspage-summary'

const at = Date.UTC(2026, 10, 21)
const endpoint = (id: string, state: 'operational' | 'down' | 'draining') => ({ id, zone: 'EU', state })

it('has the shape that aggregators read', () => {
  const summary = statuspageSummary(
    {
      updatedAt: at,
      overall: 'degraded',
      endpoints: [endpoint('fra', 'operational'), endpoint('dub', 'down')],
    },
    'https://status.example.com/',
  )
  expect(summary).toMatchObject({
    page: { id: 'isochrone', name: 'Isochrone', url: 'https://status.example.com/', time_zone: 'Etc/UTC' },
    status: { indicator: 'minor', description: expect.any(String) },
    components: [
      { id: 'fra', name: 'fra', status: 'operational', position: 1 },
      { id: 'dub', name: 'dub', status: 'major_outage', position: 2 },
    ],
    incidents: [],
    scheduled_maintenances: [],
  })
})

it.each([
  ['operational', 'none'],
  ['degraded', 'minor'],
  ['outage', 'critical'],
  ['unknown', 'none'],
] as const)('%s is %s', (overall, indicator) => {
  expect(statuspageSummary({ updatedAt: at, overall, endpoints: [] }, '').status.indicator).toBe(indicator)
})
