import { describe, expect, it } from 'vitest'
import { chatFormat } from '@/lib/operations/chat-format'
import { createEventReader } from '@/lib/upstream/event-reader'
import { createGuard } from '@/lib/upstream/guard'
import { relayStream } from '@/lib/upstream/relay-stream'
import { countListeners } from '../support/count-listeners'
import { createFakeEffects, reset } from '../support/fake-effects'
import { readStream } from '../support/read-stream'
import { comment, dataOf, done, event, finish, role, wholeStream, word } from '../support/sse'
import { createUpstreamBody, type UpstreamBody } from '../support/upstream-body'

function relay(body: UpstreamBody, { choices = 1, hidesUsage = false, caller = new AbortController() } = {}) {
  const effects = createFakeEffects()
  const listeners = countListeners(caller.signal)
  const guard = createGuard(caller.signal, effects)
  const ends: unknown[] = []
  const stream = relayStream(createEventReader(body.open(guard.signal)), {
    held: [],
    choices,
    hidesUsage,
    format: chatFormat,
    mayLackFinish: false,
    hidden: { words: () => ['sin-host'], prompts: () => [] },
    effects,
    guard,
    endsAt: effects.now() + 285_000,
    onEnd: ({ progress: _, ...how }) => ends.push(how),
  })
  const isOver = () => effects.pendingTimers === 0 && listeners() === 0 && ends.length === 1
  const isLeftBehind = () => guard.signal.aborted && isOver()
  return { effects, caller, guard, stream, ends, listeners, isOver, isLeftBehind }
}

/** Relays to a caller that reads as fast as it can. */
function relayRead(body: UpstreamBody, options?: { choices?: number; hidesUsage?: boolean }) {
  const relayed = relay(body, options)
  return { ...relayed, reading: readStream(relayed.stream) }
}

function errorCode(text: string): unknown {
  const last = dataOf(text).at(-1)
  return typeof last === 'object' && last !== null && 'error' in last ? last.error : undefined
}

const truncated = { kind: 'failed', code: 'upstream_stream_truncated' } as const

