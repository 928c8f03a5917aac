import { readdirSync, readlinkSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { callsOf } from './support/calls-of'
import { expectError } from './support/expect-error'
import { done, event, finish, jsonType, piece, streamType } from './support/raw-answers'
import { chatBody, sendTo } from './support/send-to'
import type { RawScript } from './support/start-raw-endpoint'
import { headText, type RawStand, startRawStand } from './support/start-raw-stand'

let stand: RawStand
beforeAll(async () => {
  stand = await startRawStand()
})
afterAll(() => stand.close())

/** Says something and then goes on and on, until the connection is closed. */
function endless(text: string, more = ' '.repeat(1000)): RawScript {
  return socket => {
    socket.write(text)
    const timer = setInterval(() => socket.write(more), 20)
    socket.once('close', () => clearInterval(timer))
  }
}

const head = (type: string, status?: string) => headText([type], status)
const errorEvent = event({ error: { message: 'No', type: 'server_error' } })

const cases: [string, string, boolean, RawScript][] = [
  ['a page', 'invalid', false, endless(head('content-type: text/html'))],
  ['a page for a stream', 'invalid', true, endless(head('content-type: text/html'))],
  ['a plain answer for a stream', 'invalid', true, endless(head(jsonType))],
  ['a redirect', '307', false, endless(head('location: http://127.0.0.1:1/', '307 Temporary Redirect'))],
  ['a failure', '500', false, endless(head(jsonType, '500 Internal Server Error'))],
  ['a failure of many megabytes', '503', false, endless(head(jsonType, '503 X'), 'x'.repeat(1e6))],
  ['a rate limit', '429', true, endless(head(jsonType, '429 Too Many Requests'))],
  ['a plain answer beyond 32 MiB', 'invalid', false, endless(head(jsonType), ' '.repeat(1e6))],
  ['an error as the first event', 'invalid', true, endless(head(streamType) + errorEvent, piece('more'))],
  ['comments without number', 'invalid', true, endless(head(streamType), ': ping\n\n'.repeat(9))],
  ['an event without an end', 'invalid', true, endless(`${head(streamType)}data: `, 'x'.repeat(1e5))],
]

describe('an endpoint that goes on and on is hung up on within a second or two, after', () => {
  it.each(cases)('%s', async (_, label, stream, script) => {
    stand.raw.play(script)
    const reply = await stand.send({ stream })
    expect(reply.status).toBe(200)
    await stand.expectTries(reply, `raw;${label}, fra;200`)
    await vi.waitFor(() => expect(stand.raw.openCalls()).toBe(0), { timeout: 2000, interval: 10 })
  })

  it.each([
    ['a whole stream', piece('a') + finish + done, piece('more')],
    ['an error in a stream', piece('a') + errorEvent, piece('more')],
    ['an event that is too large', piece('a'), 'x'.repeat(1e5)],
  ])('%s', async (_, text, more) => {
    stand.raw.play(endless(head(streamType) + text, more))
    await stand.expectTries(await stand.send({ stream: true }), 'raw;200')
    await vi.waitFor(() => expect(stand.raw.openCalls()).toBe(0), { timeout: 2000, interval: 10 })
  })
})

describe('vectors', () => {
  const path = '/v1/embeddings'
  const body = JSON.stringify({ model: 'gpt-4.1', input: ['Xin chào', 'Chào'] })
  const ask = () => sendTo(stand.gateway.url, { path, headers: stand.freshEdge(), body })
  const vectors = (mebibytes: number) =>
    JSON.stringify({ object: 'list', data: [{ embedding: 'A'.repeat(mebibytes * 1024 * 1024) }] })

  it('of 17 MiB, as 2,000 texts have in the usual form, are handed on', async () => {
    stand.raw.play(socket => socket.end(head(jsonType) + vectors(17)))
    const reply = await ask()
    expect([reply.status, reply.text === vectors(17)]).toEqual([200, true])
  })

  it('that are larger than any answer that is read are asked for and paid for once', async () => {
    const before = callsOf(stand.world.endpoint('fra')).length
    stand.raw.play(endless(head(jsonType) + vectors(32)))
    const reply = await ask()
    expectError(reply, { status: 502, code: 'upstream_invalid_response' })
    expect(reply.headers.get('x-should-retry')).toBe('false')
    expect(reply.headers.get('x-route-attempts')).toBe('raw;too-large')
    expect(callsOf(stand.world.endpoint('fra')).length).toBe(before)
  })
})

/** How many connections the gateway holds, to whomever. */
function openSockets(): number {
  const folder = `/proc/${stand.gateway.pid}/fd`
  const targets = readdirSync(folder).map(name => {
    try {
      return readlinkSync(`${folder}/${name}`)
    } catch {
      // Closed since it was listed.
      return ''
    }
  })
  return targets.filter(target => target.startsWith('socket:')).length
}

const calls = 44

/** Has every fault happen several times at once and gives how many connections are open once all is quiet. */
async function strikeManyTimes(): Promise<number> {
  const fra = callsOf(stand.world.endpoint('fra')).length
  const caseOf = (seed: number) => cases[seed % cases.length] ?? expect.fail()
  stand.raw.play((socket, request) => {
    const [, , , script] = caseOf(Number(/"seed":(\d+)/.exec(request)?.[1]))
    script(socket, request)
  })
  const replies = await Promise.all(
    Array.from({ length: calls }, (_, seed) => {
      const [, , stream] = caseOf(seed)
      const headers = { ...stand.freshEdge(), 'cache-control': 'no-store' }
      return sendTo(stand.gateway.url, { headers, body: chatBody({ seed, stream }) })
    }),
  )
  expect(replies.map(({ status }) => status)).toEqual(Array(calls).fill(200))
  expect(callsOf(stand.world.endpoint('fra'))).toHaveLength(fra + calls)
  await vi.waitFor(() => expect(stand.raw.openCalls()).toBe(0), { timeout: 2000, interval: 10 })
  // The platform's client keeps idle ones for four seconds.
  await vi.waitFor(() => expect(stand.raw.openSockets()).toBe(0), { timeout: 8000, interval: 50 })
  return openSockets()
}

describe('after many faults at once', () => {
  it('the gateway holds no more connections for each time that they happen again', async () => {
    const first = await strikeManyTimes()
    for (let time = 0; time < 3; time++) await strikeManyTimes()
    // Those to the stores stay open, as many as were ever used at once: some three for a call of one time.
    expect(openSockets()).toBeLessThan(first + 3 * calls)
  })
})
