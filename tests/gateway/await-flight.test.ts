import { describe, expect, it } from 'vitest'
import { awaitFlight } from '@/lib/gateway/await-flight'
import type { CallTrace } from '@/lib/gateway/call-trace'
import { keepAnswer } from '@/lib/gateway/keep-answer'
import { ApiError } from '@/lib/openai/api-error'
import { buildDependencies } from '../support/build-dependencies'
import { admitted, cachedModels, cacheOf, plainAnswer } from '../support/cached-call'
import { completionText } from '../support/completion'
import { dataOf } from '../support/sse'

const error = new ApiError('upstream_timeout', 'No.')
const abandoned = { attempts: [], candidate: undefined, result: { kind: 'abandoned' } } as const
const verdict = { message: 'No.', type: 'x', param: null, code: null }
const refused = {
  attempts: [],
  candidate: undefined,
  result: { kind: 'refused', status: 400, error: verdict },
} as const

type Asked = Parameters<typeof admitted>[1]

function build() {
  const { dependencies, effects } = buildDependencies({ models: cachedModels })
  const begin = (asked?: Asked) => admitted(dependencies, asked)
  const wait = (trace: CallTrace) => awaitFlight(trace, { signal: trace.caller.signal, dependencies })
  const end = (trace: CallTrace) => keepAnswer(trace, undefined, dependencies)
  const underWay = (trace: CallTrace) => dependencies.cache.flights.find(cacheOf(trace).key, effects.now())
  return { dependencies, effects, begin, wait, end, underWay }
}

/** The same call is under way, and others wait for it. */
async function waiting(asked: Asked = {}, others = 1) {
  const world = build()
  const lead = await world.begin(asked)
  expect(await world.wait(lead)).toBeUndefined()
  const traces = await Promise.all(Array.from({ length: others }, () => world.begin(asked)))
  const goneOn: CallTrace[] = []
  const outcomes = traces.map(async trace => {
    const reached = await world.wait(trace).catch((thrown: unknown) => thrown)
    if (reached === undefined) goneOn.push(trace)
    return reached
  })
  await world.effects.settle()
  return { ...world, lead, traces, outcomes, goneOn }
}

const textOf = (reached: Awaited<ReturnType<typeof awaitFlight>>) =>
  reached?.result.kind === 'answered' ? new Response(reached.result.body).text() : undefined

describe('where the same call is under way, the next', () => {
  it('is given its answer, and sends nothing', async () => {
    const { lead, begin, wait, end, effects } = await waiting()
    const next = await begin()
    const outcome = effects.outcome(wait(next))
    await effects.advance(500)
    lead.answer = plainAnswer()
    end(lead)
    expect(await textOf((await outcome).value)).toBe(completionText)
    expect(next.cacheState).toEqual({ kind: 'HIT', ageSeconds: 0 })
    expect(next.steps.wait).toBeGreaterThanOrEqual(500)
  })

  it('that asks for a stream is given it as one', async () => {
    const { lead, begin, wait, end, effects } = await waiting()
    const outcome = effects.outcome(wait(await begin({ fields: { stream: true } })))
    await effects.settle()
    lead.answer = plainAnswer()
    end(lead)
    expect(dataOf((await textOf((await outcome).value)) ?? '').at(-1)).toBe('[DONE]')
  })

  it('is given one that ended since it looked', async () => {
    const { lead, begin, wait, end } = await waiting()
    const next = await begin()
    lead.answer = plainAnswer()
    await end(lead)
    expect(await textOf(await wait(next))).toBe(completionText)
  })

  it('waits no longer than its caller does', async () => {
    const { begin, wait, effects } = await waiting({}, 0)
    const caller = new AbortController()
    const next = await begin({ signal: caller.signal })
    const outcome = wait(next)
    await effects.advance(100)
    caller.abort()
    await effects.advance(40)
    expect(await outcome).toEqual({ result: { kind: 'abandoned' } })
    expect(next.answer).toEqual(abandoned)
    expect(effects.pendingTimers).toBe(0)
  })

  it('takes the lead where the other’s caller hung up', async () => {
    const { lead, end, effects, goneOn, underWay } = await waiting()
    lead.answer = abandoned
    await end(lead)
    await effects.advance(20)
    expect(goneOn).toHaveLength(1)
    expect(underWay(lead)).toBe(goneOn[0] && cacheOf(goneOn[0]).flight)
  })

  it('of another key waits for nobody', async () => {
    const { begin, wait } = await waiting()
    expect(await wait(await begin({ fields: { seed: 1 } }))).toBeUndefined()
  })

  it('takes the lead where the other was cut off for good', async () => {
    const { begin, wait, underWay, lead, effects } = await waiting({}, 0)
    await effects.advance(280_000)
    const next = await begin()
    const outcome = wait(next)
    await effects.advance(5300)
    expect(await outcome).toBeUndefined()
    expect(underWay(lead)).toBe(cacheOf(next).flight)
  })

  it('that wants no answer of before neither waits nor has others wait', async () => {
    const { begin, wait, lead, underWay } = await waiting({}, 0)
    const next = await begin({ headers: { 'cache-control': 'no-cache' } })
    expect(await wait(next)).toBeUndefined()
    expect(underWay(lead)).toBe(cacheOf(lead).flight)
  })
})

