import { describe, expect, it } from 'vitest'
import { requireAllowed } from '@/lib/access/require-allowed'
import { buildPlan } from '../support/build-plan'
import { callOf } from '../support/call-of'

type Lists = { readonly plan?: readonly string[]; readonly key?: readonly string[] }

const allow = (asked: string, model: string | undefined, { plan, key }: Lists) => {
  const call = callOf('chat.completions', { model: asked })
  return () => requireAllowed(call, { plan: buildPlan({ models: plan }), identity: { models: key }, model })
}
const refused = expect.objectContaining({
  code: 'model_not_allowed',
  status: 403,
  details: { param: 'model' },
})

describe('a call by another name is allowed', () => {
  it.each<[string, Lists]>([
    ['what it stands for', { plan: ['gpt-5-nano'] }],
    ['the name itself', { plan: ['fast'] }],
    ['the name itself by its credential', { key: ['fast'] }],
    ['the name by plan and credential', { plan: ['fast', 'o3'], key: ['fast'] }],
    ['the name by its plan and the model by its credential', { plan: ['fast'], key: ['gpt-5-nano'] }],
  ])('to whom is allowed %s', (_, lists) => {
    expect(allow('fast', 'gpt-5-nano', lists)).not.toThrow()
  })
})

describe('a call by another name is refused', () => {
  it.each<[string, Lists]>([
    ['neither', { plan: ['o3'] }],
    ['neither by its credential', { plan: ['fast'], key: ['o3'] }],
    ['neither by its plan', { plan: ['o3'], key: ['gpt-5-nano'] }],
    ['nothing', { plan: [] }],
  ])('to whom is allowed %s', (_, lists) => {
    expect(allow('fast', 'gpt-5-nano', lists)).toThrow(refused)
  })
})

it('whose alias is allowed is not thereby allowed the model itself', () => {
  expect(allow('gpt-5-nano', 'gpt-5-nano', { plan: ['fast'] })).toThrow(refused)
})

it('a call whose model is still to be chosen is not refused for a model', () => {
  expect(allow('auto', undefined, { plan: ['o3'] })).not.toThrow()
})

describe('an answer that is too long is refused whatever is called, and where it says so:', () => {
  it.each([
    ['chat.completions', 'max_completion_tokens'],
    ['completions', 'max_tokens'],
    ['responses', 'max_output_tokens'],
    ['messages', 'max_tokens'],
  ] as const)('%s', (name, param) => {
    const plan = buildPlan({ maxTokensPerRequest: 100 })
    const ask = (tokens: number) => () =>
      requireAllowed(callOf(name, { [param]: tokens }), {
        plan,
        identity: { models: undefined },
        model: undefined,
      })
    expect(ask(100)).not.toThrow()
    expect(ask(101)).toThrow(expect.objectContaining({ code: 'invalid_request', details: { param } }))
  })
})
