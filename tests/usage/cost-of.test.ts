import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { noUsage, type TokenUsage } from '@/lib/openai/token-usage'
import { costOf, toUsd } from '@/lib/usage/cost-of'

const price = { input: 2, output: 8, cachedInput: 0.5, audioInput: 40, audioOutput: 80 }
const cost = (usage: Partial<TokenUsage>, of: Parameters<typeof costOf>[1] = price) =>
  costOf({ ...noUsage, ...usage }, of)

const million = 1_000_000
const dollar = 1_000_000_000

describe('a million tokens cost', () => {
  it.each<[string, Partial<TokenUsage>, number]>([
    ['the price of the input', { promptTokens: million }, 2],
    ['the price of the output', { completionTokens: million }, 8],
    ['less where they were cached', { promptTokens: million, cachedTokens: million }, 0.5],
    ['the price of heard sound', { promptTokens: million, audioPromptTokens: million }, 40],
    ['the price of spoken sound', { completionTokens: million, audioCompletionTokens: million }, 80],
    ['no more where they were thought', { completionTokens: million, reasoningTokens: million }, 8],
  ])('%s', (_, usage, dollars) => {
    expect(cost(usage)).toBe(dollars * dollar)
  })

  it('the price of the input or output where the list has none of their own', () => {
    const plain = { input: 2, output: 8 }
    expect(cost({ promptTokens: million, cachedTokens: million }, plain)).toBe(2 * dollar)
    expect(cost({ promptTokens: million, audioPromptTokens: million }, plain)).toBe(2 * dollar)
    expect(cost({ completionTokens: million, audioCompletionTokens: million }, plain)).toBe(8 * dollar)
  })
})

it('a part is taken out of its whole, and none counts twice', () => {
  expect(cost({ promptTokens: 100, cachedTokens: 60, audioPromptTokens: 30 })).toBe(
    10 * 2000 + 60 * 500 + 30 * 40_000,
  )
  // What was cached and heard at once is paid for as heard.
  expect(cost({ promptTokens: 100, cachedTokens: 100, audioPromptTokens: 30 })).toBe(70 * 500 + 30 * 40_000)
})

it('the cheapest token costs something', () => {
  expect(cost({ promptTokens: 1 }, { input: 0.0001, output: 0 })).toBe(1)
})

it('a whole number is not rounded up for what a float adds', () => {
  expect(cost({ promptTokens: 3 }, { input: 0.1, output: 0 })).toBe(300)
  expect(cost({ promptTokens: 7, completionTokens: 9 }, { input: 0.15, output: 0.6 })).toBe(1050 + 5400)
})

it('nothing costs nothing, which is no less than nothing', () => {
  expect(Object.is(cost({}), 0)).toBe(true)
})

it('where the price is not known the cost is not', () => {
  expect(costOf({ ...noUsage, promptTokens: 5 }, undefined)).toBeUndefined()
})

describe('whatever was used,', () => {
  const tokens = fc.integer({ min: 0, max: 2_000_000 })
  const share = fc.double({ min: 0, max: 1, noNaN: true })
  const usage = fc
    .record({ prompt: tokens, completion: tokens, cached: share, heard: share, spoken: share })
    .map(({ prompt, completion, cached, heard, spoken }): TokenUsage => {
      const audioPromptTokens = Math.floor(prompt * heard)
      return {
        promptTokens: prompt,
        completionTokens: completion,
        cachedTokens: Math.floor((prompt - audioPromptTokens) * cached),
        reasoningTokens: 0,
        audioPromptTokens,
        audioCompletionTokens: Math.floor(completion * spoken),
      }
    })
  const perMillion = fc.integer({ min: 0, max: 100_000 }).map(cents => cents / 1000)
  const prices = fc.record({
    input: perMillion,
    output: perMillion,
    cachedInput: perMillion,
    audioInput: perMillion,
    audioOutput: perMillion,
  })

  it('it costs a whole number of nano-dollars, and not less than nothing', () => {
    fc.assert(
      fc.property(usage, prices, (used, list) => {
        const nanoUsd = costOf(used, list) ?? Number.NaN
        expect(Number.isSafeInteger(nanoUsd) && nanoUsd >= 0).toBe(true)
      }),
    )
  })

  it('two calls cost what both cost together, but for what is rounded up', () => {
    fc.assert(
      fc.property(usage, usage, prices, (one, other, list) => {
        const both: TokenUsage = {
          promptTokens: one.promptTokens + other.promptTokens,
          completionTokens: one.completionTokens + other.completionTokens,
          cachedTokens: one.cachedTokens + other.cachedTokens,
          reasoningTokens: 0,
          audioPromptTokens: one.audioPromptTokens + other.audioPromptTokens,
          audioCompletionTokens: one.audioCompletionTokens + other.audioCompletionTokens,
        }
        const apart = (costOf(one, list) ?? 0) + (costOf(other, list) ?? 0)
        const together = costOf(both, list) ?? 0
        expect(apart).toBeGreaterThanOrEqual(together)
        expect(apart - together).toBeLessThanOrEqual(2)
      }),
    )
  })

  it('more of it costs no less', () => {
    fc.assert(
      fc.property(usage, prices, fc.nat(1000), (used, list, more) => {
        const before = costOf(used, list) ?? 0
        const longer = { ...used, completionTokens: used.completionTokens + more }
        expect(costOf(longer, list)).toBeGreaterThanOrEqual(before)
      }),
    )
  })
})

it('a thousand million nano-dollars are a dollar', () => {
  expect(toUsd(dollar)).toBe(1)
  expect(toUsd(96_000)).toBe(0.000096)
})
