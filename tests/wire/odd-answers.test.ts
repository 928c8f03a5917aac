import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { jsonType, rawAnswer } from './support/raw-answers'
import type { Reply } from './support/send-to'
import type { RawScript } from './support/start-raw-endpoint'
import { answerOfFra, headText, type RawStand, say, startRawStand } from './support/start-raw-stand'

let stand: RawStand
beforeAll(async () => {
  stand = await startRawStand()
})
afterAll(() => stand.close())

const length = `content-length: ${Buffer.byteLength(rawAnswer)}`
const many = (count: number) => Array.from({ length: count }, (_, at) => `x-header-${at}: ${at}`)

/** The whole answer with more headers, whose characters stand for a byte each. */
const withHeaders = (...more: string[]) =>
  say(Buffer.from(headText([jsonType, length, 'connection: close', ...more]), 'latin1'), rawAnswer)

async function expectFailover(changes: object = {}, label = 'reset'): Promise<void> {
  const reply = await stand.send(changes)
  expect(reply.status).toBe(200)
  expect(reply.json).toMatchObject({ choices: [{ message: { content: answerOfFra } }] })
  await stand.expectTries(reply, `raw;${label}, fra;200`)
  expect(stand.gateway.log()).not.toContain('TypeError')
}

/** The answer itself, and nothing of the headers that are odd. */
async function expectTaken(reply: Reply): Promise<void> {
  expect(reply.text).toBe(rawAnswer)
  const odd = /x-(header|long|folded)|set-cookie|link/
  expect([...reply.headers.keys()].filter(name => odd.test(name))).toEqual([])
  await stand.expectTries(reply, 'raw;200')
}

describe('an answer is taken', () => {
  it.each([
    ['whose end is that of the connection', say(headText([jsonType]), rawAnswer)],
    ['in HTTP 1.0', say(headText([jsonType]).replace('1.1', '1.0'), rawAnswer)],
    ['with 500 headers', withHeaders(...many(500))],
    ['with a header of 12 KiB', withHeaders(`x-long: ${'x'.repeat(12_288)}`)],
    ['after a hint', say('HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n', headText([jsonType]), rawAnswer)],
  ])('%s', async (_, script) => {
    stand.raw.play(script)
    await expectTaken(await stand.send())
  })
})

// How much of this is HTTP is for the runtime's client to say.
describe('an answer is taken without its oddity, or the next endpoint answers, where the first sends', () => {
  it.each([
    ['a header in two lines', withHeaders('x-folded: a\r\n set-cookie: b=c')],
    ['a header of 64 KiB', withHeaders(`x-long: ${'x'.repeat(65_536)}`)],
    ['5000 headers', withHeaders(...many(5000))],
    ['a line feed within a header', withHeaders('openai-version: a\nset-cookie: b=c')],
  ])('%s', async (_, script) => {
    stand.raw.play(script)
    const reply = await stand.send()
    if (reply.headers.get('x-endpoint-used') === 'raw') return await expectTaken(reply)
    expect(reply.json).toMatchObject({ choices: [{ message: { content: answerOfFra } }] })
    await stand.expectTries(reply, 'raw;reset, fra;200')
  })
})

describe('the next endpoint answers where the first sends', () => {
  it.each([
    ['a carriage return within a header', withHeaders('openai-version: a\rset-cookie: b=c')],
    ['a NUL within a header', withHeaders('openai-version: a\0b')],
    ['a header without a name', withHeaders(': b')],
    ['two lengths', withHeaders('content-length: 7')],
    ['a status of four digits', say(headText([jsonType, length], '1000 Odd'), rawAnswer)],
    ['another protocol', say('SSH-2.0-OpenSSH_9.9\r\n\r\n')],
  ])('%s', async (_, script) => {
    stand.raw.play(script)
    await expectFailover()
  })

  it.each([
    ['a length and chunks', withHeaders('transfer-encoding: chunked'), ['reset', 'truncated']],
    [
      'a switch of the protocol',
      say(headText(['connection: upgrade', 'upgrade: websocket'], '101 Switching')),
      ['reset', '101'],
    ],
  ])('%s, whatever it is called', async (_, script, labels) => {
    stand.raw.play(script)
    const reply = await stand.send()
    expect(reply.json).toMatchObject({ choices: [{ message: { content: answerOfFra } }] })
    const attempts = reply.headers.get('x-route-attempts') ?? ''
    expect(labels.map(label => `raw;${label}, fra;200`)).toContain(attempts)
    await stand.expectTries(reply, attempts)
  })

  it.each([
    [
      'less than its content-length',
      say(headText([jsonType, 'content-length: 5000']), rawAnswer),
      'truncated',
    ],
    [
      'a chunk that is none',
      say(headText([jsonType, 'transfer-encoding: chunked']), 'zz\r\nabc'),
      'truncated',
    ],
    ['half an answer', say(headText([jsonType]), rawAnswer.slice(0, 60)), 'invalid'],
  ])('%s', async (_, script, label) => {
    stand.raw.play(script)
    await expectFailover({}, label)
  })
})

describe('a header that is not of ASCII', () => {
  // How these bytes are to be read nobody knows, and so they are not passed on.
  it.each(['caf\xe9', 'a\x80b', '\xf0\x9f\x8c\x8f'])('is dropped: %j', async value => {
    stand.raw.play(withHeaders(`openai-version: ${value}`, 'openai-processing-ms: 7'))
    const reply = await stand.send()
    expect(reply.text).toBe(rawAnswer)
    expect(reply.headers.get('openai-version')).toBeNull()
    expect(reply.headers.get('openai-processing-ms')).toBe('7')
    await stand.expectTries(reply, 'raw;200')
  })
})

describe('an endpoint that answers before it has read the call, and hangs up', () => {
  const error = { message: 'Too large.', type: 'invalid_request_error', param: null, code: 'too_large' }
  const text = JSON.stringify({ error })
  const refuse = (status: string) => say(headText([jsonType, 'connection: close'], status), text)
  const refuseAndReset = (status: string): RawScript => {
    return (socket, request) => {
      refuse(status)(socket, request)
      // Once the answer has been read: then what is still being written has nowhere to go.
      setTimeout(() => socket.resetAndDestroy(), 20)
    }
  }
  const large = { user: 'x'.repeat(3.9e6) }

  it.each<[string, RawScript]>([
    ['in order', refuse('413 Content Too Large')],
    ['in the midst of what it is being sent', refuseAndReset('413 Content Too Large')],
  ])('%s, with a verdict on it has that told to the caller', async (_, script) => {
    stand.raw.play(script, 'head')
    const reply = await stand.send(large)
    expect([reply.status, reply.json]).toEqual([413, { error }])
    await stand.expectTries(reply, 'raw;413')
  })

  it('with a failure has the next one asked', async () => {
    stand.raw.play(refuse('503 Service Unavailable'), 'head')
    await expectFailover(large, '503')
  })

  it.each([
    ['with nothing has the next one asked', say()],
    [
      'with a reset has the next one asked',
      (socket: { resetAndDestroy(): void }) => socket.resetAndDestroy(),
    ],
  ])('%s', async (_, script) => {
    stand.raw.play(script, 'head')
    await expectFailover(large)
  })
})