describe('however long it takes, a plain call', () => {
  it('waits for it, and nobody goes on alone', async () => {
    const { lead, end, effects, outcomes, goneOn } = await waiting({}, 20)
    await effects.advance(200_000)
    expect(goneOn).toEqual([])
    lead.answer = plainAnswer()
    await end(lead)
    await effects.advance(250)
    const texts = await Promise.all(outcomes.map(async each => (await each) instanceof Object))
    expect(texts).toEqual(Array.from({ length: 20 }, () => true))
    expect(effects.pendingTimers).toBe(0)
  })

  it('looks less and less often', async () => {
    const { effects, begin, dependencies } = await waiting({}, 0)
    const looks: number[] = []
    const { flights } = dependencies.cache
    const find = (key: string, now: number) => {
      looks.push(now)
      return flights.find(key, now)
    }
    const cache = { ...dependencies.cache, flights: { ...flights, find } }
    const next = await begin()
    void awaitFlight(next, { signal: next.caller.signal, dependencies: { ...dependencies, cache } })
    await effects.advance(60_000)
    const pauses = looks.slice(1).map((at, place) => at - (looks[place] ?? 0))
    expect([pauses[0], pauses.at(-1)]).toEqual([20, 250])
    expect(looks.length).toBeLessThan(400)
  })

  it('does not wait beyond its own deadline', async () => {
    const { effects, goneOn } = await waiting({}, 3)
    await effects.advance(285_300)
    expect(goneOn).toHaveLength(3)
    expect(effects.pendingTimers).toBe(0)
  })
})

describe('behind a stream that its own caller does not read', () => {
  it('a plain call goes on after half a minute, and the others wait for that one', async () => {
    const { begin, wait, end, effects } = build()
    await wait(await begin({ fields: { stream: true } }))
    const [second, third] = [await begin(), await begin()]
    const outcomes = [wait(second), wait(third)]
    await effects.advance(29_900)
    expect(second.cache?.flight).toBeUndefined()
    await effects.advance(400)
    expect(await outcomes[0]).toBeUndefined()
    await effects.advance(200_000)
    second.answer = plainAnswer()
    await end(second)
    await effects.advance(250)
    expect(await textOf(await (outcomes[1] ?? expect.fail()))).toBe(completionText)
  })
})

describe('a stream waits ten seconds, then', () => {
  const stream = { fields: { stream: true } }

  it('one takes the lead, and the others wait for that', async () => {
    const { effects, goneOn, outcomes, end, underWay } = await waiting(stream, 20)
    await effects.advance(10_250)
    expect(goneOn).toHaveLength(1)
    const [second] = goneOn
    if (second === undefined) throw new Error('One was to go on.')
    expect(underWay(second)).toBe(cacheOf(second).flight)
    second.answer = plainAnswer()
    await end(second)
    await effects.advance(250)
    expect(goneOn).toHaveLength(1)
    expect((await Promise.all(outcomes)).filter(each => each !== undefined)).toHaveLength(19)
  })

  it('the answer of the first is theirs all the same', async () => {
    const { lead, effects, goneOn, outcomes, end } = await waiting(stream, 20)
    await effects.advance(12_000)
    lead.answer = plainAnswer()
    await end(lead)
    await effects.advance(250)
    expect(goneOn).toHaveLength(1)
    expect((await Promise.all(outcomes)).filter(each => each !== undefined)).toHaveLength(19)
  })

  it('they go on one after another, all of them long before their deadline', async () => {
    const { effects, goneOn } = await waiting(stream, 100)
    await effects.advance(15_300)
    expect(goneOn).toHaveLength(2)
    let most = 0
    for (let seconds = 0; seconds < 10; seconds++) {
      const before = goneOn.length
      await effects.advance(1000)
      most = Math.max(most, goneOn.length - before)
    }
    expect(goneOn).toHaveLength(100)
    expect(most).toBeLessThanOrEqual(50)
  })
})

describe('where it ended without an answer for others, one tries once more', () => {
  it.each([
    ['it failed', { error }],
    ['it was refused', { answer: refused }],
    ['its answer is its own', { error: new RangeError('x') }],
  ])('and the others wait for that: %s', async (_, outcome) => {
    const { lead, end, effects, goneOn, outcomes } = await waiting({}, 20)
    Object.assign(lead, outcome)
    await end(lead)
    await effects.advance(20)
    expect(goneOn).toHaveLength(1)
    const [second] = goneOn
    if (second === undefined) throw new Error('One was to go on.')
    second.answer = plainAnswer()
    await end(second)
    await effects.advance(20)
    expect((await Promise.all(outcomes)).filter(each => each !== undefined)).toHaveLength(19)
  })

  it.each([
    ['where that failed too, they fail with it', { error }, error],
    [
      'where that was refused too, they are told the verdict',
      { answer: refused },
      { result: refused.result },
    ],
    ['where its answer is its own too, they go on alone', { error: new RangeError('x') }, undefined],
  ])('and %s', async (_, outcome, told) => {
    const { lead, end, effects, goneOn, outcomes, traces, begin, wait } = await waiting({}, 3)
    Object.assign(lead, outcome)
    await end(lead)
    await effects.advance(20)
    const [second] = goneOn
    if (second === undefined) throw new Error('One was to go on.')
    // Who comes now is told with the others.
    const late = wait(await begin()).catch((thrown: unknown) => thrown)
    await effects.settle()
    Object.assign(second, outcome)
    await end(second)
    await effects.advance(20)
    expect(await Promise.all([...outcomes, late])).toEqual([undefined, told, told, told])
    const others = traces.filter(trace => trace !== second)
    if ('answer' in outcome) expect(others.map(({ answer }) => answer)).toEqual([refused, refused])
  })
})
