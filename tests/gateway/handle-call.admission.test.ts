import { describe, expect, it } from 'vitest'
import { handleCall } from '@/lib/gateway/handle-call'
import { callBody } from '../support/build-call'
import type { World } from '../support/build-dependencies'
import { buildGet, buildRequest } from '../support/build-request'
import { completion, completionText, refusal } from '../support/completion'
import { reset } from '../support/fake-effects'
import { buildShared } from '../support/shared-store'
import { eventStream, role, wholeStream, word } from '../support/sse'
import { keyId, storedKey, withKey } from '../support/stored-key'
import { createUpstreamBody } from '../support/upstream-body'

type Options = Parameters<typeof buildShared>[0]

async function build(options: Options = {}, record: Parameters<typeof storedKey>[0] = {}) {
  const world = buildShared({ variables: { AUTH: 'required' }, answers: { sin: completion }, ...options })
  world.shared.records.set(keyId, await storedKey(record))
  return world
}

/** Serves one request, cryptography and all; time does not pass. */
const serve = (world: World, request = buildRequest({ headers: withKey })) =>
  handleCall(request, world.dependencies)

const limitHeaders = (response: Response) =>
  [...response.headers.keys()].filter(name => name.startsWith('x-ratelimit'))

const codeOf = async (response: Response) => (await response.json()).error.code

describe('the limits', () => {
  it('are told on the answer', async () => {
    const world = await build({ plans: { pro: { requestsPerMinute: 10, tokensPerMinute: 1000 } } })
    const response = await serve(world)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'x-ratelimit-limit': '10',
      'x-ratelimit-limit-requests': '10',
      'x-ratelimit-limit-tokens': '1000',
      'x-ratelimit-remaining': '9',
      'x-ratelimit-remaining-requests': '9',
      'x-ratelimit-reset-requests': '1m1s',
      'x-ratelimit-reset-tokens': '1m1s',
    })
    expect(response.headers.get('x-degraded')).toBe('health')
  })

  it('refuse a call beyond them before anything is sent, with the wait', async () => {
    const world = await build({ plans: { pro: { requestsPerMinute: 1 } } })
    await serve(world)
    const response = await serve(world)
    expect(response.status).toBe(429)
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
    expect(Number(response.headers.get('retry-after'))).toBeLessThanOrEqual(59)
    expect(response.headers.get('x-ratelimit-remaining-requests')).toBe('0')
    expect(response.headers.get('server-timing')).toMatch(/^gate;dur=[\d.]+$/)
    expect(response.headers.has('x-should-retry')).toBe(false)
    expect(await codeOf(response)).toBe('rate_limit_exceeded')
    expect(world.effects.calls).toHaveLength(1)
  })

  it('that do not apply are not told', async () => {
    expect(limitHeaders(await serve(await build({ plans: { pro: {} } })))).toEqual([])
  })

  it('count a list of models as a request, without tokens', async () => {
    const world = await build({ plans: { pro: { requestsPerMinute: 1 } } })
    expect((await serve(world, buildGet('/v1/models', withKey))).status).toBe(200)
    await world.runDeferred()
    expect(world.shared.settled).toEqual([0])
    expect((await serve(world)).status).toBe(429)
  })

  it('count a call that failed over once', async () => {
    const world = await build({ answers: { sin: refusal(503), nrt: completion } })
    expect((await serve(world)).headers.get('x-route-attempts')).toBe('sin;503, nrt;200')
    expect(world.shared.counted).toHaveLength(1)
  })
})

describe('without a shared store', () => {
  it('the plan’s full limits are counted here, and that is said', async () => {
    const world = await build({ variables: {}, plans: { anonymous: { requestsPerMinute: 2 } } })
    const alone = { ...world, dependencies: { ...world.dependencies, admission: undefined } }
    const answers = [
      await serve(alone, buildRequest()),
      await serve(alone, buildRequest()),
      await serve(alone, buildRequest()),
    ]
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429])
    for (const { headers } of answers) expect(headers.get('x-degraded')).toBe('limiter, health')
    expect(answers[0]?.headers.get('x-ratelimit-limit-requests')).toBe('2')
  })
})

