import { describe, expect, it } from 'vitest'
import { statuspageIncidents } from '@/lib/status/statuspage-incidents'
import { buildIncident } from '../support/build-incident'
import { buildNotice } from '../support/build-notice'
import { moment } from '../support/moment'

const minute = 60_000
const iso = (at: number) => new Date(at).toISOString()
const components = [
  { id: 'sin', name: 'sin' },
  { id: 'fra', name: 'fra' },
]

const written = (told: Partial<Parameters<typeof statuspageIncidents>[0]>) =>
  statuspageIncidents({ incidents: [], notices: [], ...told }, { now: moment, url: 'https://a/', components })

describe('an incident', () => {
  it('that goes on is unresolved, of its component', () => {
    const startedAt = moment - 30 * minute
    expect(written({ incidents: [buildIncident()] })).toEqual({
      scheduled_maintenances: [],
      incidents: [
        {
          id: `sin-${startedAt}`,
          name: 'sin: failing calls for gpt-4.1',
          status: 'investigating',
          impact: 'minor',
          created_at: iso(startedAt),
          updated_at: iso(startedAt),
          started_at: iso(startedAt),
          monitoring_at: null,
          resolved_at: null,
          shortlink: `https://a/history?month=2026-11#incident-sin-${startedAt}`,
          page_id: 'isochrone',
          incident_updates: [
            {
              id: `sin-${startedAt}-1`,
              incident_id: `sin-${startedAt}`,
              status: 'investigating',
              body: expect.stringContaining('sin1'),
              created_at: iso(startedAt),
              updated_at: iso(startedAt),
              display_at: iso(startedAt),
            },
          ],
          components: [{ id: 'sin', name: 'sin' }],
        },
      ],
    })
  })

  it('that is over is left out, as Statuspage does', () => {
    expect(written({ incidents: [buildIncident({ endedAt: moment })] }).incidents).toEqual([])
  })

  it('of an endpoint that cannot be reached is major', () => {
    const unreachable = buildIncident({ kind: 'unreachable', models: [] })
    expect(written({ incidents: [unreachable] }).incidents[0]?.impact).toBe('major')
  })
})

describe('a notice', () => {
  it.each([
    ['incident', 'minor'],
    ['information', 'none'],
  ] as const)('of the severity %s is an incident of the impact %s', (severity, impact) => {
    const { incidents, scheduled_maintenances } = written({ notices: [buildNotice({ severity })] })
    expect(incidents).toMatchObject([{ id: 'disks', status: 'identified', impact }])
    expect(scheduled_maintenances).toEqual([])
  })

  it('of a maintenance is scheduled, and then in progress', () => {
    const until = moment + 90 * minute
    const [ahead, now] = [moment + minute, moment - minute].map(
      from => written({ notices: [buildNotice({ from, until })] }).scheduled_maintenances[0],
    )
    const common = { impact: 'maintenance', scheduled_until: iso(until) }
    expect(ahead).toMatchObject({
      ...common,
      status: 'scheduled',
      scheduled_for: iso(moment + minute),
      created_at: iso(moment),
    })
    expect(now).toMatchObject({ ...common, status: 'in_progress', created_at: iso(moment - minute) })
  })

  it('is linked to where it is shown: of what lies ahead the history has no month yet', () => {
    const links = [moment + 60 * 24 * 60 * minute, moment - minute].map(
      from => written({ notices: [buildNotice({ from })] }).scheduled_maintenances[0]?.shortlink,
    )
    expect(links).toEqual(['https://a/', 'https://a/history?month=2026-11#notice-disks'])
  })

  it('that has ended is left out', () => {
    const ended = buildNotice({ until: moment })
    expect(written({ notices: [ended, { ...ended, severity: 'incident' }] })).toEqual({
      incidents: [],
      scheduled_maintenances: [],
    })
  })

  it('has its components and its updates, the newest first', () => {
    const updates = [
      { at: moment - minute, body: 'Second' },
      { at: moment - 2 * minute, body: 'First' },
    ]
    const [post] = written({ notices: [buildNotice({ endpoints: ['fra'], updates })] }).scheduled_maintenances
    expect(post?.components.map(({ id }) => id)).toEqual(['fra'])
    expect(post?.incident_updates.map(({ id, body }) => [id, body])).toEqual([
      ['disks-3', 'Second'],
      ['disks-2', 'First'],
      ['disks-1', 'Answers may be slow.'],
    ])
    expect(post?.updated_at).toBe(iso(moment - minute))
  })
})
