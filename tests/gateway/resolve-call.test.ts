import { describe, expect, it } from 'vitest'
import type { Call } from '@/lib/operations/parse-call'
import { resolve } from '../support/resolve'

const models = {
  catalogue: {
    'gpt-4.1': { fallbacks: ['gpt-4o', 'gpt-4.1', 'o3', 'gpt-4o'] },
    'gpt-4o': { maxOutputTokens: 100 },
    o3: { maxOutputTokens: 200 },
  },
  aliases: { fast: 'gpt-4.1', sum: 'summary' },
  tasks: {
    summary: { model: 'fast', maxTokens: 300, temperature: 0.2 },
    deep: { model: 'o3', temperature: 0.2 },
    hot: { model: 'gpt-4.1', temperature: 1.8 },
  },
}
const names = (calls: readonly Call[]) => calls.map(({ model }) => model)

describe('a call for a model', () => {
  it('that needs no change stays the very call that it was', async () => {
    const { call, asked, choice, trimmed } = await resolve({ model: 'o3' }, { models })
    expect(call).toBe(asked)
    expect(choice).toEqual({
      asked: 'o3',
      reason: 'asked',
      task: undefined,
      priority: undefined,
      fallbacks: [],
      alternatives: [],
    })
    expect(trimmed).toBe(0)
  })

  it('that nobody knows is made as it is', async () => {
    expect((await resolve({ model: 'mine' }, { models })).call.model).toBe('mine')
  })

  it('by an alias is made to what that stands for', async () => {
    const { call, choice } = await resolve({ model: 'fast' }, { models })
    expect(call.model).toBe('gpt-4.1')
    expect(call.changes).toEqual({ model: 'gpt-4.1' })
    expect(choice).toMatchObject({ asked: 'fast', reason: 'alias', task: undefined })
  })

  it('whose model can think, as the catalogue says, is known to be one, and so is each that may stand in', async () => {
    const catalogue = {
      'gemini-2.5-pro': { abilities: ['tools', 'reasoning'], fallbacks: ['gpt-4.1', 'claude-opus-5'] },
      'gpt-4.1': { abilities: ['tools'] },
      'claude-opus-5': { abilities: ['reasoning'] },
    }
    const { call, fallbacks } = await resolve({ model: 'gemini-2.5-pro' }, { models: { catalogue } })
    expect([call, ...fallbacks].map(({ mayThink }) => mayThink)).toEqual([true, undefined, true])
  })

  it('keeps the name of its limit and its task’s temperature where only the catalogue says that its model can think', async () => {
    const catalogue = { 'gemini-2.5-pro': { abilities: ['reasoning'] } }
    const tasks = { summary: { model: 'gemini-2.5-pro', maxTokens: 300, temperature: 0.2 } }
    const { call } = await resolve({ model: 'summary' }, { models: { catalogue, tasks } })
    expect(call.request).toMatchObject({ max_tokens: 300, temperature: 0.2 })
  })

  it('that the caller is not allowed is refused', async () => {
    const asking = resolve({ model: 'o3' }, { models, plan: { models: ['gpt-4.1'] } })
    await expect(asking).rejects.toMatchObject({ code: 'model_not_allowed' })
    const behind = resolve({ model: 'fast' }, { models, key: { models: ['o3'] } })
    await expect(behind).rejects.toMatchObject({ code: 'model_not_allowed' })
  })

  it('by an alias that the caller is allowed is not', async () => {
    expect((await resolve({ model: 'fast' }, { models, plan: { models: ['fast'] } })).call.model).toBe(
      'gpt-4.1',
    )
  })
})

describe('a task', () => {
  it.each([
    ['is named as the model', 'summary', {}],
    ['is named by an alias', 'sum', {}],
    ['is named beside auto', 'auto', { 'x-task': 'summary' }],
  ])('that %s leads to its model', async (_, model, headers) => {
    const { call, choice } = await resolve({ model }, { models, headers })
    expect(call).toMatchObject({ model: 'gpt-4.1', request: { max_tokens: 300, temperature: 0.2 } })
    expect(choice).toMatchObject({ asked: model, reason: 'task', task: 'summary' })
  })

  it('that there is not is refused', async () => {
    const asking = resolve({ model: 'auto' }, { models, headers: { 'x-task': 'dance' } })
    await expect(asking).rejects.toMatchObject({ code: 'invalid_request', details: { param: 'x-task' } })
  })

  it('whose model the caller is not allowed is refused, unless the task is', async () => {
    const ask = (allowed: readonly string[]) =>
      resolve({ model: 'summary' }, { models, plan: { models: allowed } })
    await expect(ask(['o3'])).rejects.toMatchObject({ code: 'model_not_allowed' })
    expect((await ask(['summary'])).call.model).toBe('gpt-4.1')
    expect((await ask(['gpt-4.1'])).call.model).toBe('gpt-4.1')
  })
})