describe('a whole stream', () => {
  it('ends with [DONE], and leaves the connection to the next call once the body has ended as well', async () => {
    const body = createUpstreamBody(...wholeStream)
    const { effects, guard, caller, reading, ends, listeners, isOver } = relayRead(body)
    await effects.settle()
    expect(reading.text).toBe(wholeStream.join(''))
    expect(reading.isClosed).toBe(true)
    expect(ends).toEqual([{ kind: 'complete' }])
    expect(listeners()).toBe(0)
    caller.abort()
    await effects.advance(999)
    body.close()
    await effects.settle()
    expect([isOver(), guard.signal.aborted]).toEqual([true, false])
  })

  it.each([
    ['with it', [`${done}\n`]],
    ['after it', [done, '\n', comment]],
  ])('leaves its connection though empty lines come %s', async (_, last) => {
    const body = createUpstreamBody(word('a'), finish(), ...last)
    body.close()
    const { effects, guard, reading, isOver } = relayRead(body)
    await effects.settle()
    expect(reading.text).toBe(word('a') + finish() + done)
    expect([isOver(), guard.signal.aborted]).toEqual([true, false])
  })

  it.each([
    ['does not end', []],
    ['only drips', ['d', 'ata: ']],
  ])('is given up a second after its [DONE] where the body %s', async (_, late) => {
    const body = createUpstreamBody(...wholeStream)
    const { effects, guard, ends, isLeftBehind } = relayRead(body)
    await effects.settle()
    body.push(...late)
    await effects.advance(999)
    expect(guard.signal.aborted).toBe(false)
    await effects.advance(1)
    expect(isLeftBehind()).toBe(true)
    expect(ends).toEqual([{ kind: 'complete' }])
  })

  it.each([
    ['another event', word('late')],
    ['more than any event may hold', `data: ${'x'.repeat(1024 * 1024)}`],
  ])('is given up at once where %s follows', async (_, late) => {
    const body = createUpstreamBody(...wholeStream)
    const { effects, isLeftBehind } = relayRead(body)
    await effects.settle()
    body.push(late)
    await effects.settle()
    expect(isLeftBehind()).toBe(true)
  })

  it.each([
    ['of its own', [done, word('late')]],
    ['in the same bytes', [done + word('late')]],
  ])('drops what follows [DONE] %s', async (_, last) => {
    const { effects, reading, ends, isLeftBehind } = relayRead(
      createUpstreamBody(word('a'), finish(), ...last),
    )
    await effects.settle()
    expect(reading.text).toBe(word('a') + finish() + done)
    expect(ends).toEqual([{ kind: 'complete' }])
    expect(isLeftBehind()).toBe(true)
  })

  it('without a finish reason is complete by its [DONE]', async () => {
    const { effects, reading, ends } = relayRead(createUpstreamBody(word('a'), done))
    await effects.settle()
    expect(reading.text).toBe(word('a') + done)
    expect(ends).toEqual([{ kind: 'complete' }])
  })

  it.each([
    ['a clean end', (body: UpstreamBody) => body.close()],
    ['a broken connection', (body: UpstreamBody) => body.fail(reset())],
  ])('without [DONE] gets one at %s once it has its finish reason', async (_, end) => {
    const body = createUpstreamBody(word('a'), finish())
    end(body)
    const { effects, reading, ends, isOver } = relayRead(body)
    await effects.settle()
    expect(reading.text).toBe(word('a') + finish() + done)
    expect(ends).toEqual([{ kind: 'complete' }])
    expect(isOver()).toBe(true)
  })

  it('of two answers needs two finish reasons', async () => {
    const both = createUpstreamBody(word('a', 0), word('b', 1), finish(1), finish(0))
    both.close()
    const whole = relayRead(both, { choices: 2 })
    await whole.effects.settle()
    expect(whole.ends).toEqual([{ kind: 'complete' }])
    const one = createUpstreamBody(word('a', 0), word('b', 1), finish(1), finish(1))
    one.close()
    const half = relayRead(one, { choices: 2 })
    await half.effects.settle()
    expect(half.ends).toEqual([truncated])
  })
})

describe('a stream that is cut off', () => {
  it.each([
    ['by a clean end', [word('a')], (body: UpstreamBody) => body.close()],
    ['by a broken connection', [word('a')], (body: UpstreamBody) => body.fail(reset())],
    ['within an event', [word('a'), word('b').slice(0, -1)], (body: UpstreamBody) => body.close()],
    ['within its [DONE]', [word('a'), 'data: [DONE]'], (body: UpstreamBody) => body.close()],
    [
      'within its finish reason',
      [word('a'), finish().slice(0, -1)],
      (body: UpstreamBody) => body.fail(reset()),
    ],
  ])('%s ends with one error and without [DONE]', async (_, pieces, end) => {
    const body = createUpstreamBody(...pieces)
    end(body)
    const { effects, reading, ends, isLeftBehind } = relayRead(body)
    await effects.settle()
    expect(reading.text.startsWith(`${word('a')}data: {"error":`)).toBe(true)
    expect(dataOf(reading.text)).toHaveLength(2)
    expect(dataOf(reading.text)[1]).toEqual({
      error: {
        message: 'The endpoint ended the stream before the answer was complete.',
        type: 'server_error',
        param: null,
        code: 'upstream_stream_truncated',
      },
    })
    expect(reading.isClosed).toBe(true)
    expect(ends).toEqual([truncated])
    expect(isLeftBehind()).toBe(true)
  })
})

it('a stream that is cut off though each of its events has an empty reason to end is no whole one', async () => {
  const going = word('a').replace('"finish_reason":null', '"finish_reason":""')
  expect(going).toContain('"finish_reason":""')
  const body = createUpstreamBody(going)
  body.close()
  const { effects, reading, ends } = relayRead(body)
  await effects.settle()
  expect(ends).toEqual([truncated])
  expect(reading.text).not.toContain('[DONE]')
})

