import { describe, expect, it } from 'vitest'
import { readIncidents } from '@/lib/gateway/read-incidents'
import type { StoredOpenings } from '@/lib/status/incident-store'
import { moment } from '../support/moment'

const day = 24 * 60 * 60_000

/** A store with one opening that ended so many days ago. */
function build(endedDaysAgo: number) {
  const endedAt = moment - endedDaysAgo * day
  const asked: { from: number; to: number }[] = []
  const logged: unknown[] = []
  const stored: StoredOpenings = {
    storeNow: moment,
    rows: [['now|sin1|sin|m', `${endedAt - 1000} ${endedAt} ${endedAt}`]],
  }
  const incidents = {
    read: async (stretch: { from: number; to: number }) => {
      asked.push(stretch)
      return stored
    },
  }
  const writeLog = (level: string, line: object) => void logged.push({ level, line })
  return { asked, logged, incidents, writeLog }
}

describe('the incidents of a stretch', () => {
  it('are those that touch it, with their words', async () => {
    const found = await readIncidents({ from: moment - 3 * day }, build(2))
    expect(found).toMatchObject([{ endpoint: 'sin', title: 'sin: failing calls for m' }])
    expect(await readIncidents({ from: moment - day }, build(2))).toEqual([])
    expect(await readIncidents({ from: moment - 9 * day, to: moment - 5 * day }, build(2))).toEqual([])
  })

  it('are read from a day before, so that one that paused is whole, by one request', async () => {
    const world = build(2)
    await readIncidents({ from: moment - 3 * day, to: moment }, world)
    expect(world.asked).toEqual([{ from: moment - 4 * day, to: moment }])
  })

  it('are unknown without a store, which nobody has told of any', async () => {
    expect(await readIncidents({ from: 0 }, { ...build(0), incidents: undefined })).toBeUndefined()
  })

  it('are unknown where it is lost, which is logged without its words', async () => {
    const world = build(0)
    const read = async () => {
      throw new TypeError('EVALSHA CANARY')
    }
    expect(await readIncidents({ from: 0 }, { ...world, incidents: { read } })).toBeUndefined()
    expect(world.logged).toEqual([{ level: 'warn', line: { event: 'incidents-lost', name: 'TypeError' } }])
  })
})
