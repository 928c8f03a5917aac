import { describe, expect, it } from 'vitest'
import type { OperationName } from '@/lib/operations/operations'
import { reserveCost } from '@/lib/usage/reserve-cost'
import { buildCatalogueModel } from '../support/build-catalogue-model'
import { callOf } from '../support/call-of'

const model = buildCatalogueModel({ price: { input: 1, output: 1000 }, maxOutputTokens: 1000 })

/** The tokens of answers for which a call reserves, by their price. */
const reserved = (name: OperationName, fields: Readonly<Record<string, unknown>> = {}, mostTokens?: number) =>
  reserveCost({ call: callOf(name, fields), model, promptTokens: 0, mostTokens }) / 1e6

describe('a call reserves as much as it asks for by its own name for that:', () => {
  it.each<[OperationName, Readonly<Record<string, unknown>>, number]>([
    ['chat.completions', { max_completion_tokens: 50 }, 50],
    ['chat.completions', { max_tokens: 50, n: 4 }, 200],
    ['completions', { max_tokens: 50 }, 50],
    ['responses', { max_output_tokens: 50 }, 50],
    ['responses', { max_output_tokens: 5000 }, 1000],
    ['messages', { max_tokens: 50 }, 50],
    ['messages', { max_tokens: 5000 }, 1000],
  ])('%s %j', (name, fields, tokens) => {
    expect(reserved(name, fields)).toBe(tokens)
  })

  it('each of several prompts for itself, and each of several answers to it', () => {
    expect(reserved('completions', { prompt: ['a', 'b', 'c'], max_tokens: 50 })).toBe(150)
    expect(reserved('completions', { prompt: ['a', 'b'], n: 2, max_tokens: 50 })).toBe(200)
    expect(reserved('completions', { prompt: [1, 2, 3], max_tokens: 50 })).toBe(50)
  })

  it('or as its plan allows, where it does not say', () => {
    expect(reserved('responses', {}, 70)).toBe(70)
  })
})

it('an embedding reserves no answer, since it has none to pay for', () => {
  expect(reserved('embeddings', { input: 'x' })).toBe(0)
  expect(reserved('embeddings', { input: 'x' }, 500)).toBe(0)
})
