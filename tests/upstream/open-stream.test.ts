import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nothingHidden } from '@/lib/openai/redact-text'
import type { AttemptResult } from '@/lib/upstream/attempt-result'
import { createGuard } from '@/lib/upstream/guard'
import { openStream } from '@/lib/upstream/open-stream'
import { buildCall } from '../support/build-call'
import { createFakeEffects } from '../support/fake-effects'
import { readStream } from '../support/read-stream'
import { chunk, comment, done, event, eventStream, finish, role, wholeStream, word } from '../support/sse'
import { createUpstreamBody, type UpstreamBody } from '../support/upstream-body'

function open(body: UpstreamBody, headers: Readonly<Record<string, string>> = eventStream) {
  const effects = createFakeEffects()
  const caller = new AbortController()
  const guard = createGuard(caller.signal, effects)
  const ends: unknown[] = []
  const response = new Response(body.open(guard.signal), { headers: { ...headers } })
  const result = openStream(response, {
    // What the caller asks for itself passes as it comes.
    call: buildCall({ stream: true, stream_options: { include_usage: true } }),
    mayLackFinish: false,
    hidden: nothingHidden,
    effects,
    guard,
    endsAt: effects.now() + 285_000,
    onEnd: ({ progress: _, ...how }) => ends.push(how),
  })
  return { effects, caller, guard, result, ends }
}

function labelOf(result: AttemptResult): string {
  return result.kind === 'failed' ? result.failure.label : result.kind
}

function streamOf(result: AttemptResult): ReadableStream<Uint8Array<ArrayBuffer>> {
  if (result.kind === 'answered' && result.body instanceof ReadableStream) return result.body
  throw new Error('This is no stream.')
}

async function openedText(body: UpstreamBody): Promise<string> {
  const { result } = open(body)
  const bytes = await new Response(streamOf(await result)).arrayBuffer()
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
}

describe('until the first content', () => {
  it('nothing is given, and then everything, once and in order', async () => {
    const prelude = [comment, role, chunk(), chunk({ delta: { content: '' } })]
    const body = createUpstreamBody()
    const { effects, result } = open(body)
    let isOpen = false
    result.then(() => {
      isOpen = true
    })
    for (const piece of prelude) {
      body.push(piece)
      await effects.settle()
    }
    expect(isOpen).toBe(false)
    body.push(word('Xin'), finish(), done)
    const reading = readStream(streamOf(await result))
    await effects.settle()
    expect(reading.text).toBe([...prelude, word('Xin'), finish(), done].join(''))
  })

  it.each([
    ['a word', word('Xin')],
    ['a refusal', chunk({ delta: { refusal: 'I cannot.' } })],
    [
      'a part of a tool call',
      chunk({ delta: { tool_calls: [{ index: 0, function: { name: 'weather' } }] } }),
    ],
    ['a thought', chunk({ delta: { reasoning_content: 'Hm' } })],
    ['the end of an empty answer', finish()],
    ['an answer that is not the first', word('Xin', 1)],
    ['what follows five minutes of pings', comment.repeat(300) + word('Xin')],
    ['what follows five minutes of chunks with nothing in them', chunk().repeat(300) + word('Xin')],
  ])('%s is content', async (_, piece) => {
    const { effects, result } = open(createUpstreamBody(role, piece))
    expect(labelOf((await effects.outcome(result)).value)).toBe('answered')
  })

  it.each<[string, string, readonly string[]]>([
    ['its end', 'truncated', [role]],
    ['half an event', 'truncated', [role, word('Xin').slice(0, -2)]],
    ['an error', 'invalid', [role, event('{"error":{"message":"Overloaded"}}')]],
    ['[DONE]', 'invalid', [role, done]],
    ['an error at once', 'invalid', [event('{"error":{"message":"Overloaded"}}')]],
    ['an error in the bytes of the role', 'invalid', [role + event('{"error":"no"}')]],
    ['more than 1 MiB without an end', 'invalid', ['x'.repeat(1024 * 1024 + 1)]],
    ['events of nothing without end', 'invalid', [role, ...Array.from({ length: 1030 }, () => chunk())]],
    ['comments without end', 'invalid', [role, ...Array.from({ length: 1030 }, () => comment)]],
  ])('%s is a failure, and the request is ended', async (_, label, pieces) => {
    const body = createUpstreamBody(...pieces)
    body.close()
    const { effects, guard, result, ends } = open(body)
    expect(labelOf((await effects.outcome(result)).value)).toBe(label)
    expect(guard.signal.aborted).toBe(true)
    expect(ends).toEqual([])
  })

  it.each<[string, object, object]>([
    [
      'too long a prompt is the caller’s fault',
      { message: 'Too long', type: 'invalid_request_error', code: 'context_length_exceeded' },
      { kind: 'refused', status: 400, error: { message: 'Too long', code: 'context_length_exceeded' } },
    ],
    [
      'what is none of OpenAI’s codes, but a status, is so too',
      { message: 'Too long', type: 'BadRequestError', code: 400 },
      { kind: 'refused', status: 400, error: { message: 'Too long', code: 'invalid_request' } },
    ],
    [
      'a rate limit is one',
      { message: 'Slow down', type: 'rate_limit_error' },
      { kind: 'failed', failure: { label: '429', code: 'upstream_rate_limited', isUnprocessed: true } },
    ],
    [
      'an endpoint that is busy is busy',
      { message: 'Overloaded', type: 'overloaded_error' },
      { kind: 'failed', failure: { label: '529', code: 'overloaded', isUnprocessed: true } },
    ],
  ])('of an error that comes before content, %s', async (_, error, verdict) => {
    const { effects, guard, result } = open(createUpstreamBody(role + event(JSON.stringify({ error }))))
    expect((await effects.outcome(result)).value).toMatchObject(verdict)
    expect(guard.stoppedBy()).toBe('router')
  })

  it('of such an error nothing hidden is told', async () => {
    const error = { message: 'no key sk-abcdefghijklmnopqrstuvwx at http://10.1.2.3:8000', code: 400 }
    const { effects, result } = open(createUpstreamBody(event(JSON.stringify({ error }))))
    const told = JSON.stringify((await effects.outcome(result)).value)
    expect(told).not.toMatch(/sk-abc|10\.1/)
  })

  it.each([
    ['an error', event('{"error":{"message":"Overloaded"}}')],
    ['[DONE]', done],
  ])('%s is a failure, though content follows in the same bytes', async (_, verdict) => {
    const body = createUpstreamBody(role + verdict + word('Xin'))
    body.close()
    const { effects, result } = open(body)
    expect(labelOf((await effects.outcome(result)).value)).toBe('invalid')
  })

  it('a broken connection is a failure', async () => {
    const body = createUpstreamBody(role)
    body.fail(new TypeError('terminated'))
    const { effects, result } = open(body)
    expect(labelOf((await effects.outcome(result)).value)).toBe('truncated')
  })

  it('our own limit is no verdict on the stream', async () => {
    const { guard, result } = open(createUpstreamBody(role))
    guard.stop('timeout')
    await expect(result).rejects.toThrow('stopped by timeout')
  })
})

