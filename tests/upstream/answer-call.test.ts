import { describe, expect, it } from 'vitest'
import type { Endpoint } from '@/lib/regions/region-map'
import type { Candidate } from '@/lib/routing/rank-candidates'
import { type Answer, answerCall } from '@/lib/upstream/answer-call'
import { buildAnswerContext } from '../support/build-answer-context'
import { buildCall } from '../support/build-call'
import { completion, refusal } from '../support/completion'
import { countListeners } from '../support/count-listeners'
import { createFakeEffects, type Reply, refused, reset, start } from '../support/fake-effects'
import { readStream } from '../support/read-stream'
import { chunk, dataOf, done, event, eventStream, finish, role, wholeStream, word } from '../support/sse'
import { createUpstreamBody } from '../support/upstream-body'
import { upstreamEndpoint } from '../support/upstream-endpoint'

type Setting = {
  readonly stream?: boolean
  readonly model?: string
  readonly mayAct?: boolean
  /** How long ago the request reached us. */
  readonly elapsedMs?: number
  readonly rows?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly probes?: Readonly<Record<string, Reply>>
}

/** Tries the endpoints in the order of their replies. */
function begin(replies: Readonly<Record<string, Reply>>, setting: Setting = {}) {
  const { stream = false, model = 'gpt-4.1', mayAct = false, elapsedMs = 0, rows = {}, probes = {} } = setting
  const effects = createFakeEffects(replies)
  for (const [id, reply] of Object.entries(probes)) effects.probes.set(id, reply)
  const caller = new AbortController()
  const listeners = countListeners(caller.signal)
  const ends: unknown[] = []
  const answer = answerCall(
    Object.keys(replies).map(id => candidateOf(upstreamEndpoint(id, rows[id]))),
    {
      ...buildAnswerContext({
        effects,
        callerSignal: caller.signal,
        receivedAt: start - elapsedMs,
        onStreamEnd: ({ progress: _, ...how }) => ends.push(how),
      }),
      call: { ...buildCall(stream ? { model, stream } : { model }), mayAct },
    },
  )
  return { effects, caller, listeners, answer, ends, outcome: () => effects.outcome(answer) }
}

function candidateOf(endpoint: Endpoint): Candidate {
  return { endpoint, reason: 'listed', score: 30, expectedMs: 30 }
}

function triesOf({ attempts }: Answer): string {
  return attempts.map(({ endpoint, label }) => `${endpoint};${label}`).join(', ')
}

function codeOf({ result }: Answer): string {
  return result.kind === 'exhausted' ? result.error.code : result.kind
}

function streamOf({ result }: Answer): ReadableStream<Uint8Array<ArrayBuffer>> {
  if (result.kind === 'answered' && result.body instanceof ReadableStream) return result.body
  throw new Error('This is no stream.')
}

const streaming = (...pieces: string[]) => ({ headers: eventStream, body: createUpstreamBody(...pieces) })
const html = { headers: { 'content-type': 'text/html' }, body: '<h1>Welcome</h1>' }
const limited = (seconds: number) => ({ ...refusal(429), headers: { 'retry-after': String(seconds) } })

describe('the first endpoint that answers', () => {
  it('ends the search', async () => {
    const { effects, outcome } = begin({ sin: completion, nrt: completion })
    const { value } = await outcome()
    expect([triesOf(value), value.candidate?.endpoint.id]).toEqual(['sin;200', 'sin'])
    expect(effects.sent).toHaveLength(1)
  })

  it('gets its own key, and no other endpoint gets it', async () => {
    const { effects, outcome } = begin({ sin: refused(), nrt: completion })
    await outcome()
    expect(effects.sent.map(({ endpoint, headers }) => [endpoint, headers.get('authorization')])).toEqual([
      ['sin', 'Bearer key-of-sin'],
      ['nrt', 'Bearer key-of-nrt'],
    ])
  })

  it('is named with how long each try took', async () => {
    const { outcome } = begin({
      sin: { afterMs: 40, reply: refused() },
      nrt: { afterMs: 90, reply: completion },
    })
    const { value } = await outcome()
    expect(value.attempts.map(({ endpoint, durationMs }) => [endpoint, durationMs])).toEqual([
      ['sin', 40],
      ['nrt', 90],
    ])
  })
})

