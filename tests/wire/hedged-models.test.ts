import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import * as z from 'zod'
import { chatBody } from './support/send-to'
import { type ModelStand, startModels } from './support/start-models'

let stand: ModelStand
beforeAll(async () => {
  stand = await startModels({
    endpoints: {
      first: { row: { models: ['gpt-4.1', 'double'] } },
      second: { row: { models: ['double'] } },
      single: { row: { models: ['single'] } },
      other: { row: { models: ['other'] } },
    },
    models: { catalogue: { single: { fallbacks: ['other'] }, double: { fallbacks: ['other'] } } },
    plans: { hedging: { hedge: true } },
  })
  // The later ones are further away, so that no noise of this machine puts them first.
  for (const id of ['second', 'other']) stand.endpoint(id).set({ headDelayMs: 150 })
  await learn('double', 'first')
  await learn('single', 'single')
})
afterAll(() => stand.close())

const ask = (model: string, changes: object = {}) =>
  stand.call('hedging', { headers: { 'x-vercel-id': `${model}::id` }, body: chatBody({ model, ...changes }) })

const explained = z.object({ candidates: z.array(z.object({ expectedMs: z.number() })).min(2) })

/** Has the ways to a model's endpoints known, its first one as quick, and so many calls made that two may be hedged. */
async function learn(model: string, endpoint: string): Promise<void> {
  const headers = { 'x-vercel-id': `${model}::id` }
  await vi.waitFor(
    async () => {
      await ask(model)
      explained.parse((await stand.explain('hedging', { headers, body: chatBody({ model }) })).json)
    },
    { timeout: 20_000, interval: 250 },
  )
  stand.endpoint(endpoint).set({ timeToFirstTokenMs: 30 })
  for (let call = 0; call < 10; call++) await ask(model, { stream: true })
  for (let call = 0; call < 40; call++) await ask(model)
}

describe('a stream that is late', () => {
  it('is asked of another endpoint of its model', async () => {
    stand.endpoint('first').set({ timeToFirstTokenMs: 30_000 })
    const { headers } = await ask('double', { stream: true })
    expect(headers.get('x-route-attempts')).toBe('first;cancelled, second;200')
    expect(headers.get('x-model-used')).toBe('double')
  })

  it('is not answered by another model, which is for where none can serve its own', async () => {
    stand.endpoint('single').set({ timeToFirstTokenMs: 1500 })
    const { headers } = await ask('single', { stream: true })
    expect(headers.get('x-route-attempts')).toBe('single;200')
    expect(headers.get('x-model-used')).toBe('single')
  })
})
