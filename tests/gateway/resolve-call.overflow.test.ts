import { describe, expect, it } from 'vitest'
import { resolve } from '../support/resolve'

const models = {
  catalogue: {
    small: { contextWindow: 1000, maxOutputTokens: 500, fallbacks: ['tiny', 'large', 'huge'] },
    tiny: { contextWindow: 100 },
    large: { contextWindow: 10_000, maxOutputTokens: 200 },
    huge: { contextWindow: 100_000 },
  },
}
// About a hundred tokens each.
const turn = (role: string) => ({ role, content: 'x'.repeat(400) })
const conversation = (turns: number) =>
  Array.from({ length: turns }, (_, at) => turn(at % 2 === 0 ? 'user' : 'assistant'))

type Asked = Parameters<typeof resolve>[1]

const ask = (turns: number, asked: Asked = {}) =>
  resolve({ model: 'small', messages: conversation(turns), max_tokens: 400 }, { models, ...asked })

describe('a prompt that is longer than its model’s window', () => {
  it('is refused', async () => {
    await expect(ask(15)).rejects.toMatchObject({
      code: 'context_length_exceeded',
      status: 400,
      message: expect.stringContaining('maximum context length is 1000 tokens'),
      details: { param: 'messages' },
    })
  })

  it('goes to the first larger model whose window it fits, within that model’s limits', async () => {
    const { call, fallbacks, choice, trimmed } = await ask(15, { plan: { overflow: 'larger' } })
    expect(call).toMatchObject({ model: 'large', request: { max_tokens: 200 } })
    expect(fallbacks.map(({ model }) => model)).toEqual(['huge'])
    expect(choice).toMatchObject({ asked: 'small', reason: 'larger-window', fallbacks: ['huge'] })
    expect(trimmed).toBe(0)
  })

  it('goes to no larger model that the caller may not use, or does not want', async () => {
    const overflow = 'larger'
    const allowed = await ask(15, { plan: { overflow, models: ['small', 'tiny', 'huge'] } })
    expect(allowed.call.model).toBe('huge')
    const none = ask(15, { plan: { overflow, models: ['small', 'tiny'] } })
    await expect(none).rejects.toMatchObject({ code: 'context_length_exceeded' })
    const unwanted = ask(15, { plan: { overflow }, headers: { 'x-no-fallback': '1' } })
    await expect(unwanted).rejects.toMatchObject({ code: 'context_length_exceeded' })
  })

  it('loses its oldest turns, for the model and for those that stand in', async () => {
    const { call, fallbacks, choice, trimmed } = await ask(15, { plan: { overflow: 'trim' } })
    expect(trimmed).toBeGreaterThan(0)
    expect(call.request.messages).toEqual(conversation(15).slice(trimmed))
    expect(call.promptTokens() + 400).toBeLessThanOrEqual(1000)
    expect(choice.reason).toBe('asked')
    expect(fallbacks.map(({ model }) => model)).toEqual(['large', 'huge'])
    for (const each of fallbacks) expect(each.request.messages).toEqual(call.request.messages)
  })
})

describe('a prompt that fits', () => {
  it.each(['refuse', 'larger', 'trim'] as const)('is left as it is: %s', async overflow => {
    const { call, asked, choice } = await ask(5, { plan: { overflow } })
    expect(call).toBe(asked)
    expect(choice.reason).toBe('asked')
  })

  it('is stood in for by no model that it does not fit', async () => {
    expect((await ask(5)).choice.fallbacks).toEqual(['large', 'huge'])
    expect((await ask(1)).choice.fallbacks).toEqual(['large', 'huge'])
    const short = await resolve({ model: 'small' }, { models })
    expect(short.choice.fallbacks).toEqual(['tiny', 'large', 'huge'])
  })
})
