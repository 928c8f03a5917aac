import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { callLine } from './support/call-lines'
import { callsOf } from './support/calls-of'
import { itWhereTold } from './support/it-where-told'
import { beginAt, chatBody } from './support/send-to'
import { type Access, startAccess } from './support/start-access'

let access: Access
beforeAll(async () => {
  access = await startAccess({
    endpoints: ['sin', 'fra'],
    plans: { tokens: { requestsPerMinute: 100, tokensPerMinute: 10_000 } },
  })
})
beforeEach(() => {
  for (const endpoint of access.world.endpoints) endpoint.reset()
  // What probes measure must not put the second before the first.
  access.world.endpoint('fra').set({ headDelayMs: 300 })
})
afterAll(() => access.close())

const withinASecond = { timeout: 1000, interval: 10 }
const fromVietnam = { 'x-vercel-ip-country': 'VN', 'x-vercel-id': 'sin1::id' }
const callsTo = (id: 'sin' | 'fra') => callsOf(access.world.endpoint(id))

type Begun = { readonly requestId: string; readonly response: Promise<Response>; hangUp(): void }

function begin(key: string, changes: object): Begun {
  const controller = new AbortController()
  const requestId = crypto.randomUUID()
  const response = beginAt(access.gateways[0]?.url ?? '', {
    headers: { ...fromVietnam, authorization: `Bearer ${key}`, 'x-request-id': requestId },
    body: chatBody(changes),
    signal: controller.signal,
  })
  // Whether it is awaited or not, its being aborted is no error of the test.
  response.catch(() => {})
  return { requestId, response, hangUp: () => controller.abort() }
}

/** Reads a stream until it has brought so many pieces of the answer. */
async function readPieces(response: Response, pieces: number): Promise<void> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  while ((text.match(/"content":"[^"]+"/g) ?? []).length < pieces) {
    const { done, value } = (await reader?.read()) ?? { done: true, value: '' }
    if (done) throw new Error('The stream ended before it was to be left.')
    text += value
  }
}

async function tokensLeft(key: string): Promise<number> {
  const { headers } = await access.sendAs(key, { method: 'GET', path: '/v1/models' })
  return Number(headers.get('x-ratelimit-remaining-tokens'))
}

async function expectFirst(key: string): Promise<void> {
  access.world.endpoint('sin').set({})
  const { headers } = await access.sendAs(key, { headers: fromVietnam })
  expect([headers.get('x-route-attempts'), headers.get('x-route-reason')]).toEqual(['sin;200', 'listed'])
}

describe('a caller that hangs up after three pieces of a stream', () => {
  it('pays for what it got, and its endpoint stays the first', async () => {
    const { key } = await access.makeKey('tokens')
    access.world.endpoint('sin').set({ words: 400, tokensPerSecond: 20 })
    for (let round = 1; round <= 3; round++) {
      const call = begin(key, { stream: true, max_tokens: 2000 })
      await readPieces(await call.response, 3)
      expect(await tokensLeft(key)).toBeLessThan(8100)
      call.hangUp()
      await vi.waitFor(() => expect(callsTo('sin').at(-1)?.aborted).toBe(true), withinASecond)
      const line = await callLine(access.gateways[0] ?? expect.fail(), call.requestId)
      expect(line).toMatchObject({ status: 200, end: 'abandoned', attempts: 'sin;200' })
      // Given back is what was reserved, but for the prompt and the few pieces that came.
      await vi.waitFor(async () => expect(await tokensLeft(key)).toBeGreaterThan(10_000 - 60 * round))
      expect(await tokensLeft(key)).toBeLessThanOrEqual(10_000 - 3 * round)
    }
    expect(callsTo('fra')).toEqual([])
    await expectFirst(key)
  })
})

describe('a caller that hangs up before an answer begins', () => {
  itWhereTold('silent-hang-ups').each([
    ['a plain one', {}],
    ['a stream', { stream: true }],
  ])('has no other endpoint tried for %s, and its endpoint stays the first', async (_, changes) => {
    const { key } = await access.makeKey('tokens')
    access.world.endpoint('sin').set({ timeToFirstTokenMs: 20_000 })
    for (let round = 1; round <= 3; round++) {
      const call = begin(key, { ...changes, max_tokens: 2000 })
      await vi.waitFor(() => expect(callsTo('sin').map(({ aborted }) => aborted)).toHaveLength(round))
      call.hangUp()
      await vi.waitFor(() => expect(callsTo('sin').at(-1)?.aborted).toBe(true), withinASecond)
      const line = await callLine(access.gateways[0] ?? expect.fail(), call.requestId)
      expect(line).toMatchObject({ attempts: 'sin;abandoned', code: 'client_closed_request' })
      await vi.waitFor(async () => expect(await tokensLeft(key)).toBe(10_000))
    }
    expect(callsTo('fra')).toEqual([])
    await expectFirst(key)
  })
})
