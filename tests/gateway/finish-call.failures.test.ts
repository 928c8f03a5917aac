import { expect, it } from 'vitest'
import type { CallTrace } from '@/lib/gateway/call-trace'
import { admittedCalls } from '../support/admitted-calls'
import { plainAnswer } from '../support/cached-call'

const unforeseen = () => Promise.reject(new TypeError('CANARY unforeseen'))

/** A call of which a part of what follows it fails, and another that ends at the same time. */
async function build() {
  const world = await admittedCalls(2, 0.1)
  const [failing, other] = world.traces
  if (failing === undefined || other === undefined) throw new Error('There are no calls.')
  const finish = async () => {
    for (const trace of [failing, other]) world.end(trace)
    await world.effects.advance(100)
    // Nothing of it fails as a whole, or the host would hear of that and not wait for the rest.
    await world.runDeferred()
  }
  const lines = (event: string) => world.logged.filter(({ line }) => line.event === event)
  return { ...world, failing, other, finish, lines }
}

it('a call gives its place back, is settled and recorded as failed though nobody knows how its stream ended', async () => {
  const { failing, finish, requests, lines } = await build()
  const left: string[] = []
  failing.leave = () => left.push('left')
  failing.streamEnd = unforeseen()
  await finish()
  expect([left, requests]).toEqual([['left'], [2]])
  expect(lines('call').map(({ line }) => line.code)).toEqual(['internal_error', undefined])
  expect(lines('unexpected-error')).toMatchObject([{ level: 'error', line: { name: 'TypeError' } }])
})

it.each<[string, (trace: CallTrace, world: Awaited<ReturnType<typeof build>>) => void]>([
  [
    'its being counted',
    trace => {
      if (trace.admission !== undefined) trace.admission = { ...trace.admission, counting: unforeseen() }
    },
  ],
  [
    'the keeping of its answer',
    (trace, { dependencies }) => {
      const policy = { kind: 'use', ttlSeconds: 60, maxAgeSeconds: undefined, mayRead: true } as const
      const flight = { end: undefined, begunAt: 0, before: { failures: 0, late: 0 }, isStream: false }
      trace.answer = plainAnswer()
      trace.cache = { key: 'key', policy, remembered: undefined, flight }
      dependencies.cache.flights.end = () => {
        throw new TypeError('CANARY unforeseen')
      }
    },
  ],
])('a call is settled and recorded with the others though %s fails', async (_, fail) => {
  const world = await build()
  fail(world.failing, world)
  await world.finish()
  expect([world.requests, world.lines('call').length]).toEqual([[2], 2])
  expect(world.lines('unexpected-error')).toHaveLength(1)
  expect(JSON.stringify(world.logged)).not.toContain('CANARY')
})

it('a call that cannot be accounted for is settled, and the others are recorded', async () => {
  const { failing, finish, requests, shared, lines } = await build()
  const promptTokens = () => {
    throw new TypeError('CANARY unforeseen')
  }
  if (failing.call !== undefined) failing.call = { ...failing.call, promptTokens }
  await finish()
  expect([requests, shared.settled, lines('call').length]).toEqual([[1], [0], 2])
})

it('a line that cannot be written costs no other call its own, nor its record', async () => {
  const { failing, finish, requests, lines } = await build()
  Object.defineProperty(failing, 'firstContentMs', {
    get() {
      throw new TypeError('CANARY unforeseen')
    },
  })
  await finish()
  expect([requests, lines('call').length, lines('unexpected-error').length]).toEqual([[2], 1, 1])
})

it('a refresh that fails costs no record', async () => {
  const { finish, requests, lines, dependencies } = await build()
  Object.assign(dependencies.plans, { refresh: unforeseen })
  await finish()
  expect([requests, lines('call').length]).toEqual([[2], 2])
})