describe('what is no event stream', () => {
  it.each(['application/json', 'text/html', 'text/plain', 'text/event-streams', ''])(
    '%j is refused unread',
    async type => {
      const body = createUpstreamBody(...wholeStream)
      const { effects, guard, result } = open(body, { 'content-type': type })
      expect(labelOf((await effects.outcome(result)).value)).toBe('invalid')
      expect(guard.signal.aborted).toBe(true)
      expect(body.taken).toBe(0)
    },
  )

  it.each(['text/event-stream', 'TEXT/Event-Stream;charset=UTF-8'])('%j is one', async type => {
    const { effects, result } = open(createUpstreamBody(...wholeStream), { 'content-type': type })
    expect(labelOf((await effects.outcome(result)).value)).toBe('answered')
  })
})

it('gives the headers that a caller may see', async () => {
  const headers = { ...eventStream, 'set-cookie': 'a=b', server: 'nginx', 'openai-version': '2020-10-01' }
  const { effects, result } = open(createUpstreamBody(...wholeStream), headers)
  const { value } = await effects.outcome(result)
  expect(value.kind === 'answered' && Object.fromEntries(value.headers)).toEqual({
    'content-type': 'text/event-stream; charset=utf-8',
    'openai-version': '2020-10-01',
  })
})

describe('a stream passes through byte by byte', () => {
  const answer = [
    comment,
    role,
    word('Chào buổi sáng, 東京 🌏'),
    event('{ "choices" : [ ] , "usage" : null }'),
    'event: message\nid: 7\nretry: 100\ndata: {"choices":\ndata: []}\n\n',
    event('{not json'),
    word('é\\n"'),
    finish(),
    event('{"choices":[],"usage":{"total_tokens":5}}'),
    done,
  ].join('')

  const cuts = (text: string) => {
    const { length } = new TextEncoder().encode(text)
    return fc.array(fc.integer({ min: 0, max: length }), { maxLength: 60 })
  }

  const pieces = (text: string, at: readonly number[]) => {
    const bytes = new TextEncoder().encode(text)
    const sorted = [0, ...at, bytes.length].sort((one, other) => one - other)
    return sorted.slice(1).map((end, index) => bytes.slice(sorted[index], end))
  }

  const passed = async (text: string, at: readonly number[]) => {
    const body = createUpstreamBody()
    body.push(...pieces(text, at))
    body.close()
    return await openedText(body)
  }

  it.each([
    ['LF', answer],
    ['CR LF', answer.replaceAll('\n', '\r\n')],
    ['CR', answer.replaceAll('\n', '\r')],
  ])('whatever its pieces, with %s', async (_, text) => {
    await fc.assert(
      fc.asyncProperty(cuts(text), async at => {
        expect(await passed(text, at)).toBe(text)
      }),
      { numRuns: 150 },
    )
  })

  it.each([
    ['LF', wholeStream.join('')],
    ['CR LF', wholeStream.join('').replaceAll('\n', '\r\n')],
  ])('each byte a piece of its own, with %s', async (_, text) => {
    const every = Array.from({ length: new TextEncoder().encode(text).length }, (_, at) => at)
    expect(await passed(text, every)).toBe(text)
  })

  it('with a byte order mark', async () => {
    const text = `\uFEFF${wholeStream.join('')}`
    expect(await passed(text, [1, 2])).toBe(text)
  })
})