describe('while the shared store is lost', () => {
  it('who pays is served within an allowance, whose numbers are told to nobody', async () => {
    const world = await build({ plans: { pro: { requestsPerMinute: 10, tokensPerMinute: 100_000 } } })
    await serve(world)
    world.shared.isLost = true
    for (let call = 0; call < 2; call++) {
      const response = await serve(world)
      expect(response.status).toBe(200)
      expect(response.headers.get('x-degraded')).toBe('limiter, health')
      expect(limitHeaders(response)).toEqual([])
    }
    const beyond = await serve(world)
    expect(beyond.status).toBe(503)
    expect(beyond.headers.get('retry-after')).toBe('5')
    expect(limitHeaders(beyond)).toEqual([])
    expect(await codeOf(beyond)).toBe('limiter_unavailable')
  })

  it.each([
    ['the free plan', { plan: 'free' }, withKey, 'limiter_unavailable'],
    ['an unseen key', {}, { authorization: `Bearer iso_BBBBBBBBBBBB_${'b'.repeat(40)}` }, 'auth_unavailable'],
  ])('%s is 503 with when to come back', async (_, record, headers, code) => {
    const world = await build({}, record)
    await serve(world)
    world.shared.isLost = true
    const response = await serve(world, buildRequest({ headers }))
    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).toBe('5')
    expect(await codeOf(response)).toBe(code)
  })

  it('a failure for want of the limiter says that it is missing', async () => {
    const world = await build({}, { plan: 'free' })
    await serve(world)
    world.shared.isLost = true
    expect((await serve(world)).headers.get('x-degraded')).toContain('limiter')
  })

  it('who is anonymous is 503', async () => {
    const world = await build({ variables: {} })
    world.shared.isLost = true
    const response = await serve(world, buildRequest())
    expect(response.status).toBe(503)
    expect(await codeOf(response)).toBe('limiter_unavailable')
  })

  it('an answer is not held up by a settlement that fails, which is logged without what it quotes', async () => {
    const world = await build()
    const { shared } = world
    const admission = {
      ...shared,
      settle: async () => {
        throw new Error('CANARY-COMMAND')
      },
    }
    const response = await serve({ ...world, dependencies: { ...world.dependencies, admission } })
    expect(response.status).toBe(200)
    await world.runDeferred()
    const lines = world.logged.filter(({ line }) => line.event === 'settlement-lost')
    expect(lines).toEqual([{ level: 'warn', line: { event: 'settlement-lost', name: 'Error' } }])
    expect(world.logged.filter(({ line }) => line.event === 'call')).toHaveLength(1)
  })
})

