import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { planRoute, type RoutePlan } from '@/lib/routing/plan-route'
import { type QuestionDraft, questionDrafts, toQuestion } from '../support/generate-question'
import { moment } from '../support/moment'

const numRuns = 10_000
const seed = Math.trunc(Math.random() * 2 ** 31)

type Row = QuestionDraft['endpoints'][number]

const candidatesOf = ({ candidates }: RoutePlan) => candidates.map(({ endpoint }) => endpoint.id)

const excludedFor = ({ excluded }: RoutePlan, ...reasons: string[]) =>
  excluded.filter(({ reason }) => reasons.includes(reason)).map(({ endpoint }) => endpoint)

// Making them takes ten times as long as planning for them: all properties are checked on the same ones.
const drafts = fc.sample(questionDrafts, { numRuns, seed })

function always(check: (draft: QuestionDraft) => void): void {
  try {
    for (const draft of drafts) check(draft)
  } catch (error) {
    // The same ones once more, and the one that fails is made smaller.
    fc.assert(fc.property(questionDrafts, check), { numRuns, seed })
    throw error
  }
}

// The rules once more, each by itself and straight from the draft.
function mayServe(draft: QuestionDraft, { id, zone, state, models }: Row): boolean {
  const residency = draft.residency.findLast(([country]) => country === draft.country)?.[1]
  return (
    (residency === undefined || residency.includes(zone)) &&
    (draft.zone === undefined || draft.zone === zone) &&
    (draft.allowedZones === undefined || draft.allowedZones.includes(zone)) &&
    (draft.model === undefined || models.any || models.names.has(draft.model)) &&
    state === 'active' &&
    draft.withKey.includes(id) &&
    !isEgressRefused(draft, id)
  )
}

function isEgressRefused({ health }: QuestionDraft, id: string): boolean {
  const known = health.endpoints.findLast(([name]) => name === id)?.[1]
  return known !== undefined && known.egressRefusedUntil > moment
}

function keyOf({ model }: QuestionDraft, { id, models }: Row): string {
  return `${id}|${model !== undefined && models.names.has(model) ? model : '*'}`
}

const serviceOf = ({ health }: QuestionDraft, key: string) =>
  health.models.findLast(([name]) => name === key)?.[1]

describe('for every region map, health, call and country', () => {
  it('a candidate lies inside residency, zone and plan, serves the model from here, is active and has a key', () =>
    always(draft => {
      const found = candidatesOf(planRoute(toQuestion(draft)))
      const forbidden = draft.endpoints.filter(row => !mayServe(draft, row))
      expect(forbidden.filter(({ id }) => found.includes(id))).toEqual([])
    }))

  it('whatever may serve is a candidate, unless it rests and another does not', () =>
    always(draft => {
      const plan = planRoute(toQuestion(draft))
      const found = [...candidatesOf(plan), ...excludedFor(plan, 'cooling-down', 'circuit-open')]
      const able = draft.endpoints.filter(row => mayServe(draft, row)).map(({ id }) => id)
      expect(found.sort()).toEqual(able.sort())
      expect(plan.candidates.length > 0).toBe(able.length > 0)
    }))

  it('candidates and excluded together are the endpoints of the map, each once, and the scores ascend', () =>
    always(draft => {
      const plan = planRoute(toQuestion(draft))
      const found = [...candidatesOf(plan), ...plan.excluded.map(({ endpoint }) => endpoint)]
      expect(found.sort()).toEqual(draft.endpoints.map(({ id }) => id).sort())
      const scores = plan.candidates.map(({ score }) => score)
      expect(scores).toEqual(scores.filter(Number.isFinite).sort((one, other) => one - other))
    }))

  it('open circuits leave out at most half of those that may serve, and never the only one', () =>
    always(draft => {
      const plan = planRoute(toQuestion(draft))
      const able = draft.endpoints.filter(row => mayServe(draft, row)).length
      const most = able <= 1 ? 0 : Math.max(1, Math.floor(able / 2))
      expect(excludedFor(plan, 'circuit-open').length).toBeLessThanOrEqual(most)
    }))

  it('those that come last for want of others come after all that do not rest', () =>
    always(draft => {
      const reasons = planRoute(toQuestion(draft)).candidates.map(({ reason }) => reason)
      const begin = reasons.indexOf('panic')
      expect(begin < 0 ? [] : reasons.slice(begin).filter(reason => reason !== 'panic')).toEqual([])
    }))

  it('a trial is the first candidate, of a circuit that is no longer open, and one that this call may make', () =>
    always(draft => {
      const { trial, candidates } = planRoute(toQuestion(draft))
      if (trial === undefined) return
      const row = draft.endpoints.find(({ id }) => id === candidates[0]?.endpoint.id)
      expect(row && keyOf(draft, row)).toBe(trial)
      expect(draft.call?.trials).toContain(trial)
      const { openUntil = 0, coolUntil = 0 } = serviceOf(draft, trial) ?? {}
      expect(openUntil).toBeGreaterThan(0)
      expect(openUntil > moment && openUntil <= moment + 300_000).toBe(false)
      expect(coolUntil).toBeLessThanOrEqual(moment)
    }))

  it('whoever leads from now on is a candidate, or led before', () =>
    always(draft => {
      const plan = planRoute(toQuestion(draft))
      const possible = [draft.leader?.endpoint, ...candidatesOf(plan)]
      expect(possible).toContain(plan.leader?.endpoint)
    }))

  it('the same question has the same plan, and is left as it was', () =>
    always(draft => {
      const question = toQuestion(draft)
      const plan = planRoute(question)
      expect(planRoute(question)).toEqual(plan)
      expect(question).toEqual(toQuestion(draft))
    }))
})

describe('for every route that is only explained', () => {
  it('nothing is thrown: there is no trial, and a leader that does not rest is the first', () =>
    always(({ call: _, ...draft }) => {
      const { trial, leader, candidates } = planRoute(toQuestion({ ...draft, call: undefined }))
      expect(trial).toBeUndefined()
      const inUse = candidates.filter(({ reason }) => reason !== 'panic')
      const leading = inUse.findIndex(({ endpoint }) => endpoint.id === leader?.endpoint)
      expect(leading).toBeLessThanOrEqual(0)
    }))
})
