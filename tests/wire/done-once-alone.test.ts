import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { expectError } from './support/expect-error'
import type { Reply } from './support/send-to'
import { type Pools, startPools } from './support/start-pools'

// Each test has an endpoint of its own, under its own model.
const names = ['plain', 'streamed', 'mismatch', 'crowd', 'cut', 'failed', 'bad'] as const
type Model = (typeof names)[number]

let pools: Pools
beforeAll(async () => {
  pools = await startPools({ pools: Object.fromEntries(names.map(name => [name, [{}]])) })
})
afterAll(() => pools.close())

const ask = (model: Model, body: object = {}, key: string = model): Promise<Reply> =>
  pools.call(model, { headers: { 'idempotency-key': key }, body })

/** Asks again, as an app does that is told that its call is still running. */
function askAgain(model: Model, body: object = {}): Promise<Reply> {
  return vi.waitFor(async () => {
    const reply = await ask(model, body)
    expect(reply.status).not.toBe(409)
    return reply
  })
}

const callsTo = (model: Model) =>
  pools.endpoint(model, 1).requests.filter(each => each.method === 'POST').length

describe.concurrent('without Redis, a call that is to be done once', () => {
  it.each<[Model, object]>([
    ['plain', {}],
    ['streamed', { stream: true }],
  ])('has the same answer when it comes again: %s', async (model, body) => {
    const first = await ask(model, body)
    for (let call = 1; call <= 3; call++) {
      const again = await askAgain(model, body)
      expect([again.status, again.text]).toEqual([200, first.text])
      expect(again.headers.get('idempotency-replayed')).toBe('true')
      expect(again.headers.get('content-type')).toBe(first.headers.get('content-type'))
    }
    expect(callsTo(model)).toBe(1)
  })

  it('is not done with another body', async () => {
    await ask('mismatch')
    const reply = await askAgain('mismatch', { n: 2 })
    expectError(reply, { status: 422, code: 'idempotency_mismatch' })
    expect(callsTo('mismatch')).toBe(1)
  })

  it('of fifty at once is done once, and the others are told that it is running', async () => {
    // Long enough for most of them to come before the first answer.
    pools.endpoint('crowd', 1).set({ delayMs: 800 })
    const replies = await Promise.all(Array.from({ length: 50 }, () => ask('crowd')))
    expect(replies.every(({ status }) => status === 200 || status === 409)).toBe(true)
    const busy = replies.find(({ status }) => status === 409) ?? expect.fail('None was told.')
    expectError(busy, { status: 409, code: 'idempotency_in_flight' })
    expect(callsTo('crowd')).toBe(1)
  })

  it('may be tried again where its stream broke', async () => {
    pools.endpoint('cut', 1).set({ fault: { kind: 'cut', how: 'destroy', afterContentEvents: 2, times: 1 } })
    const broken = await ask('cut', { stream: true })
    expect([broken.status, broken.text.includes('data: [DONE]')]).toEqual([200, false])
    const whole = await askAgain('cut', { stream: true })
    expect([whole.status, whole.text.endsWith('data: [DONE]\n\n')]).toEqual([200, true])
    expect(whole.headers.has('idempotency-replayed')).toBe(false)
    expect((await askAgain('cut', { stream: true })).text).toBe(whole.text)
    expect(callsTo('cut')).toBe(2)
  })

  it('may be tried again where it failed', async () => {
    pools.endpoint('failed', 1).set({ fault: { kind: 'status', status: 500, times: 1 } })
    expect((await ask('failed')).status).toBe(502)
    expect((await askAgain('failed')).status).toBe(200)
    expect(callsTo('failed')).toBe(2)
  })
})

describe.concurrent('a name of a call', () => {
  it.each([
    ['is too long', 'x'.repeat(300)],
    ['is one too long', 'x'.repeat(256)],
    ['holds a blank', 'a b'],
    ['is empty', ''],
    ['is no ASCII', 'caf\u00e9'],
  ])('that %s is refused', async (_, key) => {
    expectError(await ask('bad', {}, key), {
      status: 400,
      code: 'invalid_request',
      param: 'idempotency-key',
    })
  })

  it('of 255 characters is taken, and what was refused was not sent', async () => {
    const key = `!~${'x'.repeat(253)}`
    const first = await ask('bad', {}, key)
    expect(first.status).toBe(200)
    await vi.waitFor(async () => expect((await ask('bad', {}, key)).text).toBe(first.text))
    expect(callsTo('bad')).toBe(1)
  })
})