describe('a stream that falls silent', () => {
  it('is ended after 30 s', async () => {
    const { effects, reading, ends, isLeftBehind } = relayRead(createUpstreamBody(word('a')))
    await effects.advance(29_999)
    expect(reading.isClosed).toBe(false)
    await effects.advance(1)
    expect(errorCode(reading.text)).toMatchObject({ code: 'upstream_stalled' })
    expect(reading.isClosed).toBe(true)
    expect(ends).toEqual([{ kind: 'failed', code: 'upstream_stalled' }])
    expect(isLeftBehind()).toBe(true)
  })

  it('after its finish reason is whole', async () => {
    const { effects, reading } = relayRead(createUpstreamBody(word('a'), finish()))
    await effects.advance(30_000)
    expect(reading.text).toBe(word('a') + finish() + done)
  })

  it('but for bytes that drip within one event is ended all the same', async () => {
    const body = createUpstreamBody(word('a'))
    const { effects, reading, ends } = relayRead(body)
    for (let seconds = 0; seconds < 30; seconds += 5) {
      body.push('d')
      await effects.advance(5000)
    }
    expect(reading.isClosed).toBe(true)
    expect(ends).toEqual([{ kind: 'failed', code: 'upstream_stalled' }])
  })

  it('but for comments is kept for 120 s', async () => {
    const body = createUpstreamBody(word('a'))
    const { effects, reading, ends } = relayRead(body)
    for (let seconds = 0; seconds < 119; seconds += 1) {
      await effects.advance(1000)
      body.push(comment)
    }
    await effects.settle()
    expect(reading.isClosed).toBe(false)
    expect(reading.text).toBe(word('a') + comment.repeat(119))
    await effects.advance(1000)
    expect(ends).toEqual([{ kind: 'failed', code: 'upstream_stalled' }])
  })

  it('but for comments has 120 s again after each word', async () => {
    const body = createUpstreamBody(word('a'))
    const { effects, reading, ends } = relayRead(body)
    for (let seconds = 20; seconds <= 200; seconds += 20) {
      await effects.advance(20_000)
      body.push(seconds === 100 ? word('b') : comment)
    }
    await effects.advance(19_999)
    expect(reading.isClosed).toBe(false)
    await effects.advance(1)
    expect(ends).toEqual([{ kind: 'failed', code: 'upstream_stalled' }])
  })
})

describe('a caller that reads slowly', () => {
  it('is not taken for a silent endpoint', async () => {
    const body = createUpstreamBody(word('a'), word('b'))
    const { effects, stream, ends } = relay(body)
    await effects.advance(200_000)
    body.push(finish(), done)
    const reading = readStream(stream)
    await effects.settle()
    expect(reading.text).toBe(word('a') + word('b') + finish() + done)
    expect(ends).toEqual([{ kind: 'complete' }])
  })

  it('has little read ahead for it', async () => {
    const body = createUpstreamBody(...Array.from({ length: 1000 }, (_, at) => word(`${at}`)))
    const { effects, stream } = relay(body)
    await effects.settle()
    expect(body.taken).toBeLessThanOrEqual(3)
    const reader = stream.getReader()
    for (let read = 0; read < 10; read += 1) await reader.read()
    await effects.settle()
    expect(body.taken).toBeLessThanOrEqual(13)
  })

  it('is given its [DONE] though the endpoint waits no longer', async () => {
    const body = createUpstreamBody(word('a'), finish(), done)
    body.close()
    const { effects, stream } = relay(body)
    await effects.advance(100_000)
    const reading = readStream(stream)
    await effects.settle()
    expect(reading.text).toBe(word('a') + finish() + done)
  })
})

