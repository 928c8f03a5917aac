import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { done, event, finish, rawAnswer } from './support/raw-answers'
import {
  answering,
  estimatedPrompt,
  type Metered,
  type MeteredCall,
  pieces,
  startMetered,
} from './support/start-metered'
import { say } from './support/start-raw-stand'

let metered: Metered
beforeAll(async () => {
  metered = await startMetered()
})
afterAll(() => metered.close())

async function meter(asked: MeteredCall) {
  const reply = await metered.call(asked)
  expect(reply.status).toBe(200)
  return { reply, record: await metered.recordOf(reply) }
}

const plain = { prompt_tokens: 1000, completion_tokens: 500, total_tokens: 1500 }
const detailed = {
  ...plain,
  prompt_tokens_details: { cached_tokens: 300, audio_tokens: 100 },
  completion_tokens_details: { reasoning_tokens: 200, audio_tokens: 50 },
}
const counted = {
  promptTokens: 1000,
  completionTokens: 500,
  cachedTokens: 300,
  reasoningTokens: 200,
  audioPromptTokens: 100,
  audioCompletionTokens: 50,
}

describe.concurrent('cached, reasoning and audio tokens', () => {
  it.each([
    ['a plain answer', answering(detailed), {}],
    ['a stream', say(pieces(1), finish, event({ choices: [], usage: detailed }), done), { stream: true }],
  ])('of %s are counted apart, and cost what the price list says', async (_, script, body) => {
    const { record } = await meter({ script, body })
    expect(record).toMatchObject(counted)
    expect(record.attempts).toMatchObject([counted])
    // 700 tokens at 2 dollars the million, 300 at 0.5, 500 at 8.
    expect(record.nanoUsd).toBe(700 * 2000 + 300 * 500 + 500 * 8000)
  })

  it('cost more where audio has a price of its own', async () => {
    const { record } = await meter({ script: answering(detailed), body: { model: 'speaker' } })
    expect(record).toMatchObject({ model: 'speaker', ...counted })
    expect(record.nanoUsd).toBe(900 * 2000 + 100 * 40_000 + 450 * 8000 + 50 * 80_000)
  })

  it.each<[string, object, object]>([
    ['by the name of DeepSeek', { prompt_cache_hit_tokens: 300 }, { cachedTokens: 300 }],
    ['as null', { prompt_tokens_details: null, completion_tokens_details: null }, { cachedTokens: 0 }],
    ['as more than the whole', { prompt_tokens_details: { cached_tokens: 5000 } }, { cachedTokens: 1000 }],
    ['as what cannot be', { prompt_tokens_details: { cached_tokens: -5 } }, { cachedTokens: 0 }],
    ['as text', { completion_tokens_details: { reasoning_tokens: '7' } }, { reasoningTokens: 0 }],
  ])('are read where they are told %s', async (_, told, expected) => {
    const { record } = await meter({ script: answering({ ...plain, ...told }) })
    const cached = 'cachedTokens' in expected ? Number(expected.cachedTokens) : 0
    expect(record).toMatchObject({
      promptTokens: 1000,
      completionTokens: 500,
      isEstimated: false,
      ...expected,
    })
    expect(record.nanoUsd).toBe((1000 - cached) * 2000 + cached * 500 + 500 * 8000)
  })
})

describe.concurrent('where the endpoint tells no usage', () => {
  it('a stream is estimated by its pieces', async () => {
    const script = say(pieces(7), finish, done)
    const { record } = await meter({ script, body: { stream: true } })
    expect(record).toMatchObject({ promptTokens: estimatedPrompt, isEstimated: true, isError: false })
    expect(record.completionTokens).toBeGreaterThanOrEqual(7)
    expect(record.completionTokens).toBeLessThanOrEqual(8)
    expect(record.nanoUsd).toBe(estimatedPrompt * 2000 + record.completionTokens * 8000)
  })

  it('a plain answer is estimated by its text, and not taken for empty', async () => {
    const { reply, record } = await meter({ script: answering() })
    expect(reply.text).toBe(JSON.stringify(JSON.parse(rawAnswer)))
    expect(record).toMatchObject({ promptTokens: estimatedPrompt, isEstimated: true })
    expect(record.completionTokens).toBeGreaterThanOrEqual(1)
    expect(record.completionTokens).toBeLessThanOrEqual(20)
  })

  it.each([
    ['null', null],
    ['a list', []],
    ['nothing', {}],
    ['text', { prompt_tokens: '5', completion_tokens: '5' }],
    ['less than none', { prompt_tokens: -5, completion_tokens: 5 }],
    ['a fraction', { prompt_tokens: 5.5, completion_tokens: 5 }],
    ['more than can be', { prompt_tokens: 1e18, completion_tokens: 5 }],
  ])('but %s, the answer is passed on as it is and the call is estimated', async (_, usage) => {
    const { reply, record } = await meter({ script: answering(usage) })
    expect(reply.json).toMatchObject({ usage })
    expect(record).toMatchObject({ promptTokens: estimatedPrompt, isEstimated: true })
    expect(record.nanoUsd).toBe(estimatedPrompt * 2000 + record.completionTokens * 8000)
  })
})

describe.concurrent('a model', () => {
  it('whose price nobody knows costs nothing that is known, and that is told', async () => {
    const { record } = await meter({ script: answering(plain), body: { model: 'mystery/model #1 🌏' } })
    expect(record).toMatchObject({
      model: 'mystery/model #1 🌏',
      promptTokens: 1000,
      nanoUsd: 0,
      isUnpriced: true,
    })
  })

  it('with a price is not told as unpriced', async () => {
    expect((await meter({ script: answering(plain) })).record.isUnpriced).toBe(false)
  })
})