describe('the next endpoint is tried after', () => {
  it.each<[string, Reply, string]>([
    ['a refused connection', refused(), 'refused'],
    ['a broken connection', reset(), 'reset'],
    ['500', refusal(500), '500'],
    ['502', refusal(502), '502'],
    ['503', refusal(503), '503'],
    ['504', refusal(504), '504'],
    ['408', refusal(408), '408'],
    ['520', { status: 520 }, '520'],
    ['529', refusal(529), '529'],
    ['429', limited(7), '429'],
    ['402', refusal(402), '402'],
    ['401', refusal(401), '401'],
    ['403', refusal(403), '403'],
    ['404 of a path', { status: 404, body: 'Not Found' }, '404'],
    ['301', { status: 301, headers: { location: 'http://nrt.example.com/' } }, '301'],
    ['307', { status: 307, headers: { location: 'https://evil.example.com/' } }, '307'],
    ['a page', html, 'invalid'],
    ['204', { status: 204, body: null }, '204'],
  ])('%s', async (_, reply, label) => {
    const { effects, outcome } = begin({ sin: reply, nrt: completion })
    const { value } = await outcome()
    expect(triesOf(value)).toBe(`sin;${label}, nrt;200`)
    expect(value.candidate?.endpoint.id).toBe('nrt')
    expect(effects.sent.map(({ url }) => url)).toEqual([
      'https://sin.example.com/v1/chat/completions',
      'https://nrt.example.com/v1/chat/completions',
    ])
  })

  it.each<[string, readonly string[]]>([
    ['an error before any content', [role, event('{"error":{"message":"Overloaded"}}')]],
    ['an end before any content', [role]],
    ['[DONE] before any content', [role, done]],
    ['an empty delta and an error', [chunk({ delta: { content: '' } }), event('{"error":"no"}')]],
  ])('%s of a stream, of which the caller sees nothing', async (_, pieces) => {
    const broken = streaming(...pieces)
    broken.body.close()
    const { effects, outcome } = begin({ sin: broken, nrt: streaming(...wholeStream) }, { stream: true })
    const { value } = await outcome()
    const reading = readStream(streamOf(value))
    await effects.settle()
    expect(reading.text).toBe(wholeStream.join(''))
    expect(value.attempts.map(({ endpoint }) => endpoint)).toEqual(['sin', 'nrt'])
  })

  it('8 s without the headers of a stream', async () => {
    const { effects, outcome } = begin({ sin: 'silence', nrt: streaming(...wholeStream) }, { stream: true })
    const { value, afterMs } = await outcome()
    expect([triesOf(value), afterMs]).toEqual(['sin;timeout, nrt;200', 8000])
    expect(effects.sent[0]?.signal.aborted).toBe(true)
    expect(effects.sent[1]?.signal.aborted).toBe(false)
  })

  it('15 s without the first content of a stream, of which the caller sees nothing', async () => {
    const { effects, outcome } = begin(
      { sin: streaming(role), nrt: streaming(...wholeStream) },
      { stream: true },
    )
    const { value, afterMs } = await outcome()
    expect([triesOf(value), afterMs]).toEqual(['sin;timeout, nrt;200', 15_000])
    const reading = readStream(streamOf(value))
    await effects.settle()
    expect(reading.text).toBe(wholeStream.join(''))
  })

  it('9 s without a plain answer from an endpoint that no probe reaches', async () => {
    const { outcome } = begin({ sin: 'silence', nrt: completion }, { probes: { sin: 'silence' } })
    const { value, afterMs } = await outcome()
    expect([triesOf(value), afterMs]).toEqual(['sin;timeout, nrt;200', 9000])
  })

  it('two minutes without a plain answer from an endpoint that is alive', async () => {
    const { outcome } = begin({ sin: 'silence', nrt: { afterMs: 1900, reply: completion } })
    const { value, afterMs } = await outcome()
    expect([triesOf(value), afterMs]).toEqual(['sin;timeout, nrt;200', 121_900])
  })
})

describe('the caller gets the verdict of the first endpoint', () => {
  it.each([400, 404, 409, 413, 415, 422])('that says %i, and no other is asked', async status => {
    const { effects, outcome } = begin({ sin: refusal(status), nrt: completion })
    const { value } = await outcome()
    expect([codeOf(value), triesOf(value)]).toEqual(['refused', `sin;${status}`])
    expect(effects.sent).toHaveLength(1)
  })
})

describe('an endpoint that does not know the model', () => {
  const unknown = refusal(404, { code: 'model_not_found' })

  it('is followed by those that list the model by name only', async () => {
    const { outcome } = begin(
      { sin: unknown, nrt: completion, fra: completion },
      { rows: { nrt: { models: ['*'] } } },
    )
    expect(triesOf((await outcome()).value)).toBe('sin;404, fra;200')
  })

  it('is the last where no other lists it: 404, which no retry can help', async () => {
    const { outcome } = begin({ sin: unknown, nrt: completion }, { rows: { nrt: { models: ['*'] } } })
    const { value } = await outcome()
    expect([codeOf(value), triesOf(value)]).toEqual(['model_not_found', 'sin;404'])
    expect(value.result).toMatchObject({ error: { status: 404, details: { param: 'model' } } })
  })
})