describe('a stream that never ends', () => {
  it('is ended after 285 s', async () => {
    const body = createUpstreamBody(word('a'))
    const { effects, reading, ends, isLeftBehind } = relayRead(body)
    for (let seconds = 0; seconds < 284; seconds += 1) {
      await effects.advance(1000)
      body.push(word('a'))
    }
    await effects.advance(999)
    expect(reading.isClosed).toBe(false)
    await effects.advance(1)
    expect(errorCode(reading.text)).toMatchObject({ code: 'deadline_exceeded' })
    expect(ends).toEqual([{ kind: 'failed', code: 'deadline_exceeded' }])
    expect(isLeftBehind()).toBe(true)
  })

  it('is ended though nobody reads it', async () => {
    const { effects, guard, ends, listeners } = relay(createUpstreamBody(word('a'), word('b')))
    await effects.advance(285_000)
    expect(guard.signal.aborted).toBe(true)
    expect(ends).toEqual([{ kind: 'failed', code: 'deadline_exceeded' }])
    expect(listeners()).toBe(0)
  })
})

describe('an event beyond 1 MiB', () => {
  const wide = 1024 * 1024

  it.each([
    ['that is complete', [word('x'.repeat(wide))]],
    ['that never ends', ['x'.repeat(wide / 2), 'x'.repeat(wide / 2), 'x']],
  ])('%s ends the stream', async (_, pieces) => {
    const { effects, reading, ends, isLeftBehind } = relayRead(createUpstreamBody(word('a'), ...pieces))
    await effects.settle()
    expect(reading.text.length).toBeLessThan(1000)
    expect(errorCode(reading.text)).toMatchObject({ code: 'upstream_event_too_large' })
    expect(ends).toEqual([{ kind: 'failed', code: 'upstream_event_too_large' }])
    expect(isLeftBehind()).toBe(true)
  })

  it('less a little passes', async () => {
    const long = word('x'.repeat(wide - 1000))
    const { effects, reading } = relayRead(createUpstreamBody(long, finish(), done))
    await effects.settle()
    expect(reading.text).toBe(long + finish() + done)
  })
})

describe("an endpoint's own error", () => {
  const told = event(
    JSON.stringify({
      error: {
        message: 'Overloaded: sk-CANARY1234 at gpu-7.canary.internal of sin-host',
        type: 'overloaded_error',
      },
    }),
  )

  it.each([
    ['of its own', [word('a'), told, word('b'), done]],
    ['among others', [word('a') + told + word('b') + done]],
  ])('%s is told once, in our shape and without its secrets, and ends the stream', async (_, pieces) => {
    const { effects, reading, ends, isLeftBehind } = relayRead(createUpstreamBody(...pieces))
    await effects.settle()
    expect(reading.text.startsWith(word('a'))).toBe(true)
    expect(dataOf(reading.text)).toHaveLength(2)
    expect(dataOf(reading.text)[1]).toEqual({
      error: {
        message: 'Overloaded: [redacted] at [redacted] of [redacted]',
        type: 'overloaded_error',
        param: null,
        code: 'upstream_error',
      },
    })
    expect(reading.isClosed).toBe(true)
    expect(ends).toEqual([{ kind: 'failed', code: 'upstream_error' }])
    expect(isLeftBehind()).toBe(true)
  })
})

it('an event that is not JSON passes unchanged', async () => {
  const pieces = [word('a'), event('{"choices":[{'), word('b'), finish(), done]
  const { effects, reading, ends } = relayRead(createUpstreamBody(...pieces))
  await effects.settle()
  expect(reading.text).toBe(pieces.join(''))
  expect(ends).toEqual([{ kind: 'complete' }])
})

