import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { calmMs, mergeOpenings } from '@/lib/status/merge-openings'
import type { Opening } from '@/lib/status/opening'
import { moment } from '../support/moment'

const hour = 60 * 60_000

const opening = fc
  .record({
    edge: fc.constantFrom('sin1', 'fra1', 'iad1'),
    endpoint: fc.constantFrom('sin', 'fra'),
    model: fc.constantFrom('gpt-4.1', 'gpt-4o', '*', undefined),
    startedAt: fc.integer({ min: moment - 6 * hour, max: moment }),
    lastedMs: fc.integer({ min: 0, max: 20 * 60_000 }),
    isSeenToEnd: fc.boolean(),
  })
  .map(({ lastedMs, isSeenToEnd, ...each }): Opening => {
    const saidAt = Math.min(moment, each.startedAt + lastedMs)
    return { ...each, saidAt, endedAt: isSeenToEnd ? saidAt : undefined }
  })
const openings = fc.array(opening, { maxLength: 30 })

describe('whatever the openings', () => {
  it('each lies within exactly one incident of its endpoint, which names its edge', () => {
    fc.assert(
      fc.property(openings, all => {
        const incidents = mergeOpenings(all, moment)
        for (const { endpoint, edge, startedAt, saidAt } of all) {
          const around = incidents.filter(
            each =>
              each.endpoint === endpoint &&
              each.startedAt <= startedAt &&
              (each.endedAt === null || saidAt <= each.endedAt),
          )
          expect(around).toHaveLength(1)
          expect(around[0]?.edges).toContain(edge)
        }
      }),
    )
  })

  it('those of one endpoint lie more than five minutes apart, and only the newest can go on', () => {
    fc.assert(
      fc.property(openings, all => {
        for (const endpoint of ['sin', 'fra']) {
          const own = mergeOpenings(all, moment).filter(each => each.endpoint === endpoint)
          for (const [at, later] of own.slice(0, -1).entries()) {
            const earlierEnd = own[at + 1]?.endedAt
            expect(earlierEnd).not.toBeNull()
            expect(later.startedAt - (earlierEnd ?? 0)).toBeGreaterThan(calmMs)
          }
        }
      }),
    )
  })

  it('their order changes nothing, and nor does telling of one twice', () => {
    fc.assert(
      fc.property(openings, fc.integer(), (all, seed) => {
        const turned = [...all, ...all].map((each, at) => ({ each, at: (at * 7919 + seed) % 31 }))
        const other = turned.sort((one, two) => one.at - two.at).map(({ each }) => each)
        expect(mergeOpenings(other, moment)).toEqual(mergeOpenings(all, moment))
      }),
    )
  })

  it('an incident keeps its name when more is told that begins later', () => {
    fc.assert(
      fc.property(openings, openings, (all, more) => {
        const latest = Math.max(...all.map(({ startedAt }) => startedAt))
        const later = more.filter(({ startedAt }) => startedAt >= latest)
        const names = (incidents: ReturnType<typeof mergeOpenings>) => incidents.map(({ id }) => id)
        expect(names(mergeOpenings([...all, ...later], moment))).toEqual(
          expect.arrayContaining(names(mergeOpenings(all, moment))),
        )
      }),
    )
  })
})
