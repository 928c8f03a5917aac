import { expect, it } from 'vitest'
import { statuspageSummary } from '@/lib/status/statuspage-summary'
import { buildIncident } from '../support/build-incident'

const at = Date.UTC(2026, 10, 21)
const quiet = { incidents: [], notices: [] }
const endpoint = (id: string, state: 'operational' | 'down' | 'draining') => ({ id, zone: 'EU', state })

it('has the shape that aggregators read', () => {
  const summary = statuspageSummary(
    {
      updatedAt: at,
      overall: 'degraded',
      ...quiet,
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
  expect(statuspageSummary({ updatedAt: at, overall, endpoints: [], ...quiet }, '').status.indicator).toBe(
    indicator,
  )
})

it('has what goes on, with the components that it is of', () => {
  const endpoints = [endpoint('sin', 'operational'), endpoint('fra', 'operational')]
  const told = { incidents: [buildIncident()], notices: [] }
  expect(statuspageSummary({ updatedAt: at, overall: 'degraded', endpoints, ...told }, '')).toMatchObject({
    incidents: [{ status: 'investigating', components: [{ id: 'sin', status: 'operational' }] }],
    scheduled_maintenances: [],
  })
})
