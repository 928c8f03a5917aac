import { describe, expect, it } from 'vitest'
import { parseNotices } from '@/lib/status/parse-notices'

const notice = {
  id: 'disks',
  title: 'New disks',
  body: 'Answers may be slow.\nNothing is lost.',
  severity: 'maintenance',
  from: '2026-11-21T10:00:00Z',
}

const problemsOf = (changes: object) =>
  parseNotices([{ ...notice, ...changes }]).problems.map(({ path }) => path)

describe('notices', () => {
  it('are read with what is left out', () => {
    expect(parseNotices([notice])).toEqual({
      value: [
        {
          id: 'disks',
          title: 'New disks',
          body: 'Answers may be slow.\nNothing is lost.',
          severity: 'maintenance',
          from: Date.UTC(2026, 10, 21, 10),
          until: undefined,
          endpoints: [],
          updates: [],
        },
      ],
      problems: [],
    })
  })

  it('are read with everything, updates the newest first, in any zone of time', () => {
    const updates = [
      { at: '2026-11-21T10:30:00Z', body: 'Half is done.' },
      { at: '2026-11-21T18:00:00+07:00', body: 'All is done.' },
    ]
    const whole = { ...notice, until: '2026-11-21T19:00:00+07:00', endpoints: ['sin'], updates }
    expect(parseNotices([whole]).value?.[0]).toMatchObject({
      until: Date.UTC(2026, 10, 21, 12),
      endpoints: ['sin'],
      updates: [
        { at: Date.UTC(2026, 10, 21, 11), body: 'All is done.' },
        { at: Date.UTC(2026, 10, 21, 10, 30), body: 'Half is done.' },
      ],
    })
  })

  it('may be none', () => {
    expect(parseNotices([]).value).toEqual([])
  })
})

describe('a fault refuses the document and names its place', () => {
  it.each<[string, object, string]>([
    ['an id with a blank', { id: 'a b' }, '[0].id'],
    ['an id too long', { id: 'x'.repeat(65) }, '[0].id'],
    ['no title', { title: ' ' }, '[0].title'],
    ['a title too long', { title: 'x'.repeat(121) }, '[0].title'],
    ['a body too long', { body: 'x'.repeat(4001) }, '[0].body'],
    ['a body with control characters', { body: 'a\u0000b' }, '[0].body'],
    ['another severity', { severity: 'bad' }, '[0].severity'],
    ['no beginning', { from: undefined }, '[0].from'],
    ['a beginning without a zone of time', { from: '2026-11-21T10:00:00' }, '[0].from'],
    ['a day that is none', { from: '2026-02-30T10:00:00Z' }, '[0].from'],
    ['an end before the beginning', { until: '2026-11-21T10:00:00Z' }, '[0].until'],
    ['an endpoint that is none', { endpoints: ['http://x'] }, '[0].endpoints[0]'],
    ['too many endpoints', { endpoints: Array(257).fill('sin') }, '[0].endpoints'],
    ['an update without a moment', { updates: [{ body: 'x' }] }, '[0].updates[0].at'],
    ['too many updates', { updates: Array(51).fill({ at: notice.from, body: 'x' }) }, '[0].updates'],
    ['a name that is misspelt', { untill: '2026-11-21T11:00:00Z' }, '[0]'],
  ])('%s', (_, changes, path) => {
    expect(parseNotices([notice]).problems).toEqual([])
    expect(parseNotices([{ ...notice, ...changes }]).value).toBeUndefined()
    expect(problemsOf(changes)).toEqual([path])
  })

  it.each([['text'], [{}], [null], [7], [[notice, notice]], [Array(101).fill(notice)]])(
    'what is no list of different ones: %#',
    value => {
      const { value: read, problems } = parseNotices(value)
      expect(read).toBeUndefined()
      expect(problems.length).toBeGreaterThan(0)
    },
  )
})
