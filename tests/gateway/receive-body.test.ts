import { describe, expect, it } from 'vitest'
import { handleCall } from '@/lib/gateway/handle-call'
import { callBody } from '../support/build-call'
import { buildDependencies } from '../support/build-dependencies'
import { buildRequest } from '../support/build-request'
import { completion } from '../support/completion'

type Body = ReadableStream<Uint8Array<ArrayBuffer>>

/** Serves callers by their addresses, once the plan is at hand. */
async function build(plan: object, variables: Readonly<Record<string, string>> = {}) {
  const { dependencies, effects, ...world } = buildDependencies({
    plans: { anonymous: plan },
    answers: { sin: completion },
    variables,
  })
  const send = (ip: string, body: Body | string = callBody()) =>
    handleCall(buildRequest({ body, headers: ip === '' ? {} : { 'x-real-ip': ip } }), dependencies)
  /** Begins a body that goes no further by itself. */
  const begin = async (ip: string) => {
    let end: (rest: string) => void = () => {}
    const body: Body = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(callBody().slice(0, 1)))
        end = rest => {
          controller.enqueue(new TextEncoder().encode(rest))
          controller.close()
        }
      },
    })
    const response = send(ip, body)
    await effects.settle()
    return { response, end }
  }
  await effects.outcome(send('9.9.9.9'))
  await world.runDeferred()
  const { arriving } = dependencies.load
  const statusOf = async (response: Promise<Response>) => (await effects.outcome(response)).value.status
  return { ...world, effects, load: dependencies.load, arriving, send, begin, statusOf }
}

const slow = '6.6.6.6'
const other = '1.1.1.1'

describe('a caller whose bodies do not come', () => {
  it('holds as many places as its plan lets it have calls in flight, and nobody else goes without', async () => {
    const { begin, load, send, statusOf } = await build({ concurrency: 2 }, { MAX_CALLS_IN_FLIGHT: '3' })
    for (let call = 0; call < 20; call++) await begin(slow)
    expect(load.inFlight).toBe(2)
    expect(await statusOf(send(other))).toBe(200)
  })

  it('is told so with 429, which is counted, and when to come again', async () => {
    const { begin, send, effects, logged, runDeferred } = await build({ concurrency: 1 })
    await begin(slow)
    const { value } = await effects.outcome(send(slow))
    expect([value.status, value.headers.get('retry-after')]).toEqual([429, '1'])
    expect(await value.json()).toMatchObject({ error: { code: 'concurrency_limit_exceeded' } })
    await runDeferred()
    expect(logged.filter(({ line }) => line.code === 'concurrency_limit_exceeded')).toHaveLength(1)
  })

  it('whose address is not known is one with all of those', async () => {
    const { begin, send, statusOf } = await build({ concurrency: 1 })
    await begin('')
    expect(await statusOf(send(''))).toBe(429)
    expect(await statusOf(send(other))).toBe(200)
  })

  it('holds what it likes where its plan has no such limit', async () => {
    const { begin, arriving } = await build({ requestsPerMinute: 100 })
    for (let call = 0; call < 20; call++) await begin(slow)
    expect([...arriving]).toEqual([[`address-${slow}`, 20]])
  })
})

describe('a body that is no longer waited for', () => {
  it.each<[string, string, number]>([
    ['has come', callBody().slice(1), 200],
    ['is no call', '', 400],
  ])('since it %s makes room for the next', async (_, rest, status) => {
    const { begin, send, statusOf, arriving } = await build({ concurrency: 1 })
    const { response, end } = await begin(slow)
    end(rest)
    expect(await statusOf(response)).toBe(status)
    expect(arriving.size).toBe(0)
    expect(await statusOf(send(slow))).toBe(200)
  })

  it('since it took too long makes room for the next', async () => {
    const { begin, statusOf, send, arriving } = await build({ concurrency: 1 })
    const { response } = await begin(slow)
    expect(await statusOf(response)).toBe(408)
    expect(arriving.size).toBe(0)
    expect(await statusOf(send(slow))).toBe(200)
  })
})

it('bodies that come before the plans were read are limited as well, and the plans are read once for each', async () => {
  const { dependencies, effects, order } = buildDependencies({ plans: { anonymous: { concurrency: 1 } } })
  const begin = () => handleCall(buildRequest({ body: new ReadableStream() }), dependencies)
  const early = Promise.all([begin(), begin(), begin()])
  await effects.settle()
  expect(dependencies.load.inFlight).toBe(1)
  expect(order).toEqual(['read', 'read', 'read'])
  expect((await effects.outcome(early)).value.map(({ status }) => status)).toEqual([408, 429, 429])
})
