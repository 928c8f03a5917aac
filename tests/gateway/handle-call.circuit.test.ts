import { describe, expect, it } from 'vitest'
import { restMs } from '@/lib/gateway/record-ended'
import { callBody } from '../support/build-call'
import { mapDocument } from '../support/build-dependencies'
import { completion, refusal } from '../support/completion'
import { type Reply, reset } from '../support/fake-effects'
import { buildGateway, type Gateway } from '../support/gateway'
import { eventStream, role, wholeStream, word } from '../support/sse'
import { createUpstreamBody } from '../support/upstream-body'
import { rowOf } from '../support/upstream-endpoint'

const two = mapDocument({
  endpoints: { sin: rowOf('sin'), nrt: rowOf('nrt') },
  zones: {},
  residency: {},
  default: [],
})
const toSin = { headers: { 'x-route-to': 'sin' } }

/** A gateway that has probed its endpoints; `sin` comes first. */
async function build(answers: Readonly<Record<string, Reply>>, document: unknown = two) {
  const gateway = buildGateway({ answers, document })
  await gateway.serve({ method: 'GET', path: '/v1/models' })
  await gateway.runDeferred()
  return gateway
}

/** Five calls that `sin` fails, one after another. */
async function failAtSin(gateway: Gateway) {
  gateway.effects.answers.set('sin', refusal(500))
  for (let call = 0; call < 5; call += 1) await gateway.call(toSin)
}

describe('five failures in a row', () => {
  it('open a circuit: the next call goes elsewhere first', async () => {
    const gateway = await build({ sin: completion, nrt: completion })
    expect(await gateway.call()).toBe('sin;200')
    await failAtSin(gateway)
    expect(await gateway.call()).toBe('nrt;200')
    expect(await gateway.excluded()).toEqual({ sin: 'circuit-open' })
  })

  it('at once do too, and each of those calls is answered elsewhere', async () => {
    const gateway = await build({ sin: refusal(500), nrt: completion })
    const all = await Promise.all([1, 2, 3, 4, 5].map(() => gateway.serve()))
    expect(all.map(({ headers }) => headers.get('x-route-attempts'))).toEqual(
      Array(5).fill('sin;500, nrt;200'),
    )
    expect(await gateway.excluded()).toEqual({ sin: 'circuit-open' })
  })

  it('of one model leave another alone', async () => {
    const models = ['gpt-4.1', 'gpt-4o']
    const document = mapDocument({
      endpoints: { sin: rowOf('sin', { models }), nrt: rowOf('nrt', { models }) },
    })
    const gateway = await build({ sin: completion, nrt: completion }, document)
    await failAtSin(gateway)
    gateway.effects.answers.set('sin', completion)
    expect(await gateway.call()).toBe('nrt;200')
    expect(await gateway.call({ body: callBody({ model: 'gpt-4o' }) })).toBe('sin;200')
  })

  it('with a success between leave it closed', async () => {
    const gateway = await build({ sin: refusal(500), nrt: completion })
    for (let call = 0; call < 4; call += 1) await gateway.call(toSin)
    gateway.effects.answers.set('sin', completion)
    await gateway.call(toSin)
    gateway.effects.answers.set('sin', refusal(500))
    await gateway.call(toSin)
    expect(await gateway.excluded()).toEqual({})
  })

  it('of a caller’s own making leave it closed', async () => {
    const gateway = await build({ sin: refusal(400), nrt: completion })
    for (let call = 0; call < 20; call += 1) await gateway.call()
    expect(await gateway.excluded()).toEqual({})
    expect(await gateway.call()).toBe('sin;400')
  })
})