describe('a caller that hangs up', () => {
  it.each([
    ['while the endpoint is waited for', [word('a')]],
    ['while more lies ready', [word('a'), word('b'), word('c')]],
  ])('%s ends the request, and says nothing against the endpoint', async (_, pieces) => {
    const { effects, stream, ends, isLeftBehind } = relay(createUpstreamBody(...pieces))
    const reader = stream.getReader()
    await reader.read()
    await effects.settle()
    await reader.cancel()
    await effects.settle()
    expect(ends).toEqual([{ kind: 'abandoned' }])
    expect(isLeftBehind()).toBe(true)
  })

  it('before it reads anything ends the request', async () => {
    const { effects, stream, ends, isLeftBehind } = relay(createUpstreamBody(word('a')))
    await stream.cancel()
    await effects.settle()
    expect(ends).toEqual([{ kind: 'abandoned' }])
    expect(isLeftBehind()).toBe(true)
  })

  it('as its signal says ends the request, without [DONE]', async () => {
    const { effects, caller, reading, ends, isLeftBehind } = relayRead(createUpstreamBody(word('a')))
    await effects.advance(1000)
    caller.abort()
    await effects.settle()
    expect(reading.text).toBe(word('a'))
    expect(ends).toEqual([{ kind: 'abandoned' }])
    expect(isLeftBehind()).toBe(true)
  })

  it('as its signal says, without reading on, ends the request', async () => {
    const { effects, caller, ends, isLeftBehind } = relay(createUpstreamBody(word('a'), word('b')))
    await effects.advance(1000)
    caller.abort()
    await effects.settle()
    expect(ends).toEqual([{ kind: 'abandoned' }])
    expect(isLeftBehind()).toBe(true)
  })

  it('before its stream has begun is noticed', async () => {
    const caller = new AbortController()
    caller.abort()
    const { effects, stream, ends } = relay(createUpstreamBody(word('a')), { caller })
    readStream(stream)
    await effects.settle()
    expect(ends).toEqual([{ kind: 'abandoned' }])
    expect(effects.pendingTimers).toBe(0)
  })

  it('after the end has had all of it', async () => {
    const { effects, reading, ends } = relayRead(createUpstreamBody(role, ...wholeStream))
    await effects.settle()
    await reading.cancel()
    await effects.settle()
    expect(ends).toEqual([{ kind: 'complete' }])
  })
})

describe('the event with the usage', () => {
  const usage = event('{"choices":[],"usage":{"prompt_tokens":2,"completion_tokens":3}}')
  const pieces = [role, word('a'), finish(), usage, done]

  async function relayed(hidesUsage: boolean, ...from: string[]) {
    const body = createUpstreamBody(...from)
    const { effects, reading, ends } = relayRead(body, { hidesUsage })
    await effects.settle()
    return { text: reading.text, ends, isClosed: reading.isClosed }
  }

  it('is passed on where the caller asked for it', async () => {
    expect((await relayed(false, ...pieces)).text).toBe(pieces.join(''))
  })

  it('is not passed on where it did not, and all others are', async () => {
    const whole = pieces.filter(piece => piece !== usage).join('')
    for (const from of [pieces, [pieces.join('')], pieces.join('').match(/.{1,60}|\n+/g) ?? []])
      expect(await relayed(true, ...from)).toEqual({
        text: whole,
        ends: [{ kind: 'complete' }],
        isClosed: true,
      })
  })

  it.each([
    '{"choices":[{"index":0,"delta":{},"finish_reason":null}],"usage":{"prompt_tokens":2,"completion_tokens":3}}',
    '{"choices":[],"prompt_filter_results":[]}',
  ])('is no other event that has no content: %s', async data => {
    const all = [role, word('a'), event(data), finish(), done]
    expect((await relayed(true, ...all)).text).toBe(all.join(''))
  })

  it('leaves no trace in the events before it', async () => {
    const all = [role, event('{"choices":[],"usage":null}'), word('a'), finish(), done]
    expect((await relayed(true, ...all)).text).toBe(all.join('').replace(',"usage":null', ''))
    expect((await relayed(false, ...all)).text).toBe(all.join(''))
  })
})
