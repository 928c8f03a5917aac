import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Fault } from '../world/endpoint/fault'
import { callLine } from './support/call-lines'
import { callsOf } from './support/calls-of'
import { leaksIn, wholeReply } from './support/canaries'
import { expectOperationError } from './support/expect-operation-error'
import { itWhereTold } from './support/it-where-told'
import { lostLabel } from './support/lost-label'
import type { OperationCase } from './support/operation-case'
import { operationCases } from './support/operation-cases'
import { beginAt, type Reply } from './support/send-to'
import { type Stand, startStand } from './support/start-stand'
import { streamedCases } from './support/streamed-cases'

let stand: Stand
beforeAll(async () => {
  stand = await startStand({ endpoints: ['iad', 'fra', 'sin'] })
})
beforeEach(() => stand.world.reset())
afterAll(() => stand.close())

const calls = () => stand.world.endpoints.flatMap(({ id, ...each }) => callsOf(each).map(() => id)).sort()
function failAll(fault: Fault): void {
  for (const endpoint of stand.world.endpoints) endpoint.set({ fault })
}

// A country that is unknown is served in the default order: iad, fra, sin.
const anywhere = () => ({ ...stand.freshEdge(), 'cache-control': 'no-store' })

async function expectTries(reply: Reply, attempts: string): Promise<Record<string, unknown>> {
  expect(reply.headers.get('x-route-attempts')).toBe(attempts)
  expect(leaksIn(wholeReply(reply), stand)).toEqual([])
  const line = await callLine(stand.gateway, reply.headers.get('x-request-id') ?? '')
  expect(line).toMatchObject({ status: reply.status, attempts })
  return line
}

// What befalls the first endpoint, and how the try is reported.
const faults: readonly (readonly [string, string, Fault])[] = [
  ['resets the connection', 'reset', { kind: 'reset' }],
  ['answers 500', '500', { kind: 'status', status: 500 }],
  ['answers 503', '503', { kind: 'status', status: 503 }],
  ['answers 529', '529', { kind: 'status', status: 529 }],
  ['answers 429', '429', { kind: 'status', status: 429, headers: { 'retry-after': '7' } }],
  ['does not take our key', '401', { kind: 'status', status: 401 }],
  ['does not know its path', '404', { kind: 'status', status: 404, body: 'Not Found' }],
  ['answers a page with 200', 'invalid', { kind: 'html' }],
  ['answers nothing with 200', 'invalid', { kind: 'empty' }],
  ['answers no JSON with 200', 'invalid', { kind: 'invalid-json' }],
  ['answers something else with 200', 'invalid', { kind: 'wrong-schema' }],
  ['answers an error with 200', 'invalid', { kind: 'error-200' }],
]

describe.each(operationCases)('$name: the next endpoint answers where the first', operation => {
  const { name, path, body, said, textOf } = operation

  it.each([...faults, ['cuts its answer short', 'truncated', { kind: 'truncated-json' }] as const])(
    '%s',
    async (_, label, fault) => {
      stand.world.endpoint('iad').set({ fault })
      const reply = await stand.send({ path, headers: anywhere(), body: body('Chào') })
      expect([reply.status, textOf(reply.json)]).toEqual([200, said('fra', 'Chào')])
      const line = await expectTries(reply, `iad;${label}, fra;200`)
      expect(line).toMatchObject({ operation: name, endpoint: 'fra', model: 'gpt-4.1' })
      expect(reply.headers.get('x-route-reason')).toBe('failover')
      expect(calls()).toEqual(['fra', 'iad'])
    },
  )

  it('refuses the connection', async () => {
    await stand.world.endpoint('iad').refuse()
    const reply = await stand.send({ path, headers: anywhere(), body: body('Chào') })
    expect([reply.status, textOf(reply.json)]).toEqual([200, said('fra', 'Chào')])
    await expectTries(reply, `iad;${lostLabel}, fra;200`)
  })
})

const inStreams = [
  ['answers JSON', 'invalid', { kind: 'json-for-stream' }],
  ['cuts its answer short', 'invalid', { kind: 'truncated-json' }],
  ['ends before the first content', 'truncated', { kind: 'cut', how: 'clean-end' }],
  ['drops the connection before the first content', 'truncated', { kind: 'cut', how: 'destroy' }],
  ['resets the connection before the first content', 'truncated', { kind: 'cut', how: 'reset' }],
  ['sends half of the first event', 'truncated', { kind: 'half-event', afterContentEvents: 0 }],
  ['sends an error before the first content', 'invalid', { kind: 'error-event' }],
] as const

