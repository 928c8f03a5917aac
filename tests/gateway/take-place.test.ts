import { describe, expect, it } from 'vitest'
import { handleCall } from '@/lib/gateway/handle-call'
import { callBody } from '../support/build-call'
import { buildDependencies } from '../support/build-dependencies'
import { buildRequest } from '../support/build-request'
import { completion } from '../support/completion'
import type { Reply } from '../support/fake-effects'
import { eventStream, wholeStream } from '../support/sse'
import { createUpstreamBody } from '../support/upstream-body'

const plans = { anonymous: { priority: 'batch' }, warm: {} }

function build(most: string, answers: Readonly<Record<string, Reply>> = { sin: completion }) {
  const world = buildDependencies({ variables: { MAX_CALLS_IN_FLIGHT: most }, answers })
  const send = (body = callBody()) => handleCall(buildRequest({ body }), world.dependencies)
  return { ...world, send }
}

async function told(response: Response) {
  const { error } = await response.json()
  return { status: response.status, code: error.code, wait: Number(response.headers.get('retry-after')) }
}

describe('an instance with as many calls as it serves', () => {
  it('refuses the next with 503 and a short wait, before any work', async () => {
    const { send, effects, order } = build('1', { sin: { afterMs: 100, reply: completion } })
    const first = send()
    const refusal = await told(await send())
    expect(refusal).toMatchObject({ status: 503, code: 'overloaded' })
    expect(refusal.wait).toBeGreaterThanOrEqual(1)
    expect(refusal.wait).toBeLessThanOrEqual(3)
    expect((await effects.outcome(first)).value.status).toBe(200)
    expect(order.filter(each => each.startsWith('POST'))).toHaveLength(1)
  })

  it('serves again as soon as one is over', async () => {
    const { send, effects, runDeferred, dependencies } = build('1')
    for (let call = 0; call < 5; call++) {
      expect((await effects.outcome(send())).value.status).toBe(200)
      await runDeferred()
    }
    expect(dependencies.load.inFlight).toBe(0)
  })

  it('counts a stream until its end', async () => {
    const body = createUpstreamBody(...wholeStream)
    const { send, effects, runDeferred, dependencies } = build('1', { sin: { headers: eventStream, body } })
    const { value: response } = await effects.outcome(send(callBody({ stream: true })))
    expect(dependencies.load.inFlight).toBe(1)
    expect((await told(await send())).code).toBe('overloaded')
    await response.text()
    await runDeferred()
    expect(dependencies.load.inFlight).toBe(0)
  })

  it('counts what it has refused no more', async () => {
    const { send, effects, runDeferred, dependencies } = build('2')
    expect((await effects.outcome(send('{'))).value.status).toBe(400)
    await runDeferred()
    expect(dependencies.load.inFlight).toBe(0)
  })
})

describe('an instance that is nearly full', () => {
  it('turns batch calls away, and serves those who wait for the answer', async () => {
    for (const [priority, status] of [
      ['batch', 503],
      ['interactive', 200],
    ] as const) {
      const world = buildDependencies({
        variables: { MAX_CALLS_IN_FLIGHT: '10' },
        answers: { sin: completion },
        plans: { ...plans, anonymous: { priority } },
      })
      world.dependencies.load.inFlight = 8
      const { value } = await world.effects.outcome(handleCall(buildRequest(), world.dependencies))
      expect([priority, value.status]).toEqual([priority, status])
      await world.runDeferred()
      expect(world.dependencies.load.inFlight).toBe(8)
    }
  })
})
