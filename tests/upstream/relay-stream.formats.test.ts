import { describe, expect, it } from 'vitest'
import { nothingHidden } from '@/lib/openai/redact-text'
import { chatFormat } from '@/lib/operations/chat-format'
import { messageFormat } from '@/lib/operations/message-format'
import { responseFormat } from '@/lib/operations/response-format'
import type { WireFormat } from '@/lib/operations/wire-format'
import { createEventReader } from '@/lib/upstream/event-reader'
import { createGuard } from '@/lib/upstream/guard'
import { relayStream, type StreamEnd } from '@/lib/upstream/relay-stream'
import { createFakeEffects } from '../support/fake-effects'
import {
  messageDelta,
  messageEvent,
  messagePing,
  messageStart,
  messageStop,
  messageText,
} from '../support/message-events'
import { readStream } from '../support/read-stream'
import {
  responseCreated,
  responseEnd,
  responseEvent,
  responseObject,
  responseWord,
} from '../support/response-events'
import { chunk, comment, dataOf, done, event, finish, role, word } from '../support/sse'
import { createUpstreamBody } from '../support/upstream-body'

function relaying(format: WireFormat, pieces: readonly string[], options = {}) {
  const effects = createFakeEffects()
  const body = createUpstreamBody(...pieces)
  const guard = createGuard(new AbortController().signal, effects)
  const ends: StreamEnd[] = []
  const stream = relayStream(createEventReader(body.open(guard.signal), format), {
    held: [],
    choices: 1,
    hidesUsage: false,
    format,
    mayLackFinish: false,
    hidden: nothingHidden,
    effects,
    guard,
    endsAt: effects.now() + 285_000,
    onEnd: end => ends.push(end),
    ...options,
  })
  return { effects, body, ends, reading: readStream(stream) }
}

/** What the caller reads of a stream that is closed after these pieces. */
async function relayed(format: WireFormat, pieces: readonly string[], options = {}) {
  const { effects, body, ends, reading } = relaying(format, pieces, options)
  body.close()
  await effects.settle()
  expect([reading.isClosed, ends.length, effects.pendingTimers]).toEqual([true, 1, 0])
  const [end] = ends
  return { text: reading.text, kind: end?.kind, progress: end?.progress }
}

const last = (text: string) => text.slice(text.lastIndexOf('\n\n', text.length - 3) + 2)

describe('a message', () => {
  const said = [messageStart, messagePing, messageText(0, 'Xin ', 'chào')]
  const whole = [...said, messageDelta(), messageStop]

  it('that is whole is passed on as it is, with its usage put together', async () => {
    const { text, kind, progress } = await relayed(messageFormat, whole)
    expect([text, kind]).toEqual([whole.join(''), 'complete'])
    expect(progress).toMatchObject({
      contentEvents: 3,
      usage: { promptTokens: 10, cachedTokens: 2, completionTokens: 7 },
    })
  })

  it('that has said why it ended, but not that, is closed in its own way', async () => {
    const { text, kind } = await relayed(messageFormat, whole.slice(0, -1))
    expect([text, kind]).toEqual([whole.join(''), 'complete'])
  })

  it('that is cut off ends in its own kind of error', async () => {
    const { text, kind } = await relayed(messageFormat, said)
    expect(kind).toBe('failed')
    expect(last(text)).toMatch(/^event: error\ndata: \{[^\n]+\}\n\n$/)
    expect(dataOf(last(text).replace('event: error\n', ''))).toMatchObject([
      { type: 'error', error: { type: 'api_error', code: 'upstream_stream_truncated' } },
    ])
    expect(text).not.toContain('message_stop')
  })

  it('whose endpoint tells an error ends with that, in its own shape', async () => {
    const told = messageEvent({ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } })
    const { text, kind } = await relayed(messageFormat, [...said, told, messageText(1, 'late')])
    expect(kind).toBe('failed')
    expect(last(text)).toMatch(/^event: error\ndata: \{"type":"error",/)
    expect(last(text)).toContain('"message":"Overloaded"')
    expect(text).not.toContain('late')
  })

  it('drops what follows its end', async () => {
    const { text } = await relayed(messageFormat, [...whole, messageText(1, 'late')])
    expect(text).toBe(whole.join(''))
  })
})

