import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { parseJson } from '../world/parse-json'
import { chunk, done, event, finish, piece, streamType } from './support/raw-answers'
import { eventData, streamedText } from './support/read-events'
import { type Reply, sendTo } from './support/send-to'
import type { RawScript } from './support/start-raw-endpoint'
import { answerOfFra, headText, type RawStand, say, startRawStand } from './support/start-raw-stand'

let stand: RawStand
beforeAll(async () => {
  stand = await startRawStand()
})
afterAll(() => stand.close())

const words = Array.from({ length: 40 }, (_, at) => `word${at} `)
const forty = event({ choices: [{ index: 0, delta: { role: 'assistant' } }] }) + words.map(piece).join('')
const chunked = headText([streamType, 'transfer-encoding: chunked'])

const stream = (headers?: Record<string, string>) => stand.send({ stream: true }, headers)

/** Writes and, once that has left, resets the connection. */
function reset(text: string): RawScript {
  return socket => {
    socket.write(text)
    // What was written must have been read, or the reset would overtake it.
    setTimeout(() => socket.resetAndDestroy(), 50)
  }
}

function expectError(reply: Reply, error: object): void {
  const last = eventData(reply.text).at(-1) ?? ''
  expect(parseJson(last)).toEqual({ error: { param: null, type: 'server_error', ...error } })
  expect(reply.text.match(/"error":/g)).toHaveLength(1)
  expect(reply.text).not.toContain('[DONE]')
}

describe('forty words of sixty come once, then an error, and nothing is tried elsewhere, where the endpoint', () => {
  it.each<[string, RawScript]>([
    ['ends the connection between chunks', say(chunked, chunk(forty))],
    ['ends it within a chunk', say(chunked, chunk(forty), '40\r\ndata: {"choices"')],
    ['resets it', reset(chunked + chunk(forty))],
    ['ends the chunks', say(chunked, chunk(forty), '0\r\n\r\n')],
    ['gave no length and ends the connection', say(headText([streamType]), forty)],
    ['gave no length and resets it', reset(headText([streamType]) + forty)],
    ['gave a length that it does not keep', say(headText([streamType, 'content-length: 99999']), forty)],
  ])('%s', async (_, script) => {
    stand.raw.play(script)
    const reply = await stream()
    expect(reply.status).toBe(200)
    expect(reply.text.startsWith(forty)).toBe(true)
    expect(streamedText(reply.text)).toBe(words.join(''))
    const message = 'The endpoint ended the stream before the answer was complete.'
    expectError(reply, { code: 'upstream_stream_truncated', message })
    const line = await stand.expectTries(reply, 'raw;200')
    expect(line).toMatchObject({ end: 'failed', code: 'upstream_stream_truncated' })
  })
})

const nothingYet = [
  event({ choices: [{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }] }),
  event({ choices: [{ index: 0, delta: {} }] }),
  event({ choices: [{ index: 0, delta: { content: null, tool_calls: [] } }] }),
  event({ choices: [], prompt_filter_results: [{ prompt_index: 0 }] }),
  ': ping\n\n',
].join('')

const overloaded = `event: error\n${event({ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } })}`

describe('what comes before the first content is of nobody, and the next endpoint streams, where the first then', () => {
  it.each([
    ['reports an error', event({ error: { message: 'No', type: 'server_error' } }), 'invalid'],
    ["reports an error in Anthropic's way", overloaded, '529'],
    ['says that it is done', done, 'invalid'],
    ['ends', '', 'truncated'],
    ['sends half an event', 'data: {"choices":[{"index":0,"delta":{"content":"Ch', 'truncated'],
  ])('%s', async (_, last, label) => {
    stand.raw.play(say(headText([streamType]), nothingYet, last))
    const reply = await stream()
    expect(streamedText(reply.text)).toBe(answerOfFra)
    expect(reply.text).not.toMatch(/error|ping|prompt_filter/)
    expect(reply.text.match(/"role":"assistant"/g)).toHaveLength(1)
    expect(eventData(reply.text).filter(data => data === '[DONE]')).toHaveLength(1)
    await stand.expectTries(reply, `raw;${label}, fra;200`)
  })
})

describe("an error in Anthropic's way in the midst of a stream", () => {
  it('is told once in our shape', async () => {
    stand.raw.play(say(headText([streamType]), piece('Chào'), overloaded, piece('more'), done))
    const reply = await stream()
    expect(reply.status).toBe(200)
    expect(streamedText(reply.text)).toBe('Chào')
    expectError(reply, { type: 'overloaded_error', message: 'Overloaded', code: 'upstream_error' })
    expect(await stand.expectTries(reply, 'raw;200')).toMatchObject({ end: 'failed', code: 'upstream_error' })
  })

  it.each([
    ['an error', overloaded],
    ['a cut', ''],
  ])('is a failure of the endpoint: after five of %s it is left alone', async (_, last) => {
    stand.raw.play(say(headText([streamType]), piece('Chào'), last))
    const edge = stand.freshEdge()
    // Pinned, since another may be ranked before it after fewer.
    const pinned = () => ({ ...edge, 'x-route-to': 'raw', 'x-request-id': crypto.randomUUID() })
    for (let call = 0; call < 5; call++) await stand.expectTries(await stream(pinned()), 'raw;200')
    await stand.expectTries(await stream(edge), 'fra;200')
    const path = `/api/route?model=gpt-4.1&edge=${edge['x-vercel-id'].split(':')[0]}`
    const { json } = await sendTo(stand.gateway.url, { method: 'GET', path })
    expect(json).toMatchObject({ excluded: [{ endpoint: 'raw', reason: 'circuit-open' }] })
  })
})

describe('a stream that is whole', () => {
  it.each([
    ['says [DONE]', piece('Chào') + finish + done],
    ['says [DONE] without a finish reason', piece('Chào') + done],
  ])('ends for the caller as soon as it %s, and an endpoint that goes on is hung up on', async (_, text) => {
    let isClosed = false
    stand.raw.play(socket => {
      socket.once('close', () => {
        isClosed = true
      })
      // It never ends by itself, and says more than it should.
      socket.write(headText([streamType]) + text + piece('more'))
    })
    const begun = performance.now()
    const reply = await stream()
    // Without it the stream is silent until it is given up, after 30 s.
    expect(performance.now() - begun).toBeLessThan(10_000)
    expect(reply.text).toBe(text)
    await stand.expectTries(reply, 'raw;200')
    await vi.waitFor(() => expect(isClosed).toBe(true))
  })

  it('gets its [DONE] from us where the endpoint gave the finish reason and the usage', async () => {
    const text = piece('Chào') + finish + event({ choices: [], usage: { total_tokens: 7 } })
    stand.raw.play(say(headText([streamType]), text))
    const reply = await stream()
    expect(reply.text).toBe(text + done)
    expect(await stand.expectTries(reply, 'raw;200')).toMatchObject({ end: 'complete' })
  })
})
