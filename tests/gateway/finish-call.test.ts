import { describe, expect, it } from 'vitest'
import { beginTrace } from '@/lib/gateway/call-trace'
import { finishCall } from '@/lib/gateway/finish-call'
import { admittedCalls } from '../support/admitted-calls'
import { buildDependencies } from '../support/build-dependencies'
import { buildRequest } from '../support/build-request'

describe('a response that goes out', () => {
  it('has our headers, and is kept by nobody', async () => {
    const { dependencies, effects } = buildDependencies()
    const trace = beginTrace(buildRequest(), dependencies)
    await effects.advance(12)
    const response = finishCall(Response.json({}), { trace, dependencies })
    expect(response.headers.get('x-response-time')).toBe('12')
    expect(response.headers.get('cache-control')).toBe('private, no-store')
  })

  it('keeps the stricter rule of a stream', () => {
    const { dependencies } = buildDependencies()
    const headers = { 'cache-control': 'private, no-store, no-transform' }
    const trace = beginTrace(buildRequest(), dependencies)
    const response = finishCall(new Response('', { headers }), { trace, dependencies })
    expect(response.headers.get('cache-control')).toBe('private, no-store, no-transform')
  })

  it('is recorded, and followed by a refresh, only once it has gone out', async () => {
    const world = buildDependencies()
    const trace = beginTrace(buildRequest(), world.dependencies)
    finishCall(Response.json({}), { trace, dependencies: world.dependencies })
    await world.effects.settle()
    expect([world.logged, world.order]).toEqual([[], []])
    await world.runDeferred()
    expect(world.logged).toHaveLength(1)
    expect(world.order[0]).toBe('read')
  })
})

describe('calls that are over', () => {
  it('are recorded together with all that end within 25 ms of the first', async () => {
    const { traces, end, effects, requests, logged } = await admittedCalls(4, 0.1)
    for (const trace of traces) {
      end(trace)
      await effects.advance(10)
    }
    expect([requests, logged.length]).toEqual([[3], 3])
    await effects.advance(100)
    expect([requests, logged.length]).toEqual([[3, 1], 4])
  })

  it.each([0.3, 1, undefined])(
    'give back at once what they hold where the caller is near its limits, or may be: %j',
    async fullest => {
      const { traces, end, effects, requests } = await admittedCalls(2, fullest)
      for (const trace of traces) {
        end(trace)
        await effects.settle()
      }
      expect(requests).toEqual([1, 1])
    },
  )

  it('of a caller that is near its limits take along those that wait', async () => {
    const { traces, end, dependencies, effects, requests } = await admittedCalls(3, 0.1)
    const [one, two, last] = traces
    if (one === undefined || two === undefined || last?.admission === undefined) throw new Error('None.')
    for (const trace of [one, two]) end(trace)
    await effects.settle()
    dependencies.nearness.learn(last.admission.identity.caller, { fullest: 1, now: effects.now() })
    end(last)
    await effects.settle()
    expect(requests).toEqual([3])
  })

  it('give back at once what they hold though their caller was far from its limits when they were let in', async () => {
    const { traces, admitOne, told, end, effects, requests } = await admittedCalls(1, 0.1)
    told.fullest = 0.75
    await admitOne()
    for (const trace of traces) end(trace)
    await effects.settle()
    expect(requests).toEqual([1])
  })

  it('give back what they hold once their caller comes near its limits', async () => {
    const { traces, admitOne, told, end, effects, requests } = await admittedCalls(2, 0.1)
    for (const trace of traces) end(trace)
    await effects.settle()
    expect(requests).toEqual([])
    told.fullest = 0.75
    await admitOne()
    await effects.settle()
    expect(requests).toEqual([2])
  })

  it('give back at once what they hold where nothing was told of their caller for ten seconds', async () => {
    const { traces, end, effects, requests } = await admittedCalls(1, 0.1)
    await effects.advance(10_001)
    for (const trace of traces) end(trace)
    await effects.settle()
    expect(requests).toEqual([1])
  })

  it('are recorded though the runtime’s timer rings a moment early', async () => {
    const { traces, end, dependencies, effects, requests } = await admittedCalls(1, 0.1)
    const { startTimer } = dependencies.effects
    Object.assign(dependencies, {
      effects: {
        ...dependencies.effects,
        startTimer: (ms: number, ring: () => void) => startTimer(ms - 1, ring),
      },
    })
    for (const trace of traces) end(trace)
    await effects.advance(24)
    expect(requests).toEqual([1])
  })

  it('are recorded by the next where the request of the first of them is gone', async () => {
    const { traces, end, dependencies, effects, requests } = await admittedCalls(2, 0.1)
    const [first, second] = traces
    if (first === undefined || second === undefined) throw new Error('None.')
    const own = dependencies.effects
    Object.assign(dependencies, { effects: { ...own, startTimer: () => () => {} } })
    end(first)
    await effects.advance(10)
    Object.assign(dependencies, { effects: own })
    end(second)
    await effects.advance(30)
    expect(requests).toEqual([2])
  })

  it('give back at once what this instance alone has counted', async () => {
    const { traces, end, dependencies, effects } = await admittedCalls(1, 0.1)
    const [trace] = traces
    const { admission } = trace ?? {}
    if (trace === undefined || admission?.verdict.kind !== 'admitted') throw new Error('It was not admitted.')
    trace.admission = { ...admission, counter: 'local' }
    const settled: string[] = []
    const limiter = {
      ...dependencies.limiter,
      settle: ({ slot }: { slot: string }) => void settled.push(slot),
    }
    Object.assign(dependencies, { limiter })
    end(trace)
    await effects.settle()
    expect(settled).toEqual([admission.verdict.reservation.slot])
  })
})
