import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CatalogueModel } from '@/lib/models/catalogue'
import { noUsage } from '@/lib/openai/token-usage'
import { costOf } from '@/lib/usage/cost-of'
import { reserveCost } from '@/lib/usage/reserve-cost'
import { buildCall } from '../support/build-call'

const price = { input: 2, output: 8 }
const model: CatalogueModel = {
  price,
  contextWindow: 100_000,
  maxOutputTokens: 1000,
  fallbacks: [],
  cacheTtlSeconds: 0,
  quality: undefined,
  speed: undefined,
}

type Asked = Partial<Parameters<typeof reserveCost>[0]> & {
  readonly fields?: Readonly<Record<string, unknown>>
}

const reserve = ({ fields = {}, ...asked }: Asked = {}) =>
  reserveCost({
    call: buildCall(fields),
    model,
    promptTokens: 100,
    mostTokens: undefined,
    ...asked,
  })

const ofPrompt = 100 * 2000
const answers = (tokens: number) => ofPrompt + tokens * 8000

describe('what a call may cost is its prompt and', () => {
  it.each<[string, Asked, number]>([
    ['the answer that it asks for', { fields: { max_completion_tokens: 50 } }, 50],
    ['the answer that it asks for by the old name', { fields: { max_tokens: 60 } }, 60],
    [
      'the answer by the new name where it says both',
      { fields: { max_completion_tokens: 5, max_tokens: 60 } },
      5,
    ],
    ['the longest that its plan allows', { mostTokens: 70 }, 70],
    ['the longest that its model gives', {}, 1000],
    [
      'the longest that its model gives where it says null',
      { fields: { max_completion_tokens: null, max_tokens: null } },
      1000,
    ],
    ['some answer where nobody says', { model: { ...model, maxOutputTokens: undefined } }, 4096],
    ['no answer', { fields: { max_tokens: 0 } }, 0],
    [
      'the longest that its model gives where it asks for less than none',
      { fields: { max_tokens: -1 } },
      1000,
    ],
    ['each of the answers that it asks for', { fields: { max_tokens: 50, n: 3 } }, 150],
  ])('%s', (_, asked, tokens) => {
    expect(reserve(asked)).toBe(answers(tokens))
  })
})

describe('a spoken answer', () => {
  const spoken = { modalities: ['text', 'audio'], max_tokens: 50 }
  const withAudio = (audioOutput: number) => ({ ...model, price: { ...price, audioOutput } })

  it('reserves what it costs spoken', () => {
    expect(reserve({ fields: spoken, model: withAudio(80) })).toBe(ofPrompt + 50 * 80_000)
  })

  it('reserves what it costs written where that is dearer, or nothing else is said', () => {
    expect(reserve({ fields: spoken, model: withAudio(1) })).toBe(answers(50))
    expect(reserve({ fields: spoken })).toBe(answers(50))
  })

  it('is none where the call asks for text', () => {
    const fields = { ...spoken, modalities: ['text'] }
    expect(reserve({ fields, model: withAudio(80) })).toBe(answers(50))
  })
})

it('a model whose price is not known reserves nothing', () => {
  expect(reserve({ model: undefined })).toBe(0)
  expect(reserve({ model: { ...model, price: undefined } })).toBe(0)
})

it('no answer that a call asks for makes it more than a counter can hold', () => {
  for (const max_tokens of [1e9, 1e12, Number.MAX_SAFE_INTEGER])
    expect(Number.isSafeInteger(reserve({ fields: { max_tokens, n: 128 } }))).toBe(true)
})

it('a call that keeps to what it asks for costs no more than was reserved', () => {
  const tokens = fc.nat(100_000)
  fc.assert(
    fc.property(
      tokens,
      tokens,
      fc.integer({ min: 1, max: 128 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (promptTokens, max_tokens, n, share) => {
        // No answer is longer than its model's.
        const longest = Math.min(max_tokens, model.maxOutputTokens ?? max_tokens)
        const completionTokens = Math.floor(longest * n * share)
        const cost = costOf({ ...noUsage, promptTokens, completionTokens }, price) ?? 0
        expect(cost).toBeLessThanOrEqual(reserve({ promptTokens, fields: { max_tokens, n } }))
      },
    ),
  )
})