describe('an endpoint whose circuit is open', () => {
  it('is left alone for its time, whatever comes', async () => {
    const gateway = await build({ sin: completion, nrt: completion })
    await failAtSin(gateway)
    gateway.effects.answers.set('sin', completion)
    for (let call = 0; call < 24; call += 1) {
      expect(await gateway.call()).toBe('nrt;200')
      await gateway.effects.advance(100)
    }
  })

  it('is tried out by one call after its time, and by no other at once', async () => {
    const gateway = await build({ sin: completion, nrt: completion })
    await failAtSin(gateway)
    gateway.effects.answers.set('sin', { afterMs: 500, reply: completion })
    await gateway.effects.advance(5000)
    await gateway.call()
    const begun = [1, 2, 3, 4, 5].map(() => gateway.serve())
    const tried = (await Promise.all(begun)).map(({ headers }) => headers.get('x-route-attempts'))
    expect(tried).toEqual(['sin;200', ...Array(4).fill('nrt;200')])
  })

  it('that fails again is left alone for longer, and the call is answered elsewhere', async () => {
    const gateway = await build({ sin: completion, nrt: completion })
    await failAtSin(gateway)
    await gateway.effects.advance(5000)
    await gateway.call()
    expect(await gateway.call()).toBe('sin;500, nrt;200')
    expect(await gateway.excluded()).toEqual({ sin: 'circuit-open' })
    await gateway.effects.advance(4999)
    for (let call = 0; call < 3; call += 1) expect(await gateway.call()).toBe('nrt;200')
    await gateway.effects.advance(5001)
    await gateway.call()
    expect(await gateway.call()).toBe('sin;500, nrt;200')
  })

  it('is back after two successes', async () => {
    const gateway = await build({ sin: completion, nrt: completion })
    await failAtSin(gateway)
    gateway.effects.answers.set('sin', completion)
    await gateway.effects.advance(5000)
    await gateway.call()
    expect(await gateway.call()).toBe('sin;200')
    expect(await gateway.excluded()).toEqual({ sin: 'circuit-open' })
    expect(await gateway.call()).toBe('sin;200')
    expect(await gateway.excluded()).toEqual({})
  })

  it('comes back in small shares: a tenth of the calls at first, and all after a minute', async () => {
    const gateway = await build({ sin: completion, nrt: completion })
    await gateway.call()
    await failAtSin(gateway)
    gateway.effects.answers.set('sin', completion)
    await gateway.effects.advance(5000)
    for (let call = 0; call < 3; call += 1) await gateway.call()
    const shares: number[] = []
    for (let tenSeconds = 0; tenSeconds < 7; tenSeconds += 1) {
      let first = 0
      for (let call = 0; call < 50; call += 1) {
        if ((await gateway.call()) === 'sin;200') first += 1
        await gateway.effects.advance(200 - restMs)
      }
      shares.push(first / 50)
    }
    expect(shares[0]).toBeGreaterThan(0.05)
    expect(shares[0]).toBeLessThan(0.3)
    expect(shares[3]).toBeGreaterThan(0.4)
    expect(shares[3]).toBeLessThan(0.85)
    expect(shares[6]).toBeGreaterThan(0.95)
  })
})

describe('an endpoint that cuts every stream', () => {
  const streaming = { body: callBody({ stream: true }) }
  const cut = () => {
    const body = createUpstreamBody(role, word('Xin'))
    body.fail(reset())
    return { headers: eventStream, body }
  }
  const whole = () => {
    const body = createUpstreamBody(...wholeStream)
    body.close()
    return { headers: eventStream, body }
  }

  it('is left alone too, though each of them had begun well', async () => {
    const gateway = await build({})
    for (let call = 0; call < 5; call += 1) {
      gateway.effects.answers.set('sin', cut())
      expect(await gateway.call({ ...streaming, ...toSin })).toBe('sin;200')
    }
    expect(await gateway.excluded()).toEqual({ sin: 'circuit-open' })
    gateway.effects.answers.set('nrt', whole())
    expect(await gateway.call(streaming)).toBe('nrt;200')
  })

  it('is not what one is that callers leave', async () => {
    const gateway = await build({})
    for (let call = 0; call < 20; call += 1) {
      const body = createUpstreamBody(role, word('Xin'))
      gateway.effects.answers.set('sin', { headers: eventStream, body })
      const response = await gateway.serve(streaming)
      await response.body?.cancel()
      await gateway.runDeferred()
    }
    expect(await gateway.excluded()).toEqual({})
  })
})

describe('a pool of one', () => {
  const one = mapDocument({ endpoints: { sin: rowOf('sin') }, zones: {}, residency: {}, default: [] })

  it('is never left out', async () => {
    const gateway = await build({ sin: refusal(500) }, one)
    for (let call = 0; call < 30; call += 1) expect(await gateway.call()).toBe('sin;500')
    expect(await gateway.excluded()).toEqual({})
    gateway.effects.answers.set('sin', completion)
    expect(await gateway.call()).toBe('sin;200')
  })

  it('gets all calls as soon as it is back', async () => {
    const gateway = await build({ sin: refusal(500) }, one)
    for (let call = 0; call < 10; call += 1) await gateway.call()
    gateway.effects.answers.set('sin', completion)
    for (let call = 0; call < 10; call += 1) expect(await gateway.call()).toBe('sin;200')
  })
})

describe('a call that fails at two endpoints', () => {
  const body = callBody({ messages: [{ role: 'user', content: 'It breaks them all.' }] })
  const three = mapDocument({
    endpoints: { sin: rowOf('sin'), nrt: rowOf('nrt'), fra: rowOf('fra') },
    countries: { VN: ['sin', 'nrt', 'fra'] },
    zones: {},
    residency: {},
    default: [],
  })

  it('opens no circuit, however often it comes', async () => {
    const gateway = await build({ sin: refusal(500), nrt: refusal(500), fra: completion }, three)
    expect(await gateway.call({ body })).toBe('sin;500, nrt;500')
    for (let call = 0; call < 20; call += 1) {
      await gateway.call({ body })
      await gateway.effects.advance(1000)
    }
    expect(await gateway.excluded()).toEqual({})
  })
})
