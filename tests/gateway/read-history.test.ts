import { describe, expect, it } from 'vitest'
import { readHistory } from '@/lib/gateway/read-history'
import { buildDependencies } from '../support/build-dependencies'
import { start } from '../support/fake-effects'

// The fake clock starts on the second of November 2026.
const october = Date.UTC(2026, 9, 15)
const opening = (at: number): [string, string] => [`past|${at}|sin1|sin|m`, `${at} ${at + 1000} ${at + 1000}`]
const turn = Date.UTC(2026, 10, 1)

function build() {
  const rows = [
    opening(october),
    opening(start - 5000),
    [`past|1|fra1|fra|m`, `${turn - 5000} ${turn + 5000} ${turn + 5000}`] as const,
  ]
  const notices = [
    {
      id: 'disks',
      title: 'New disks',
      body: 'Text.',
      severity: 'incident',
      from: '2026-10-05T00:00:00Z',
      until: '2026-10-06T00:00:00Z',
    },
  ]
  return buildDependencies({ notices, incidents: { read: async () => ({ storeNow: start, rows }) } })
}

async function historyOf(month: string | undefined) {
  const {
    month: name,
    previous,
    next,
    incidents,
    notices,
  } = await readHistory({ month, edge: 'sin1' }, build().dependencies)
  return {
    names: [name, previous, next],
    incidents: incidents?.map(({ endpoint }) => endpoint),
    notices: notices.map(({ id }) => id),
  }
}

describe('the history', () => {
  it('of a month has what touched it, and the months around it', async () => {
    expect(await historyOf('2026-10')).toEqual({
      names: ['2026-10', '2026-09', '2026-11'],
      incidents: ['fra', 'sin'],
      notices: ['disks'],
    })
  })

  it('is of this month where none is asked for', async () => {
    expect(await historyOf(undefined)).toEqual({
      names: ['2026-11', '2026-10', undefined],
      incidents: ['sin', 'fra'],
      notices: [],
    })
  })

  it('is unknown where the store is lost', async () => {
    const read = async () => {
      throw new Error('away')
    }
    const { dependencies } = buildDependencies({ incidents: { read } })
    expect((await readHistory({ month: '2026-10', edge: 'sin1' }, dependencies)).incidents).toBeUndefined()
  })
})
