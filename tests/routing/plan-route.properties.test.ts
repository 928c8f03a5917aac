import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { planRoute, type RoutePlan } from '@/lib/routing/plan-route'
import { type QuestionDraft, questionDrafts, toQuestion } from '../support/generate-question'

const numRuns = 10_000
const timeout = 60_000

const candidatesOf = ({ candidates }: RoutePlan) => candidates.map(({ endpoint }) => endpoint.id)

// The rules once more, each by itself and straight from the draft.
function mayServe(draft: QuestionDraft, { id, zone, state, models }: QuestionDraft['endpoints'][number]) {
  const residency = draft.residency.findLast(([country]) => country === draft.country)?.[1]
  return (
    (residency === undefined || residency.includes(zone)) &&
    (draft.zone === undefined || draft.zone === zone) &&
    (draft.model === undefined || models.any || models.names.has(draft.model)) &&
    state === 'active' &&
    draft.withKey.includes(id)
  )
}

describe('for every region map, health and country', () => {
  it(
    'a candidate lies inside residency and zone, serves the model, is active and has a key',
    () => {
      fc.assert(
        fc.property(questionDrafts, draft => {
          const found = candidatesOf(planRoute(toQuestion(draft)))
          const forbidden = draft.endpoints.filter(row => !mayServe(draft, row))
          expect(forbidden.filter(({ id }) => found.includes(id))).toEqual([])
        }),
        { numRuns },
      )
    },
    timeout,
  )

  it(
    'whatever may serve is a candidate, unless it is cooling down and another is not',
    () => {
      fc.assert(
        fc.property(questionDrafts, draft => {
          const plan = planRoute(toQuestion(draft))
          const cooling = plan.excluded.filter(({ reason }) => reason === 'cooling-down')
          const found = [...candidatesOf(plan), ...cooling.map(({ endpoint }) => endpoint)]
          const able = draft.endpoints.filter(row => mayServe(draft, row)).map(({ id }) => id)
          expect(found.sort()).toEqual(able.sort())
          expect(plan.candidates.length > 0).toBe(able.length > 0)
        }),
        { numRuns },
      )
    },
    timeout,
  )

  it(
    'candidates and excluded together are the endpoints of the map, each once, and the scores ascend',
    () => {
      fc.assert(
        fc.property(questionDrafts, draft => {
          const plan = planRoute(toQuestion(draft))
          const found = [...candidatesOf(plan), ...plan.excluded.map(({ endpoint }) => endpoint)]
          expect(found.sort()).toEqual(draft.endpoints.map(({ id }) => id).sort())
          const scores = plan.candidates.map(({ score }) => score)
          expect(scores).toEqual(scores.filter(Number.isFinite).sort((one, other) => one - other))
        }),
        { numRuns },
      )
    },
    timeout,
  )

  it(
    'the same question has the same plan, and is left as it was',
    () => {
      fc.assert(
        fc.property(questionDrafts, draft => {
          const question = toQuestion(draft)
          const plan = planRoute(question)
          expect(planRoute(question)).toEqual(plan)
          expect(question).toEqual(toQuestion(draft))
        }),
        { numRuns },
      )
    },
    timeout,
  )
})