describe('how many are tried', () => {
  it.each<[string, readonly number[], string]>([
    ['three that did not work on the call', [503, 429, 529, 200], 'a;503, b;429, c;529'],
    ['two that may have worked on it', [500, 500, 200, 200], 'a;500, b;500'],
    ['one of each, and one more', [503, 500, 200, 200], 'a;503, b;500, c;200'],
    ['one of each the other way round', [500, 503, 200, 200], 'a;500, b;503, c;200'],
    ['two that may have worked on it among three', [502, 401, 504, 200], 'a;502, b;401, c;504'],
    ['all there are', [503], 'a;503'],
  ])('%s', async (_, statuses, tries) => {
    const replies = statuses.map((status, at) => {
      const reply = status === 200 ? completion : refusal(status)
      return ['abcd'.charAt(at), reply] as const
    })
    const { outcome } = begin(Object.fromEntries(replies))
    expect(triesOf((await outcome()).value)).toBe(tries)
  })

  it.each([
    ['none after one that may have acted', [500, 200], 'a;500'],
    ['one more after one that cannot have', [503, 500, 200], 'a;503, b;500'],
  ])('of a call that may act, %s', async (_, statuses, tries) => {
    const replies = statuses.map(
      (status, at) => ['abc'.charAt(at), status === 200 ? completion : refusal(status)] as const,
    )
    const { outcome } = begin(Object.fromEntries(replies), { mayAct: true })
    expect(triesOf((await outcome()).value)).toBe(tries)
  })

  it('none where less than a second is left', async () => {
    const { effects, outcome } = begin({ sin: completion }, { stream: true, elapsedMs: 59_001 })
    const { value } = await outcome()
    expect([codeOf(value), triesOf(value)]).toEqual(['upstream_timeout', ''])
    expect(effects.sent).toEqual([])
  })

  it('one where a second is left, for that second', async () => {
    const { outcome } = begin({ sin: 'silence', nrt: completion }, { stream: true, elapsedMs: 59_000 })
    const { value, afterMs } = await outcome()
    expect([triesOf(value), afterMs]).toEqual(['sin;timeout', 1000])
  })

  it('no second one where the first has used up the time', async () => {
    const slow = { afterMs: 7100, reply: refused() }
    const { outcome } = begin(
      { sin: slow, nrt: slow, fra: streaming(...wholeStream) },
      { stream: true, elapsedMs: 45_000 },
    )
    const { value, afterMs } = await outcome()
    expect([triesOf(value), afterMs]).toEqual(['sin;refused, nrt;refused', 14_200])
    expect(codeOf(value)).toBe('upstream_unreachable')
  })

  it('none of no candidates', async () => {
    const { value } = await begin({}).outcome()
    expect([value.result.kind, triesOf(value)]).toEqual(['exhausted', ''])
  })
})