describe('the heat of a task', () => {
  const heat = async (fields: Readonly<Record<string, unknown>>, operation?: 'messages' | 'embeddings') =>
    (await resolve(fields, { models, ...(operation && { operation }) })).call.request.temperature

  it('is the call’s own where that says', async () => {
    expect(await heat({ model: 'summary', temperature: 1 })).toBe(1)
    expect(await heat({ model: 'summary', temperature: 0 })).toBe(0)
  })

  it('is nothing for a model that thinks, which sets its own', async () => {
    expect(await heat({ model: 'deep' })).toBeUndefined()
  })

  it('is nothing for a message that is to be thought over, which takes none', async () => {
    const thinking = { type: 'enabled', budget_tokens: 1024 }
    expect(await heat({ model: 'summary', thinking, max_tokens: 2000 }, 'messages')).toBeUndefined()
  })

  it('is no more than Anthropic takes', async () => {
    expect(await heat({ model: 'hot' })).toBe(1.8)
    expect(await heat({ model: 'hot' }, 'messages')).toBe(1)
    expect(await heat({ model: 'summary' }, 'messages')).toBe(0.2)
  })

  it('is nothing to an embedding', async () => {
    expect(await heat({ model: 'summary' }, 'embeddings')).toBeUndefined()
  })
})

describe('the longest answer', () => {
  it('is that of the model, and of each that stands in its own', async () => {
    const { call, fallbacks } = await resolve({ max_tokens: 5000 }, { models })
    expect(call.request.max_tokens).toBe(5000)
    expect(fallbacks.map(each => each.request.max_tokens)).toEqual([100, 200])
  })

  it('is the least of model, plan and task', async () => {
    const plan = { maxTokensPerRequest: 1000 }
    const limitOf = async (fields: Readonly<Record<string, unknown>>) =>
      (await resolve(fields, { models, plan })).call.answerLimits
    expect(await limitOf({ model: 'summary' })).toEqual([{ field: 'max_tokens', tokens: 300 }])
    expect(await limitOf({ model: 'gpt-4.1' })).toEqual([{ field: 'max_tokens', tokens: 1000 }])
    expect(await limitOf({ model: 'o3' })).toEqual([{ field: 'max_completion_tokens', tokens: 200 }])
    expect(await limitOf({ model: 'summary', max_tokens: 20 })).toEqual([{ field: 'max_tokens', tokens: 20 }])
  })

  it('is of what the plan allows an equal part where several answers are asked for', async () => {
    const plan = { maxTokensPerRequest: 1000 }
    const { call } = await resolve({ model: 'gpt-4.1', n: 3 }, { models, plan })
    expect(call.answerLimits).toEqual([{ field: 'max_tokens', tokens: 333 }])
  })

  it('beyond the plan’s is refused where the call asks for it', async () => {
    const asking = resolve({ max_tokens: 1001 }, { models, plan: { maxTokensPerRequest: 1000 } })
    await expect(asking).rejects.toMatchObject({ code: 'invalid_request', details: { param: 'max_tokens' } })
  })
})

describe('the models that stand in', () => {
  it('are those of the catalogue, once each, without the model itself', async () => {
    const { fallbacks, choice } = await resolve({ model: 'fast' }, { models })
    expect(names(fallbacks)).toEqual(['gpt-4o', 'o3'])
    expect(choice.fallbacks).toEqual(['gpt-4o', 'o3'])
  })

  it.each([
    ['plan', { plan: { models: ['gpt-4.1', 'o3'] } }],
    ['credential', { key: { models: ['gpt-4.1', 'o3'] } }],
  ])('are only those that the caller’s %s allows', async (_, grant) => {
    expect(names((await resolve({}, { models, ...grant })).fallbacks)).toEqual(['o3'])
  })

  it('are none that only an alias of another is allowed for', async () => {
    expect((await resolve({ model: 'fast' }, { models, plan: { models: ['fast'] } })).fallbacks).toEqual([])
  })

  it('are none where the caller wants none', async () => {
    const asked = async (wish: string) =>
      names((await resolve({}, { models, headers: { 'x-no-fallback': wish } })).fallbacks)
    expect(await asked('1')).toEqual([])
    expect(await asked('0')).toEqual(['gpt-4o', 'o3'])
  })

  it('are called as the model itself would be, but for their name and limits', async () => {
    const { fallbacks } = await resolve({ model: 'summary', seed: 7 }, { models })
    expect(fallbacks.map(({ request }) => request)).toMatchObject([
      { model: 'gpt-4o', seed: 7, max_tokens: 100, temperature: 0.2 },
      { model: 'o3', seed: 7, max_completion_tokens: 200 },
    ])
    expect(fallbacks[1]?.request).not.toHaveProperty('temperature')
  })
})