describe('a response', () => {
  const said = [responseCreated, responseWord('Xin '), responseWord('chào')]

  it.each(['completed', 'incomplete'] as const)(
    'that is %s ends with that, and its id is known',
    async status => {
      const whole = [...said, responseEnd(status)]
      const { text, kind, progress } = await relayed(responseFormat, whole)
      expect([text, kind]).toEqual([whole.join(''), 'complete'])
      expect(progress).toMatchObject({
        answerIds: ['resp_1'],
        usage: { promptTokens: 5, completionTokens: 7, cachedTokens: 2, reasoningTokens: 3 },
      })
    },
  )

  it('that is cut off is never closed by us: only its endpoint has the whole answer', async () => {
    const { text, kind } = await relayed(responseFormat, said)
    expect(kind).toBe('failed')
    expect(text.startsWith(said.join(''))).toBe(true)
    expect(dataOf(last(text).replace('event: error\n', ''))).toMatchObject([
      { error: { code: 'upstream_stream_truncated' } },
    ])
    expect(text).not.toContain('[DONE]')
  })

  it.each([
    [
      'an event of an error',
      responseEvent('error', { code: 'server_error', message: 'Broken.', param: null }),
    ],
    [
      'a response that failed',
      responseEvent('response.failed', {
        response: responseObject('failed', { error: { code: 'server_error', message: 'Broken.' } }),
      }),
    ],
  ])('is ended by %s, in its endpoint’s words', async (_, told) => {
    const { text, kind } = await relayed(responseFormat, [...said, told])
    expect(kind).toBe('failed')
    expect(dataOf(last(text).replace('event: error\n', ''))).toMatchObject([
      { error: { message: 'Broken.', code: 'server_error' } },
    ])
  })
})

describe('a stream of which nothing comes but signs of life', () => {
  it.each([
    ['a message', messageFormat, messageText(0, 'Xin'), messagePing],
    ['a response', responseFormat, responseWord('Xin'), responseEvent('keepalive', { sequence_number: 3 })],
    ['a chat', chatFormat, word('Xin'), comment],
  ] as const)('has stalled after two minutes: %s', async (_, format, said, sign) => {
    const { effects, body, reading, ends } = relaying(format, [said])
    for (let signs = 1; signs < 12; signs++) {
      await effects.advance(10_000)
      body.push(sign)
    }
    await effects.advance(9999)
    expect([reading.text, ends]).toEqual([said + sign.repeat(11), []])
    await effects.advance(1)
    expect(ends).toMatchObject([{ kind: 'failed', code: 'upstream_stalled' }])
  })

  it('lives on where they are empty pieces, as of a model that thinks unseen', async () => {
    const { effects, body, ends } = relaying(chatFormat, [word('Xin')])
    for (let pieces = 0; pieces < 20; pieces++) {
      await effects.advance(10_000)
      body.push(chunk({ delta: {} }))
    }
    await effects.settle()
    expect(ends).toEqual([])
  })
})

describe('a chat whose endpoint may leave out why it ended', () => {
  const lenient = { mayLackFinish: true }
  const reasons = (text: string) => [...text.matchAll(/"finish_reason":"(\w+)"/g)].map(([, reason]) => reason)
  const called = chunk({ delta: { tool_calls: [{ index: 0, id: 'call_1', function: { name: 'time' } }] } })

  it('has the reason before its [DONE]', async () => {
    const { text, kind } = await relayed(chatFormat, [role, word('Xin'), comment, done], lenient)
    expect([kind, reasons(text)]).toEqual(['complete', ['stop']])
    expect(text.startsWith(role + word('Xin') + comment)).toBe(true)
    expect(text.endsWith(done)).toBe(true)
    expect(dataOf(text)).toHaveLength(4)
  })

  it('waits for a tool where one was called', async () => {
    const { text } = await relayed(chatFormat, [role, called, done], lenient)
    expect(reasons(text)).toEqual(['tool_calls'])
  })

  it('waits for a tool also where something was said after it', async () => {
    const { text } = await relayed(chatFormat, [role, called, word('\n'), done], lenient)
    expect(reasons(text)).toEqual(['tool_calls'])
  })

  it('has one reason where it gave one itself', async () => {
    const pieces = [role, word('Xin'), finish(), done]
    expect((await relayed(chatFormat, pieces, lenient)).text).toBe(pieces.join(''))
  })

  it('has its usage told once, and none where the caller did not ask', async () => {
    const usage = event('{"choices":[],"usage":{"prompt_tokens":2,"completion_tokens":3}}')
    const pieces = [role, word('Xin'), usage, done]
    expect((await relayed(chatFormat, pieces, lenient)).text.match(/"usage"/g)).toHaveLength(1)
    const hidden = await relayed(chatFormat, pieces, { ...lenient, hidesUsage: true })
    expect([hidden.text.includes('"usage"'), reasons(hidden.text)]).toEqual([false, ['stop']])
  })

  it('that is cut off is not finished by us', async () => {
    const { text, kind } = await relayed(chatFormat, [role, word('Xin')], lenient)
    expect([kind, reasons(text)]).toEqual(['failed', []])
    expect(text).not.toContain('[DONE]')
  })

  it('is left as it is where its endpoint may not', async () => {
    const pieces = [role, word('Xin'), done]
    expect((await relayed(chatFormat, pieces)).text).toBe(pieces.join(''))
  })
})