describe('when all fail the caller is told', () => {
  it.each<[number, string, number]>([
    [500, 'upstream_invalid_response', 502],
    [502, 'upstream_invalid_response', 502],
    [503, 'overloaded', 503],
    [504, 'upstream_timeout', 504],
    [520, 'upstream_invalid_response', 502],
    [529, 'overloaded', 503],
    [307, 'upstream_invalid_response', 502],
  ])('of %i: %s', async (status, code, ownStatus) => {
    const { outcome } = begin({ sin: refusal(status), nrt: refusal(status) })
    const { value } = await outcome()
    expect(codeOf(value)).toBe(code)
    expect(value.result).toMatchObject({ error: { status: ownStatus } })
    expect(value.candidate).toBeUndefined()
  })

  it('of rate limits the shortest wait', async () => {
    const { outcome } = begin({ sin: limited(7), nrt: limited(3), fra: limited(12) })
    const { value } = await outcome()
    expect(codeOf(value)).toBe('upstream_rate_limited')
    expect(value.result).toMatchObject({ error: { status: 429, details: { retryAfterSeconds: 3 } } })
  })

  it('of refused keys that ours are wrong, and nothing that the endpoint said', async () => {
    const told = refusal(401, { message: 'Incorrect API key provided: sk-CANARY.', code: 'invalid_api_key' })
    const { outcome } = begin({ sin: told, nrt: { ...told, status: 403 } })
    const { value } = await outcome()
    expect(codeOf(value)).toBe('upstream_auth')
    expect(value.result).toMatchObject({ error: { status: 502 } })
    expect(JSON.stringify(value)).not.toContain('CANARY')
  })

  it('of a page that the answer was not usable', async () => {
    const { outcome } = begin({ sin: html, nrt: html })
    expect(codeOf((await outcome()).value)).toBe('upstream_invalid_response')
  })

  it('of refused connections that nobody could be reached', async () => {
    const { outcome } = begin({ sin: refused(), nrt: refused(), fra: refused(), iad: completion })
    const { value } = await outcome()
    expect([codeOf(value), value.attempts.length]).toEqual(['upstream_unreachable', 3])
  })

  it.each([
    [true, 16_000],
    [false, 18_000],
  ])(
    'of two silent ones, before a response must begin, that they were too slow (stream: %s)',
    async (stream, expectedMs) => {
      const { effects, outcome } = begin(
        { sin: 'silence', nrt: 'silence', fra: 'silence' },
        { stream, probes: { sin: 'silence', nrt: 'silence' } },
      )
      const { value, afterMs } = await outcome()
      expect([codeOf(value), triesOf(value)]).toEqual(['upstream_timeout', 'sin;timeout, nrt;timeout'])
      expect(afterMs).toBe(expectedMs)
      expect(effects.calls.map(({ signal }) => signal.aborted)).toEqual([true, true])
    },
  )

  it('of two slow ones that live within four minutes', async () => {
    const { outcome } = begin({ sin: 'silence', nrt: 'silence' })
    const { value, afterMs } = await outcome()
    expect([codeOf(value), afterMs]).toEqual(['upstream_timeout', 240_000])
  })
})

describe('a caller that hangs up', () => {
  it('has no other endpoint tried, and its call is no failure of the first', async () => {
    const { effects, caller, outcome } = begin({ sin: 'silence', nrt: completion })
    await effects.advance(500)
    caller.abort()
    const { value } = await outcome()
    expect([codeOf(value), triesOf(value)]).toEqual(['abandoned', 'sin;abandoned'])
    expect(value.attempts[0]?.failure).toBeUndefined()
    expect(effects.sent).toHaveLength(1)
  })

  it('during the second try has no third one made', async () => {
    const { effects, caller, outcome } = begin({ sin: refused(), nrt: 'silence', fra: completion })
    await effects.advance(500)
    caller.abort()
    expect(triesOf((await outcome()).value)).toBe('sin;refused, nrt;abandoned')
  })
})

describe('a stream', () => {
  it('tells once how it ended', async () => {
    const { effects, outcome, ends } = begin({ sin: streaming(...wholeStream) }, { stream: true })
    const reading = readStream(streamOf((await outcome()).value))
    await effects.settle()
    expect(reading.isClosed).toBe(true)
    expect(ends).toEqual([{ kind: 'complete' }])
  })

  it('that breaks after its first content is never begun anew elsewhere', async () => {
    const sin = streaming(role, word('Xin'))
    const { effects, outcome, ends } = begin({ sin, nrt: streaming(...wholeStream) }, { stream: true })
    const reading = readStream(streamOf((await outcome()).value))
    sin.body.fail(reset())
    await effects.settle()
    expect(dataOf(reading.text).at(-1)).toMatchObject({ error: { code: 'upstream_stream_truncated' } })
    expect(ends).toEqual([{ kind: 'failed', code: 'upstream_stream_truncated' }])
    expect(effects.sent).toHaveLength(1)
  })

  it('keeps listening to the caller until it ends, and the tries before it do not', async () => {
    const sin = streaming(role, word('a'))
    const { effects, listeners, outcome } = begin({ nrt: refused(), sin }, { stream: true })
    readStream(streamOf((await outcome()).value))
    expect(listeners()).toBe(1)
    sin.body.push(finish(), done)
    await effects.settle()
    expect(listeners()).toBe(0)
    sin.body.close()
    await effects.settle()
    expect(effects.pendingTimers).toBe(0)
  })

  it('that began late ends itself before the platform does, 300 s after the request', async () => {
    const sin = streaming(role)
    const { effects, answer } = begin({ nrt: streaming(role), sin }, { stream: true })
    await effects.advance(21_500)
    sin.body.push(word('a'))
    const reading = readStream(streamOf(await answer))
    while (!reading.isClosed && effects.now() < start + 400_000) {
      sin.body.push(word('a'))
      await effects.advance(500)
    }
    expect(dataOf(reading.text).at(-1)).toMatchObject({ error: { code: 'deadline_exceeded' } })
    expect(effects.now() - start).toBeLessThan(300_000)
  })
})