describe.each(streamedCases)('$name: the next endpoint streams where the first', operation => {
  const { name, path, body, said, stream } = operation

  it.each([...faults, ...inStreams])('%s', async (_, usualLabel, fault) => {
    // The error of Anthropic's format says that the endpoint is overloaded, which has a status.
    const label = name === 'messages' && fault.kind === 'error-event' ? '529' : usualLabel
    stand.world.endpoint('iad').set({ fault })
    const reply = await stand.send({ path, headers: anywhere(), body: body('Chào', stream.asked) })
    expect([reply.status, stream.textOf(reply.text)]).toEqual([200, said('fra', 'Chào')])
    expect(reply.text.split('\n\n').at(-2)).toContain(stream.end)
    expect(reply.text).not.toMatch(/"error":\{|event: error/)
    await expectTries(reply, `iad;${label}, fra;200`)
    expect(calls()).toEqual(['fra', 'iad'])
  })
})

describe.each(operationCases)('$name: where every endpoint', operation => {
  const { path, body, stream } = operation

  it.each<[string, Fault, number, string]>([
    ['answers 500', { kind: 'status', status: 500 }, 502, 'upstream_invalid_response'],
    ['answers 503', { kind: 'status', status: 503 }, 503, 'overloaded'],
    ['answers 504', { kind: 'status', status: 504 }, 504, 'upstream_timeout'],
    ['answers 429', { kind: 'status', status: 429 }, 429, 'upstream_rate_limited'],
    ['refuses our key by 401', { kind: 'status', status: 401 }, 502, 'upstream_auth'],
    ['refuses our key by 403', { kind: 'status', status: 403 }, 502, 'upstream_auth'],
    ['answers an error with 200', { kind: 'error-200' }, 502, 'upstream_invalid_response'],
    ['resets the connection', { kind: 'reset' }, 502, 'upstream_unreachable'],
  ])('%s, the caller is told so in its own shape', async (_, fault, status, code) => {
    failAll(fault)
    for (const changes of [{}, ...(stream ? [stream.asked] : [])]) {
      const reply = await stand.send({ path, headers: anywhere(), body: body('Chào', changes) })
      expectOperationError(reply, operation, { status, code })
      expect(leaksIn(wholeReply(reply), stand)).toEqual([])
      expect(reply.headers.get('x-should-retry')).toBe(code === 'upstream_auth' ? 'false' : null)
      expect(reply.headers.has('retry-after')).toBe([429, 503, 504].includes(status))
    }
  })

  it('is limited, the shortest of their waits is told', async () => {
    const waits = { iad: '7', fra: '3', sin: '12' }
    for (const endpoint of stand.world.endpoints) {
      const wait = Object.entries(waits).find(([id]) => id === endpoint.id)?.[1] ?? ''
      endpoint.set({ fault: { kind: 'status', status: 429, headers: { 'retry-after': wait } } })
    }
    const reply = await stand.send({ path, headers: anywhere(), body: body('Chào') })
    expectOperationError(reply, operation, { status: 429, code: 'upstream_rate_limited' })
    expect(reply.headers.get('retry-after')).toBe('3')
    await expectTries(reply, 'iad;429, fra;429, sin;429')
  })
})

describe.each(operationCases)('$name: what the endpoint says of the call itself', operation => {
  const { path, body, stream, errors } = operation
  const told = { message: 'The text is too dull.', type: 'dull_error', param: 'text', code: 'dull' }
  const asAnthropic = { type: 'error', error: { ...told, type: 'invalid_request_error' } }

  it.each([400, 413, 422])('is the answer, in its own words: %i', async status => {
    failAll({ kind: 'status', status, body: errors === 'anthropic' ? asAnthropic : { error: told } })
    for (const changes of [{}, ...(stream ? [stream.asked] : [])]) {
      const reply = await stand.send({ path, headers: anywhere(), body: body('Chào', changes) })
      const type = status === 413 ? 'request_too_large' : 'invalid_request_error'
      expect([reply.status, reply.json]).toEqual([
        status,
        errors === 'anthropic' ? { type: 'error', error: { ...told, type } } : { error: told },
      ])
      expect(reply.headers.get('x-should-retry')).toBe('false')
      await expectTries(reply, `iad;${status}`)
    }
    expect(calls()).toEqual(stream ? ['iad', 'iad'] : ['iad'])
  })
})

const itWhereHeard = itWhereTold('silent-hang-ups')

async function hangUp(
  { path, body }: Pick<OperationCase, 'path' | 'body'>,
  changes: object,
  until: (response: Promise<Response>) => Promise<unknown>,
): Promise<Record<string, unknown>> {
  const controller = new AbortController()
  const headers = { ...anywhere(), 'x-request-id': crypto.randomUUID() }
  const asked = { path, headers, body: body('Chào', changes), signal: controller.signal }
  const response = beginAt(stand.gateway.url, asked)
  response.catch(() => undefined)
  await until(response)
  controller.abort()
  const [call] = callsOf(stand.world.endpoint('iad'))
  await vi.waitFor(() => expect(call?.aborted).toBe(true), { timeout: 2000, interval: 10 })
  expect(calls()).toEqual(['iad'])
  return await callLine(stand.gateway, headers['x-request-id'])
}

const arrived = () => vi.waitFor(() => expect(calls()).toEqual(['iad']), { interval: 10 })
const abandoned = { attempts: 'iad;abandoned', code: 'client_closed_request' }

describe.each(operationCases)('$name: a caller that hangs up', operation => {
  itWhereHeard(
    'before a plain answer has its endpoint hung up on, no other tried, and is noted',
    async () => {
      stand.world.endpoint('iad').set({ delayMs: 20_000 })
      const line = await hangUp(operation, {}, arrived)
      expect(line).toMatchObject({ operation: operation.name, ...abandoned })
    },
  )
})

describe.each(streamedCases)('$name: a caller that hangs up', operation => {
  const { name, stream } = operation

  itWhereHeard('before a stream has its endpoint hung up on, no other tried, and is noted', async () => {
    stand.world.endpoint('iad').set({ delayMs: 20_000 })
    expect(await hangUp(operation, stream.asked, arrived)).toMatchObject({ operation: name, ...abandoned })
  })

  itWhereHeard('within a stream has its endpoint hung up on, and is noted', async () => {
    stand.world.endpoint('iad').set({ fault: { kind: 'stall', afterContentEvents: 2 } })
    const line = await hangUp(operation, stream.asked, async response =>
      (await response).body?.getReader().read(),
    )
    expect(line).toMatchObject({ operation: name, status: 200, attempts: 'iad;200', end: 'abandoned' })
  })
})
