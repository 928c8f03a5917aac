import { expect, it } from 'vitest'
import { writePlan } from '@/lib/gateway/write-plan'
import { buildCandidate } from '../support/build-candidate'
import { demoRegionMap } from '../support/demo-region-map'
import { planFor } from '../support/plan-for'

const plan = planFor('VN')
const map = demoRegionMap()

it('a plan is written with every reason', () => {
  const candidates = [buildCandidate('sin'), buildCandidate('nrt', { reason: 'fastest', score: 90.5 })]
  const excluded = [{ endpoint: 'iad', reason: 'outside-residency' }] as const
  expect(writePlan({ ...plan, residency: ['APAC', 'EU'], candidates, excluded }, map)).toEqual({
    residency: 'APAC, EU',
    candidates: 'sin;listed;40, nrt;fastest;90.5',
    excluded: 'iad;outside-residency',
  })
})

it('of a large map the first are written, and how many more there are', () => {
  const candidates = Array.from({ length: 256 }, (_, at) => buildCandidate(`e${at}`))
  const excluded = candidates.map(({ endpoint }) => ({ endpoint: endpoint.id, reason: 'disabled' }) as const)
  const written = writePlan({ ...plan, candidates, excluded }, map)
  expect(written.candidates).toMatch(/^e0;listed;40, .*, e15;listed;40, 240 more$/)
  expect(written.excluded).toMatch(/^e0;disabled, .*, e15;disabled, 240 more$/)
})

it('nothing is written where nothing was planned', () => {
  expect(writePlan(undefined, map)).toEqual({
    residency: undefined,
    candidates: undefined,
    excluded: undefined,
  })
})

it('a zone that the caller made up is not written', () => {
  expect(writePlan({ ...plan, residency: ['CANARY'] }, map).residency).toBe('unknown')
  expect(writePlan({ ...plan, residency: [] }, map).residency).toBe('')
})
