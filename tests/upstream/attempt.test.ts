import { describe, expect, it } from 'vitest'
import { attempt } from '@/lib/upstream/attempt'
import type { AttemptResult } from '@/lib/upstream/attempt-result'
import { deadlineOf } from '@/lib/upstream/deadline-of'
import { buildCall, callBody } from '../support/build-call'
import { completion, completionText, refusal } from '../support/completion'
import { countListeners } from '../support/count-listeners'
import { createFakeEffects, type Reply, refused, reset, start } from '../support/fake-effects'
import { readStream } from '../support/read-stream'
import { sender } from '../support/sender'
import { eventStream, role, wholeStream, word } from '../support/sse'
import { createUpstreamBody } from '../support/upstream-body'
import { upstreamEndpoint } from '../support/upstream-endpoint'

type Setting = {
  readonly stream?: boolean
  readonly row?: Readonly<Record<string, unknown>>
  readonly key?: string | undefined
  readonly leftMs?: number
  readonly probe?: Reply
}

function begin(reply: Reply, { stream = false, row = {}, leftMs, probe = {}, ...rest }: Setting = {}) {
  const effects = createFakeEffects({ sin: reply })
  effects.probes.set('sin', probe)
  const caller = new AbortController()
  const listeners = countListeners(caller.signal)
  const call = buildCall(stream ? { stream } : {})
  const result = attempt(upstreamEndpoint('sin', row), {
    call,
    sender,
    key: 'key' in rest ? rest.key : 'upstream-key',
    effects,
    callerSignal: caller.signal,
    receivedAt: leftMs === undefined ? start : start + leftMs - deadlineOf(call).callMs,
    onStreamEnd: () => {},
  })
  return { effects, caller, listeners, result }
}

function labelOf(result: AttemptResult): string {
  return result.kind === 'failed' ? result.failure.label : result.kind
}

const open = (...pieces: string[]) => ({ headers: eventStream, body: createUpstreamBody(...pieces) })

it.each([false, true])('a try waits for both of its limits by one timer; streamed: %s', async stream => {
  const effects = createFakeEffects({ sin: stream ? open(...wholeStream) : completion })
  const started: number[] = []
  const startTimer: typeof effects.startTimer = (milliseconds, ring) => {
    started.push(milliseconds)
    return effects.startTimer(milliseconds, ring)
  }
  const result = attempt(upstreamEndpoint('sin', {}), {
    call: buildCall({ stream }),
    sender,
    key: 'upstream-key',
    effects: { ...effects, startTimer },
    callerSignal: new AbortController().signal,
    receivedAt: start,
    onStreamEnd: () => {},
  })
  expect(started).toHaveLength(1)
  await effects.outcome(result)
})

describe('the request to an endpoint', () => {
  it('is a POST to the base URL and the path of the operation, and follows no redirect', async () => {
    const { effects, result } = begin(completion)
    await effects.outcome(result)
    expect(effects.sent).toHaveLength(1)
    expect(effects.sent[0]).toMatchObject({
      url: 'https://sin.example.com/v1/chat/completions',
      method: 'POST',
      redirect: 'manual',
    })
  })

  it('has these headers and no other', async () => {
    const { effects, result } = begin(completion)
    await effects.outcome(result)
    expect(Object.fromEntries(effects.sent[0]?.headers ?? [])).toEqual({
      accept: 'application/json, text/event-stream',
      'accept-encoding': 'identity',
      authorization: 'Bearer upstream-key',
      'content-type': 'application/json',
      'user-agent': 'isochrone (+edge sin1)',
      'x-request-id': 'request-0001',
    })
  })

  it('has the body as the caller wrote it', async () => {
    const { effects, result } = begin(completion)
    await effects.outcome(result)
    expect(effects.sent[0]?.body).toBe(callBody())
  })

  it("has the endpoint's own name of the model, every other byte as the caller wrote it", async () => {
    const { effects, result } = begin(completion, { row: { models: { 'gpt-4.1': 'gpt-4-1-"prod"' } } })
    await effects.outcome(result)
    expect(effects.sent[0]?.body).toBe(callBody().replace('"gpt-4.1"', String.raw`"gpt-4-1-\"prod\""`))
  })
})

