import { describe, expect, it } from 'vitest'
import { readNotices } from '@/lib/gateway/read-notices'
import { buildDependencies } from '../support/build-dependencies'
import { start } from '../support/fake-effects'

const iso = (at: number) => new Date(at).toISOString()
const notice = (id: string, from: number, changes: object = {}) => ({
  id,
  title: id,
  body: 'Text.',
  severity: 'information',
  from: iso(from),
  ...changes,
})

const read = (notices: unknown) => readNotices(start, buildDependencies({ notices }).dependencies)

describe('the notices', () => {
  it('that may be told come with their states, the newest first', async () => {
    const shown = await read([
      notice('ended', start - 9000, { until: iso(start - 1000) }),
      notice('active', start - 5000),
      notice('maintenance', start + 5000, { severity: 'maintenance' }),
      notice('ahead', start + 5000),
    ])
    expect(shown.map(({ id, state }) => [id, state])).toEqual([
      ['maintenance', 'scheduled'],
      ['active', 'active'],
      ['ended', 'ended'],
    ])
  })

  it('are none where the store has no such item', async () => {
    expect(await read(undefined)).toEqual([])
  })

  it('that are faulty are told of in the log, and none is shown', async () => {
    const world = buildDependencies({ notices: [notice('a b', start)] })
    expect(await readNotices(start, world.dependencies)).toEqual([])
    expect(world.logged).toMatchObject([
      { level: 'warn', line: { event: 'notice-problems', problems: [{ path: '[0].id' }] } },
    ])
  })

  it('are kept fresh by who shows them', async () => {
    const world = buildDependencies({ notices: [] })
    await readNotices(start, world.dependencies)
    expect(world.deferred).toHaveLength(1)
  })
})
