import { describe, expect, it } from 'vitest'
import { feedItems } from '@/lib/status/feed-items'
import { buildIncident } from '../support/build-incident'
import { buildNotice } from '../support/build-notice'
import { moment } from '../support/moment'

const options = { pageUrl: 'https://a/', now: moment }
const minute = 60_000

describe('the entries of a feed', () => {
  it('are incidents and notices, the newest first', () => {
    const incidents = [buildIncident(), buildIncident({ startedAt: moment - 90 * minute })]
    const items = feedItems({ incidents, notices: [buildNotice()] }, options)
    expect(items.map(({ id }) => id)).toEqual([
      'isochrone:notice:disks',
      `isochrone:incident:sin-${moment - 30 * minute}`,
      `isochrone:incident:sin-${moment - 90 * minute}`,
    ])
  })

  it('keep their names and dates when an incident ends', () => {
    const told = (endedAt: number | null) =>
      feedItems({ incidents: [buildIncident({ endedAt })], notices: [] }, options)[0]
    const [before, after] = [told(null), told(moment)]
    expect(before?.body).toMatch(/^Since 2026-11-20 11:30 UTC\. Seen/)
    expect(after).toEqual({
      ...before,
      body: expect.stringMatching(/^2026-11-20 11:30 UTC to 2026-11-20 12:00 UTC\./),
    })
  })

  it('lead to the history of their month, or to the page where that is still to come', () => {
    const ahead = buildNotice({ id: 'later', from: moment + minute })
    const items = feedItems({ incidents: [buildIncident()], notices: [ahead, buildNotice()] }, options)
    expect(items.map(({ link }) => link)).toEqual([
      'https://a/',
      'https://a/history?month=2026-11#notice-disks',
      `https://a/history?month=2026-11#incident-sin-${moment - 30 * minute}`,
    ])
  })

  it('of notices have their endpoints and updates', () => {
    const notice = buildNotice({
      until: moment,
      endpoints: ['sin', 'fra'],
      updates: [{ at: moment - minute, body: 'Done.' }],
    })
    expect(feedItems({ incidents: [], notices: [notice] }, options)[0]).toMatchObject({
      category: 'maintenance',
      body: [
        '2026-11-20 11:50 UTC to 2026-11-20 12:00 UTC.',
        'Endpoints: sin, fra.',
        'Answers may be slow.',
        '2026-11-20 11:59 UTC: Done.',
      ].join('\n'),
    })
  })

  it('are fifty at most', () => {
    const incidents = Array.from({ length: 80 }, (_, at) =>
      buildIncident({ startedAt: moment - at * minute }),
    )
    const items = feedItems({ incidents, notices: [] }, options)
    expect([items.length, items[0]?.at]).toEqual([50, moment])
  })
})