describe('a plain answer', () => {
  it('is given whole, with the headers that a caller may see', async () => {
    const headers = { ...completion.headers, 'set-cookie': 'a=b', 'openai-processing-ms': '12' }
    const { effects, result } = begin({ ...completion, headers })
    const { value } = await effects.outcome(result)
    expect(value.kind === 'answered' && [...value.headers]).toEqual([
      ['content-type', 'application/json'],
      ['openai-processing-ms', '12'],
    ])
    const body = value.kind === 'answered' && value.body instanceof Uint8Array ? value.body : undefined
    expect(new TextDecoder().decode(body)).toBe(completionText)
  })

  it('is waited for two minutes while the endpoint is alive', async () => {
    const { effects, result } = begin({ afterMs: 119_900, reply: completion })
    const { value, afterMs } = await effects.outcome(result)
    expect([labelOf(value), afterMs]).toEqual(['answered', 119_900])
  })

  it('is given up after two minutes', async () => {
    const { effects, result } = begin({ afterMs: 120_100, reply: completion })
    const { value, afterMs } = await effects.outcome(result)
    expect([labelOf(value), afterMs]).toEqual(['timeout', 120_000])
    expect(effects.sent[0]?.signal.aborted).toBe(true)
  })

  it('that takes 6 s has the endpoint asked for its models, and then every 30 s', async () => {
    const { effects, result } = begin({ afterMs: 67_000, reply: completion })
    await effects.advance(5999)
    expect(effects.probed).toEqual([])
    await effects.advance(1)
    expect(effects.probed.map(({ url, method }) => [method, url])).toEqual([
      ['HEAD', 'https://sin.example.com/v1/models'],
    ])
    await effects.advance(29_999)
    expect(effects.probed).toHaveLength(1)
    await effects.outcome(result)
    expect(effects.probed.map(({ at }) => at - start)).toEqual([6000, 36_000, 66_000])
  })

  it('is given up where the endpoint goes away only later', async () => {
    const { effects, result } = begin('silence')
    await effects.advance(6001)
    effects.probes.set('sin', refused())
    const { value } = await effects.outcome(result)
    expect([labelOf(value), effects.now() - start]).toEqual(['timeout', 37_000])
  })

  it.each([
    ['refuses connections', refused(), 7000, true],
    ['does not answer', 'silence', 9000, false],
    ['answers 503', { status: 503 }, 7000, false],
  ] as const)(
    'is given up where the endpoint then %s, asked twice, and is unreachable only where nobody listens',
    async (_, probe, expectedMs, isUnreachable) => {
      const { effects, result } = begin('silence', { probe })
      const { value, afterMs } = await effects.outcome(result)
      expect([labelOf(value), afterMs]).toEqual(['timeout', expectedMs])
      expect(value).toMatchObject({ failure: { isUnreachable } })
      expect(effects.probed.map(({ at }) => at - start)).toEqual([6000, 7000])
      expect(effects.calls[0]?.signal.aborted).toBe(true)
    },
  )

  it.each<[string, Reply, Reply]>([
    ['is lost', refused(), {}],
    ['is not answered', 'silence', {}],
    ['is answered 503', { status: 503 }, {}],
    ['is answered after the second was sent', { afterMs: 2900, reply: {} }, 'silence'],
  ])('goes on where one probe %s and the endpoint is there', async (_, first, second) => {
    const { effects, result } = begin({ afterMs: 12_000, reply: completion }, { probe: first })
    await effects.advance(6500)
    effects.probes.set('sin', second)
    const { value, afterMs } = await effects.outcome(result)
    expect([labelOf(value), afterMs + 6500]).toEqual(['answered', 12_000])
    expect(effects.pendingTimers).toBe(0)
  })

  it.each([500, 501])('goes on where the endpoint then answers %i, which it does by itself', async status => {
    const { effects, result } = begin({ afterMs: 9000, reply: completion }, { probe: { status } })
    const { value, afterMs } = await effects.outcome(result)
    expect([labelOf(value), afterMs]).toEqual(['answered', 9000])
  })

  it('that arrives while the endpoint is being asked stands', async () => {
    const { effects, result } = begin({ afterMs: 7000, reply: completion }, { probe: 'silence' })
    const { value, afterMs } = await effects.outcome(result)
    expect([labelOf(value), afterMs]).toEqual(['answered', 7000])
    await effects.advance(10_000)
    expect(effects.calls[0]?.signal.aborted).toBe(false)
  })

  it('whose body is still coming is not asked about, and has its two minutes', async () => {
    const body = createUpstreamBody(completionText.slice(0, 9))
    const { effects, result } = begin({ ...completion, body }, { probe: refused() })
    await effects.advance(15_000)
    expect(effects.probed).toEqual([])
    body.push(completionText.slice(9))
    body.close()
    expect(labelOf((await effects.outcome(result)).value)).toBe('answered')
  })

  it('never takes longer than what is left of the deadline', async () => {
    const { effects, result } = begin('silence', { leftMs: 3000 })
    expect((await effects.outcome(result)).afterMs).toBe(3000)
  })
})

