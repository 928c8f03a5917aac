import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Fault } from '../world/endpoint/fault'
import { callLine } from './support/call-lines'
import { callsOf } from './support/calls-of'
import { leaksIn, wholeReply } from './support/canaries'
import { namedEvents } from './support/named-events'
import { readNamedEvents } from './support/read-named-events'
import type { Reply } from './support/send-to'
import { type Stand, startStand } from './support/start-stand'
import { streamedCases } from './support/streamed-cases'

type Case = (typeof streamedCases)[number]

const stalled = new Map<string, Promise<Reply>>()

let stand: Stand
beforeAll(async () => {
  stand = await startStand({ endpoints: ['iad', 'fra', 'sin'] })
  // Half a minute passes before a silent endpoint is given up, so all of them are silent while the other tests run.
  stand.world.endpoint('sin').set({ fault: { kind: 'stall', afterContentEvents: 2 } })
  for (const operation of streamedCases)
    stalled.set(operation.name, send(operation, { ...stand.freshEdge(), 'x-route-to': 'sin' }))
})
beforeEach(() => {
  for (const id of ['iad', 'fra'] as const) stand.world.endpoint(id).reset()
})
afterAll(() => stand.close())

const used = { prompt: 12, cached: 4, completion: 3 }

function send(
  { path, body, stream }: Case,
  headers: Record<string, string> = stand.freshEdge(),
): Promise<Reply> {
  return stand.send({ path, headers, body: body('Chào', stream.asked) })
}

/** Asserts that a stream ended by one error event in the shape that its callers know, and by nothing else. */
async function expectBroken(reply: Reply, { errors, stream }: Case, error: object): Promise<void> {
  expect(reply.status).toBe(200)
  expect(reply.text.endsWith('\n\n')).toBe(true)
  const { name, data } = readNamedEvents(reply.text).at(-2) ?? expect.fail()
  const type = errors === 'anthropic' ? 'api_error' : 'server_error'
  expect(data.error).toEqual({ message: expect.any(String), param: null, type, ...error })
  if (errors === 'anthropic') expect([name, data.type]).toEqual(['error', 'error'])
  expect(reply.text.match(/"error":\{/g)).toHaveLength(1)
  expect(reply.text).not.toContain(stream.end)
  expect(leaksIn(wholeReply(reply), stand)).toEqual([])
  const line = await callLine(stand.gateway, reply.headers.get('x-request-id') ?? '')
  expect(line).toMatchObject({ status: 200, end: 'failed' })
}

const truncated = { code: 'upstream_stream_truncated' }

describe.each(streamedCases)(
  'a stream of $name ends by one error, and nothing is tried elsewhere, where',
  operation => {
    const { stream } = operation
    // Answers of responses may hold pictures.
    const tooManyBytes = operation.name === 'responses' ? 34e6 : 1.1e6

    it.each<[string, Fault, object]>([
      ['its endpoint ends it', { kind: 'cut', how: 'clean-end', afterContentEvents: 3 }, truncated],
      [
        'its endpoint drops the connection',
        { kind: 'cut', how: 'destroy', afterContentEvents: 3 },
        truncated,
      ],
      ['its endpoint resets the connection', { kind: 'cut', how: 'reset', afterContentEvents: 3 }, truncated],
      ['its endpoint ends it within an event', { kind: 'half-event', afterContentEvents: 3 }, truncated],
      [
        'an event is larger than is passed on',
        { kind: 'oversized-event', bytes: tooManyBytes, afterContentEvents: 3 },
        { code: 'upstream_event_too_large' },
      ],
    ])('%s after three pieces', async (_, fault, error) => {
      stand.world.endpoint('iad').set({ fault })
      const reply = await send(operation)
      expect(stream.textOf(reply.text)).toBe('Hello from iad')
      await expectBroken(reply, operation, error)
      expect(reply.headers.get('x-route-attempts')).toBe('iad;200')
      expect(callsOf(stand.world.endpoint('fra'))).toEqual([])
    })

    it('its endpoint reports an error after three pieces, in its own words', async () => {
      stand.world.endpoint('iad').set({ fault: { kind: 'error-event', afterContentEvents: 3 } })
      const reply = await send(operation)
      expect(stream.textOf(reply.text)).toBe('Hello from iad')
      const told = {
        openai: { message: expect.stringContaining('The server had an error') },
        anthropic: { message: 'Overloaded', type: 'overloaded_error' },
      }
      await expectBroken(reply, operation, { code: expect.any(String), ...told[operation.errors] })
      expect(callsOf(stand.world.endpoint('fra'))).toEqual([])
    })

    it('its endpoint says nothing more for half a minute', async () => {
      const reply = await (stalled.get(operation.name) ?? expect.fail())
      expect(stream.textOf(reply.text)).toBe('Hello from')
      await expectBroken(reply, operation, { code: 'upstream_stalled' })
    })
  },
)

describe('a response that fails in the midst of its stream', () => {
  const operation = streamedCases.find(({ name }) => name === 'responses') ?? expect.fail()
  const begun = operation.stream.begun(['Chào ', 'bạn'], used)
  const error = { code: 'server_error', message: 'The model failed.' }

  it('ends by an event that is one of a response too, for clients that go by its type', async () => {
    stand.world.endpoint('iad').set({ fault: { kind: 'cut', how: 'clean-end', afterContentEvents: 3 } })
    const { text } = await send(operation)
    expect(readNamedEvents(text).at(-2)).toMatchObject({
      name: 'error',
      data: { type: 'error', ...truncated, message: expect.any(String), param: null },
    })
  })

  it('ends by one error, of the type of a failure and in the words of its endpoint', async () => {
    const failed = { id: 'resp_1', object: 'response', status: 'failed', error, output: [] }
    const text = begun + namedEvents([{ type: 'response.failed', sequence_number: 9, response: failed }])
    const headers = { 'content-type': 'text/event-stream' }
    stand.world.endpoint('iad').set({ fault: { kind: 'status', status: 200, headers, body: text } })
    const reply = await send(operation)
    expect(operation.stream.textOf(reply.text)).toBe('Chào bạn')
    await expectBroken(reply, operation, error)
  })
})
