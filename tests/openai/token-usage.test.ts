import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { noUsage, readUsage, tokenUsage, totalTokens } from '@/lib/openai/token-usage'

const read = (usage: unknown) => readUsage({ usage })

describe('the usage of an answer', () => {
  it('is all that it tells', () => {
    expect(
      read({
        prompt_tokens: 100,
        completion_tokens: 50,
        total_tokens: 150,
        prompt_tokens_details: { cached_tokens: 64, audio_tokens: 10 },
        completion_tokens_details: { reasoning_tokens: 20, audio_tokens: 5 },
      }),
    ).toEqual({
      promptTokens: 100,
      completionTokens: 50,
      cachedTokens: 64,
      reasoningTokens: 20,
      audioPromptTokens: 10,
      audioCompletionTokens: 5,
    })
  })

  it('has no parts where it tells none', () => {
    for (const details of [undefined, null, 'none', [], {}, { cached_tokens: null }])
      expect(
        read({
          prompt_tokens: 2,
          completion_tokens: 3,
          prompt_tokens_details: details,
          completion_tokens_details: details,
        }),
      ).toEqual({ ...noUsage, promptTokens: 2, completionTokens: 3 })
  })

  it('is that of embeddings, which complete nothing', () => {
    expect(read({ prompt_tokens: 8, total_tokens: 8 })).toEqual({ ...noUsage, promptTokens: 8 })
  })

  it('tells what was cached by DeepSeek’s name too', () => {
    expect(read({ prompt_tokens: 9, completion_tokens: 1, prompt_cache_hit_tokens: 6 })).toMatchObject({
      cachedTokens: 6,
    })
  })

  it('has in its completion what was thought, where an endpoint adds that to the total alone', () => {
    // As xAI tells it, and as Google does by its compatible path.
    const thought = { completion_tokens_details: { reasoning_tokens: 2809 } }
    const said = { prompt_tokens: 10_120, completion_tokens: 1499, total_tokens: 14_428 }
    const expected = { promptTokens: 10_120, completionTokens: 4308, reasoningTokens: 2809 }
    expect(read({ ...said, ...thought })).toMatchObject(expected)
    expect(read(said)).toMatchObject(expected)
  })

  it('is not changed by a total that cannot be', () => {
    for (const total_tokens of [-1, 4, 0.5, 1e9 + 1, '9', null])
      expect(read({ prompt_tokens: 2, completion_tokens: 3, total_tokens })).toMatchObject({
        promptTokens: 2,
        completionTokens: 3,
        reasoningTokens: 0,
      })
    // Nothing is thought over embeddings.
    expect(read({ prompt_tokens: 8, total_tokens: 9 })).toEqual({ ...noUsage, promptTokens: 8 })
  })
})

describe('what is no usage', () => {
  it.each<[string, unknown]>([
    ['an answer without one', {}],
    ['one that is null', { usage: null }],
    ['one that is a number', { usage: 5 }],
    ['one with a total alone', { usage: { total_tokens: 5 } }],
    ['one without the prompt', { usage: { completion_tokens: 5 } }],
    ['one with null for the completion', { usage: { prompt_tokens: 5, completion_tokens: null } }],
    ['no object', 'usage'],
    ['null', null],
  ])('is %s', (_, answer) => {
    expect(readUsage(answer)).toBeUndefined()
  })

  it.each([-1, 1.5, '5', 1e300, 1e9 + 1, null, true, [5]])('tells tokens that cannot be: %j', count => {
    expect(read({ prompt_tokens: count, completion_tokens: 1 })).toBeUndefined()
    expect(read({ prompt_tokens: 1, completion_tokens: count })).toBeUndefined()
  })
})

it('whatever an endpoint says, counts are whole, and no part is larger than its whole', () => {
  const anything = fc.oneof(
    fc.integer({ min: -5, max: 200 }),
    fc.double(),
    fc.constantFrom(null, 'x', 1e9, 1e10),
  )
  const details = fc.oneof(
    fc.record({ cached_tokens: anything, audio_tokens: anything, reasoning_tokens: anything }),
    fc.anything(),
  )
  const usage = fc.record({
    prompt_tokens: anything,
    completion_tokens: anything,
    prompt_cache_hit_tokens: anything,
    prompt_tokens_details: details,
    completion_tokens_details: details,
  })
  fc.assert(
    fc.property(usage, said => {
      const used = read(said)
      if (used === undefined) return
      for (const count of Object.values(used)) expect(Number.isSafeInteger(count) && count >= 0).toBe(true)
      expect(Math.max(used.cachedTokens, used.audioPromptTokens)).toBeLessThanOrEqual(used.promptTokens)
      expect(Math.max(used.reasoningTokens, used.audioCompletionTokens)).toBeLessThanOrEqual(
        used.completionTokens,
      )
      expect(totalTokens(used)).toBe(Number(said.prompt_tokens) + Number(said.completion_tokens))
    }),
    { numRuns: 1000 },
  )
})

it.each([
  0,
  -0,
  1,
  1e9,
  1e9 + 1,
  -1,
  0.5,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  2 ** 53,
  '1',
  null,
  true,
  [],
])('the count %j is one exactly where a kept record may hold it', count => {
  const isKept = tokenUsage.safeParse({ ...noUsage, promptTokens: count }).success
  expect(read({ prompt_tokens: count }) !== undefined).toBe(isKept)
})