describe('a stream', () => {
  it('is given from its first content on', async () => {
    const { effects, result } = begin(open(...wholeStream), { stream: true })
    const { value } = await effects.outcome(result)
    const body = value.kind === 'answered' && value.body instanceof ReadableStream ? value.body : undefined
    const reading = readStream(body ?? new ReadableStream())
    await effects.settle()
    expect(reading.text).toBe(wholeStream.join(''))
  })

  it('has 8 s for its headers', async () => {
    const early = begin({ afterMs: 7900, reply: open(role, word('a')) }, { stream: true })
    expect(labelOf((await early.effects.outcome(early.result)).value)).toBe('answered')
    const late = begin({ afterMs: 8100, reply: open(role, word('a')) }, { stream: true })
    const { value, afterMs } = await late.effects.outcome(late.result)
    expect([labelOf(value), afterMs]).toEqual(['timeout', 8000])
    expect(late.effects.sent[0]?.signal.aborted).toBe(true)
  })

  it('has 15 s for its first content, however soon it is opened', async () => {
    const { effects, result } = begin(open(role), { stream: true })
    const { value, afterMs } = await effects.outcome(result)
    expect([labelOf(value), afterMs]).toEqual(['timeout', 15_000])
    expect(effects.sent[0]?.signal.aborted).toBe(true)
  })

  it('with content after 14.9 s is used', async () => {
    const reply = open(role)
    const { effects, result } = begin(reply, { stream: true })
    await effects.advance(14_900)
    reply.body.push(word('a'))
    expect(labelOf((await effects.outcome(result)).value)).toBe('answered')
  })

  it('is never asked about by a probe', async () => {
    const { effects, result } = begin(open(role), { stream: true })
    await effects.outcome(result)
    expect(effects.probed).toEqual([])
  })
})

const html = { headers: { 'content-type': 'text/html' }, body: '<h1>Welcome</h1>' }
const errorBody = JSON.stringify({ error: { message: 'Overloaded', type: 'server_error' } })

