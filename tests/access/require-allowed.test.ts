import { describe, expect, it } from 'vitest'
import { requireAllowed } from '@/lib/access/require-allowed'
import { buildCall } from '../support/build-call'
import { buildPlan } from '../support/build-plan'

const model = 'gpt-4.1'
const everyone = { models: undefined }

describe('a call', () => {
  it('of a plan that limits nothing is allowed', () => {
    requireAllowed(buildCall({ max_tokens: 1_000_000 }), { plan: buildPlan(), identity: everyone, model })
  })

  it.each([
    [{ models: ['o3'] }, everyone],
    [{}, { models: ['o3'] }],
  ])('for another model is refused: %j %j', (plan, identity) => {
    expect(() => requireAllowed(buildCall(), { plan: buildPlan(plan), identity, model })).toThrow(
      expect.objectContaining({ code: 'model_not_allowed', status: 403, details: { param: 'model' } }),
    )
  })

  it.each(['max_tokens', 'max_completion_tokens'])(
    'for an answer that is too long is told where: %s',
    param => {
      const plan = buildPlan({ maxTokensPerRequest: 4096 })
      requireAllowed(buildCall({ [param]: 4096 }), { plan, identity: everyone, model })
      expect(() => requireAllowed(buildCall({ [param]: 4097 }), { plan, identity: everyone, model })).toThrow(
        expect.objectContaining({
          code: 'invalid_request',
          message: `Invalid '${param}': the plan allows at most 4096.`,
          details: { param },
        }),
      )
    },
  )

  it.each([
    [{ max_tokens: 1000, n: 4 }, 'max_tokens', 3999],
    [{ max_completion_tokens: 1000, n: 4 }, 'max_completion_tokens', 3999],
    // Each has a token at least.
    [{ n: 4 }, 'max_completion_tokens', 3],
  ])('for several answers that are too long together is told so: %j', (fields, param, limit) => {
    const plan = buildPlan({ maxTokensPerRequest: limit })
    const roomy = buildPlan({ maxTokensPerRequest: limit + 1 })
    requireAllowed(buildCall(fields), { plan: roomy, identity: everyone, model })
    expect(() => requireAllowed(buildCall(fields), { plan, identity: everyone, model })).toThrow(
      expect.objectContaining({
        code: 'invalid_request',
        message: `Invalid '${param}': the plan allows at most ${limit} in all of its 4 answers.`,
        details: { param },
      }),
    )
  })

  it('that does not say how long is allowed', () => {
    requireAllowed(buildCall({ max_tokens: null }), {
      plan: buildPlan({ maxTokensPerRequest: 1 }),
      identity: everyone,
      model,
    })
  })
})