describe('what a call holds is given back exactly once', () => {
  // `Xin chào`: four for the message, seven letters of ASCII and another one, rounded up.
  const prompt = 7
  const greeting = 3

  it('after an answer, with the tokens that it tells', async () => {
    const world = await build()
    await serve(world)
    await world.runDeferred()
    expect(world.shared.settled).toEqual([5])
  })

  it('before its response has gone out, so that the next call finds the room', async () => {
    const world = await build({ plans: { pro: { concurrency: 1 } } })
    for (let call = 0; call < 3; call++) {
      expect((await serve(world)).status).toBe(200)
      await world.effects.settle()
    }
    expect(world.shared.settled).toEqual([5, 5, 5])
  })

  it('after an answer that tells no tokens, with an estimate of its prompt and its text', async () => {
    const { usage: _, ...rest } = JSON.parse(completionText)
    const world = await build({ answers: { sin: { ...completion, body: JSON.stringify(rest) } } })
    const response = await serve(
      world,
      buildRequest({ headers: withKey, body: callBody({ max_tokens: 900 }) }),
    )
    expect(response.status).toBe(200)
    await world.runDeferred()
    expect(world.shared.settled).toEqual([prompt + greeting])
  })

  it('after an answer whose tokens are no number, with an estimate of its prompt and its text', async () => {
    for (const total_tokens of [-1_000_000, 1.5, '5', 1e300]) {
      const body = JSON.stringify({ ...JSON.parse(completionText), usage: { total_tokens } })
      const world = await build({ answers: { sin: { ...completion, body } } })
      await serve(world)
      await world.runDeferred()
      expect(world.shared.settled).toEqual([prompt + greeting])
    }
  })

  it.each([
    ['all endpoints failed', {}],
    ['an endpoint refused the call', { sin: refusal(400) }],
  ])('with no tokens where %s', async (_, answers) => {
    const world = await build({ answers })
    await serve(world)
    await world.runDeferred()
    expect(world.shared.settled).toEqual([0])
  })

  it('with no tokens where the plan of a route fails after it was counted', async () => {
    const world = await build()
    const response = await serve(world, buildRequest({ headers: { ...withKey, 'x-route-to': 'nowhere' } }))
    expect(response.status).toBe(403)
    await world.runDeferred()
    expect(world.shared.settled).toEqual([0])
  })

  it('with no tokens where something breaks after it was counted', async () => {
    const world = await build()
    const keyOf = () => {
      throw new Error('unforeseen')
    }
    const response = await serve({ ...world, dependencies: { ...world.dependencies, keyOf } })
    expect(response.status).toBe(500)
    await world.effects.settle()
    expect(world.shared.settled).toEqual([0])
  })

  it('not at all where it was refused a place', async () => {
    const world = await build({ plans: { pro: { requestsPerMinute: 0 } } })
    expect((await serve(world)).status).toBe(429)
    await world.runDeferred()
    expect(world.shared.settled).toEqual([])
  })

  it('by who counted it, where the store comes back meanwhile', async () => {
    const world = await build({ plans: { pro: { concurrency: 5 } } })
    await serve(world)
    await world.effects.settle()
    world.shared.isLost = true
    for (let call = 0; call < 3; call++) {
      expect((await serve(world)).status).toBe(200)
      await world.effects.settle()
    }
    expect(world.shared.settled).toEqual([5])
  })

  it('when a stream has ended, not when it began', async () => {
    const sin = { headers: eventStream, body: createUpstreamBody(...wholeStream) }
    const world = await build({ answers: { sin } })
    const response = await serve(world, buildRequest({ headers: withKey, body: callBody({ stream: true }) }))
    await world.effects.settle()
    expect(world.shared.settled).toEqual([])
    await response.text()
    await world.effects.settle()
    expect(world.shared.settled).toEqual([prompt + 3])
  })

  it('when a stream breaks off, with what it had sent', async () => {
    const sin = { headers: eventStream, body: createUpstreamBody(role, word('a'), word('b'), word('c')) }
    const world = await build({ answers: { sin } })
    const response = await serve(world, buildRequest({ headers: withKey, body: callBody({ stream: true }) }))
    sin.body.fail(reset())
    await response.text()
    await world.effects.settle()
    expect(world.shared.settled).toEqual([prompt + 3])
  })

  it('when the caller hangs up in the middle of a stream', async () => {
    const sin = { headers: eventStream, body: createUpstreamBody(role, word('a')) }
    const world = await build({ answers: { sin } })
    const response = await serve(world, buildRequest({ headers: withKey, body: callBody({ stream: true }) }))
    await response.body?.cancel()
    await world.effects.settle()
    expect(world.shared.settled).toHaveLength(1)
  })

  it('when the caller hangs up before the answer', async () => {
    const world = await build({ answers: { sin: 'silence' } })
    await serve(world, buildGet('/v1/models', withKey))
    await world.effects.settle()
    const hangUp = new AbortController()
    const serving = serve(world, buildRequest({ headers: withKey, signal: hangUp.signal }))
    await world.effects.settle()
    hangUp.abort()
    expect((await serving).status).toBe(499)
    await world.effects.settle()
    expect(world.shared.settled).toEqual([0, 0])
  })
})