describe('what comes instead of a plain answer', () => {
  it.each<[string, Reply, string, string, boolean]>([
    ['a refused connection', refused(), 'refused', 'upstream_unreachable', true],
    ['a broken connection', reset(), 'reset', 'upstream_unreachable', false],
    ['a page', html, 'invalid', 'upstream_invalid_response', false],
    ['nothing', { ...completion, body: '' }, 'invalid', 'upstream_invalid_response', false],
    ['nothing, of no type', { body: null }, 'invalid', 'upstream_invalid_response', false],
    ['204', { status: 204, body: null }, '204', 'upstream_invalid_response', false],
    ['201', { ...completion, status: 201 }, '201', 'upstream_invalid_response', false],
    ['a stream', open(...wholeStream), 'invalid', 'upstream_invalid_response', false],
    ['an error with 200', { ...completion, body: errorBody }, 'invalid', 'upstream_invalid_response', false],
    [
      'JSON that is cut off',
      { ...completion, body: '{"choices":[{' },
      'invalid',
      'upstream_invalid_response',
      false,
    ],
    ['no choices', { ...completion, body: '{"choices":[]}' }, 'invalid', 'upstream_invalid_response', false],
    ['a list', { ...completion, body: '[1]' }, 'invalid', 'upstream_invalid_response', false],
    [
      'a redirect',
      { status: 307, headers: { location: 'https://evil.example.com/' } },
      '307',
      'upstream_invalid_response',
      true,
    ],
  ])('%s is a failure', async (_, reply, label, code, isUnprocessed) => {
    const { effects, result } = begin(reply)
    const { value } = await effects.outcome(result)
    expect(value).toMatchObject({ kind: 'failed', failure: { label, code, isUnprocessed } })
    expect(effects.sent).toHaveLength(1)
  })

  it('a body that breaks is a failure', async () => {
    const body = createUpstreamBody(completionText.slice(0, 9))
    body.fail(new TypeError('terminated'))
    const { effects, result } = begin({ ...completion, body })
    expect(labelOf((await effects.outcome(result)).value)).toBe('truncated')
  })

  it('more than 32 MiB is a failure, and is not read to its end', async () => {
    const body = createUpstreamBody(...Array.from({ length: 40 }, () => ' '.repeat(1024 * 1024)))
    const { effects, result } = begin({ ...completion, body })
    expect(labelOf((await effects.outcome(result)).value)).toBe('invalid')
    expect(body.taken).toBe(33)
    expect(body.isCancelled).toBe(true)
  })
})

describe('what comes instead of a stream', () => {
  it.each<[string, Reply, string]>([
    ['a plain answer', completion, 'invalid'],
    ['a page', html, 'invalid'],
    ['an error with 200', { ...completion, body: errorBody }, 'invalid'],
    ['nothing', { headers: eventStream, body: null }, 'invalid'],
    ['204', { status: 204, body: null }, '204'],
  ])('%s is a failure', async (_, reply, label) => {
    const { effects, result } = begin(reply, { stream: true })
    expect(labelOf((await effects.outcome(result)).value)).toBe(label)
  })

  it('is not left running', async () => {
    const body = createUpstreamBody('<h1>')
    const { effects, result } = begin({ ...html, body }, { stream: true })
    await effects.outcome(result)
    expect(effects.sent[0]?.signal.aborted).toBe(true)
  })
})

describe('of what an endpoint says in a refusal the caller is not told', () => {
  it.each([
    ['where it is', 'dial sin.example.com failed'],
    ['its key', 'unknown key upstream-key'],
    ['what was said to it', 'Invalid content: "Xin chào"'],
  ])('%s', async (_, message) => {
    const { effects, result } = begin(refusal(400, { message }))
    const { value } = await effects.outcome(result)
    expect(value).toMatchObject({ error: { message: expect.stringContaining('[redacted]') } })
    expect(JSON.stringify(value)).not.toContain(message)
  })
})

it.each([
  [400, 'invalid_request'],
  [413, 'request_too_large'],
  [415, 'unsupported_media_type'],
  [422, 'invalid_request'],
])('a refusal with %i and no code of its own has ours', async (status, code) => {
  const { effects, result } = begin(refusal(status))
  expect((await effects.outcome(result)).value).toMatchObject({ kind: 'refused', error: { code } })
})

