import { describe, expect, it } from 'vitest'
import type { OperationName } from '@/lib/operations/operations'
import { planRoute, type RoutePlan } from '@/lib/routing/plan-route'
import { requireCandidates } from '@/lib/routing/require-candidates'
import { operationQuestion } from '../support/operation-question'

const refuse = (operation: OperationName | undefined, overrides: Partial<RoutePlan> = {}) => {
  const question = operationQuestion(operation)
  const plan = { ...planRoute(question), candidates: [], ...overrides }
  return () => requireCandidates(plan, { ...question, isStandIn: false })
}

describe('a plan without candidates', () => {
  it('is of a model that is not found, where whoever serves it does something else', () => {
    expect(refuse('messages')).toThrow(
      expect.objectContaining({ code: 'model_not_found', details: { param: 'model' } }),
    )
  })

  it('is of no endpoint that may, where one of those that do it is held back', () => {
    expect(refuse('embeddings')).toThrow(
      expect.objectContaining({ code: 'no_eligible_endpoint', message: expect.stringContaining('disabled') }),
    )
    expect(refuse(undefined)).toThrow(expect.objectContaining({ code: 'no_eligible_endpoint' }))
  })

  it('names no reasons where there are none', () => {
    expect(refuse('embeddings', { excluded: [] })).toThrow(/^No endpoint may serve this call\.$/)
  })
})