describe('a refusal', () => {
  it.each([400, 404, 409, 413, 415, 422])(
    "%i is the caller's fault: the verdict is the answer",
    async status => {
      const error = { message: 'No such thing.', param: 'messages', code: 'some_code' }
      const { effects, result } = begin(refusal(status, error))
      expect((await effects.outcome(result)).value).toEqual({
        kind: 'refused',
        status,
        error: { ...error, type: 'invalid_request_error' },
      })
    },
  )

  it('stands where its explanation is cut off', async () => {
    const body = createUpstreamBody('{"error":')
    body.fail(new TypeError('terminated'))
    const { effects, result } = begin({ status: 422, body })
    expect((await effects.outcome(result)).value).toMatchObject({
      kind: 'refused',
      status: 422,
      error: { message: 'The endpoint refused the call.', code: 'invalid_request' },
    })
  })

  it('stands where its explanation takes longer than a second', async () => {
    const { effects, result } = begin({
      status: 503,
      headers: { 'retry-after': '7' },
      body: createUpstreamBody('{"error":'),
    })
    await effects.advance(1000)
    expect((await effects.outcome(result)).value).toMatchObject({
      kind: 'failed',
      failure: { label: '503', code: 'overloaded' },
    })
    expect(effects.now() - start).toBeLessThanOrEqual(1000)
  })

  it('that explains itself for ever is read up to 64 kB', async () => {
    const body = createUpstreamBody(...Array.from({ length: 80 }, () => 'x'.repeat(1024)))
    const { effects, result } = begin({ status: 503, body })
    expect(labelOf((await effects.outcome(result)).value)).toBe('503')
    expect(body.taken).toBe(65)
  })

  it("by 429 carries the endpoint's wait", async () => {
    const { effects, result } = begin({ ...refusal(429), headers: { 'retry-after': '7' } })
    expect((await effects.outcome(result)).value).toMatchObject({ failure: { coolDownSeconds: 7 } })
  })
})

describe('a caller that hangs up', () => {
  it.each([
    ['before a plain answer', false, 'silence'],
    ['before the headers of a stream', true, 'silence'],
  ] as const)('%s ends the request and is no failure', async (_, stream, reply) => {
    const { effects, caller, result } = begin(reply, { stream })
    await effects.advance(1000)
    expect(effects.sent[0]?.signal.aborted).toBe(false)
    caller.abort()
    expect((await effects.outcome(result)).value).toEqual({ kind: 'abandoned' })
    expect(effects.sent[0]?.signal.aborted).toBe(true)
    expect(effects.pendingTimers).toBe(0)
  })

  it('before the first content is no failure', async () => {
    const { effects, caller, result } = begin(open(role), { stream: true })
    await effects.advance(1000)
    caller.abort()
    expect((await effects.outcome(result)).value).toEqual({ kind: 'abandoned' })
  })

  it('while an explanation is read is no failure', async () => {
    const { effects, caller, result } = begin({ status: 500, body: createUpstreamBody('{') })
    await effects.advance(900)
    caller.abort()
    expect((await effects.outcome(result)).value).toEqual({ kind: 'abandoned' })
  })

  it('before anything is sent is no failure', async () => {
    const effects = createFakeEffects({ sin: completion })
    const result = await attempt(upstreamEndpoint('sin'), {
      call: buildCall(),
      sender,
      key: 'upstream-key',
      effects,
      callerSignal: AbortSignal.abort(),
      receivedAt: start,
      onStreamEnd: () => {},
    })
    expect(result).toEqual({ kind: 'abandoned' })
    expect(effects.pendingTimers).toBe(0)
  })
})

describe('after an attempt', () => {
  it.each<[string, boolean, Reply]>([
    ['a plain answer', false, completion],
    ['a refusal', false, refusal(400)],
    ['a failure', false, refused()],
    ['a time-out', false, 'silence'],
    ['a stream that is none', true, html],
    ['a stream without content', true, open(role)],
  ])('%s leaves no timer and nobody who listens to the caller', async (_, stream, reply) => {
    const { effects, listeners, result } = begin(reply, { stream })
    expect(listeners()).toBe(1)
    await effects.outcome(result)
    expect(effects.pendingTimers).toBe(0)
    expect(listeners()).toBe(0)
  })
})

it('a key that cannot stand in a header is a failure that does not tell it', async () => {
  const { effects, result } = begin(completion, { key: 'sk-CANARY\nsecret' })
  const { value } = await effects.outcome(result)
  expect(value.kind).toBe('failed')
  expect(JSON.stringify(value)).not.toContain('CANARY')
  expect(effects.sent).toEqual([])
})
