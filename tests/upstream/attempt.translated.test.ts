import { describe, expect, it } from 'vitest'
import { beginAttempt } from '../support/begin-attempt'
import { completion, refusal } from '../support/completion'
import { type Reply, refused } from '../support/fake-effects'
import { geminiAnswer } from '../support/gemini-answer'
import { geminiEnd, geminiPart } from '../support/gemini-events'
import { jsonReply } from '../support/json-reply'
import { messageAnswer } from '../support/message-answer'
import { messageDelta, messagePing, messageStart, messageStop, messageText } from '../support/message-events'
import { nextTurn } from '../support/next-turn'
import { readStream } from '../support/read-stream'
import { eventStream } from '../support/sse'
import { streamReply } from '../support/stream-reply'
import { createUpstreamBody } from '../support/upstream-body'

const wrongKey = {
  error: {
    code: 400,
    message: 'API key not valid. Please pass a valid API key.',
    status: 'INVALID_ARGUMENT',
  },
}

describe('a chat that is translated', () => {
  it.each([
    ['anthropic', messageAnswer()],
    ['google', geminiAnswer()],
  ])('is answered as any other: %s', async (provider, answer) => {
    const { effects, listeners, result } = beginAttempt(jsonReply(answer), { provider })
    const value = await result
    expect(value).toMatchObject({ kind: 'answered', usage: { completionTokens: 7, cachedTokens: 2 } })
    expect(value.kind === 'answered' && [...value.headers]).toEqual([['content-type', 'application/json']])
    expect([effects.pendingTimers, listeners()]).toEqual([0, 0])
  })

  it('has its key sent once, as its provider wants it', async () => {
    const { effects, result } = beginAttempt(jsonReply(geminiAnswer()), { provider: 'google' })
    await result
    expect(effects.sent.map(({ headers }) => Object.fromEntries(headers))).toEqual([
      {
        accept: 'application/json, text/event-stream',
        'accept-encoding': 'identity',
        'content-type': 'application/json',
        'user-agent': 'isochrone (+edge sin1)',
        'x-goog-api-key': 'upstream-key',
        'x-request-id': 'request-0001',
      },
    ])
  })

  it('has the endpoint’s limits read', async () => {
    const headers = {
      ...completion.headers,
      'anthropic-ratelimit-requests-limit': '100',
      'anthropic-ratelimit-requests-remaining': '50',
    }
    const { result } = beginAttempt(
      { headers, body: JSON.stringify(messageAnswer()) },
      { provider: 'anthropic' },
    )
    expect(await result).toMatchObject({ headroom: { share: 0.5, resetMs: 60_000 } })
  })

  it.each<[string, Reply, object]>([
    ['a refused connection', refused(), { label: 'refused', isUnprocessed: true, isUnreachable: true }],
    ['an overload', { status: 529, body: '' }, { label: '529', code: 'overloaded' }],
    ['a refused key', jsonReply(wrongKey, 400), { label: '400', code: 'upstream_auth' }],
    ['a page', { headers: { 'content-type': 'text/html' }, body: '<h1>' }, { label: 'invalid' }],
  ])('fails as any other: %s', async (_, reply, failure) => {
    expect(await beginAttempt(reply, { provider: 'google' }).result).toMatchObject({
      kind: 'failed',
      failure,
    })
  })

  it('is not sent where a field of it would be lost: another endpoint may do it', async () => {
    const { effects, listeners, result } = beginAttempt(
      jsonReply(geminiAnswer()),
      { provider: 'google' },
      'chat.completions',
      {
        n: 2,
      },
    )
    expect(await result).toEqual({
      kind: 'failed',
      failure: {
        label: 'unsupported',
        code: 'invalid_request',
        isUnprocessed: true,
        isOperationUnknown: true,
        isUnsent: true,
        param: 'n',
      },
    })
    expect([effects.sent, effects.pendingTimers, listeners()]).toEqual([[], 0, 0])
  })

  it('is sent with that field where it is not translated', async () => {
    const { effects, result } = beginAttempt(
      refusal(400),
      { provider: 'google-openai' },
      'chat.completions',
      { n: 2 },
    )
    await result
    expect(JSON.parse(effects.sent[0]?.body ?? '')).toMatchObject({ n: 2 })
  })

  it.each([{ anyOf: 'CANARY' }, { allOf: {} }, { enum: true }, { $ref: 1 }])(
    'with a schema that is none says nothing of its endpoint: %j',
    async parameters => {
      const fields = { tools: [{ type: 'function', function: { name: 'a', parameters } }] }
      const { effects, result } = beginAttempt(
        jsonReply(geminiAnswer()),
        { provider: 'google' },
        'chat.completions',
        fields,
      )
      expect(await result).toMatchObject({
        kind: 'failed',
        failure: { label: 'unsupported', code: 'invalid_request', isOperationUnknown: true },
      })
      expect(effects.sent).toEqual([])
    },
  )

  it.each<[string, string, unknown]>([
    [
      'late instructions',
      'google',
      [
        { role: 'user', content: 'a' },
        { role: 'system', content: 'b' },
      ],
    ],
    [
      'sound',
      'anthropic',
      [{ role: 'user', content: [{ type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } }] }],
    ],
  ])('that it cannot be does not make its endpoint unreachable: %s', async (_, provider, messages) => {
    const answer = provider === 'google' ? geminiAnswer() : messageAnswer()
    const value = await beginAttempt(jsonReply(answer), { provider }, 'chat.completions', { messages }).result
    expect(value.kind === 'failed' && value.failure.isUnreachable).toBeFalsy()
  })

  it('that is streamed ends as its endpoint ended it, and not before', async () => {
    const streamed = async (...pieces: string[]) => {
      const { result } = beginAttempt(streamReply(...pieces), { provider: 'google' }, 'chat.completions', {
        stream: true,
      })
      const value = await result
      if (value.kind !== 'answered' || !(value.body instanceof ReadableStream)) throw new Error('No stream.')
      return await new Response(value.body).text()
    }
    expect(await streamed(geminiPart({ text: 'Xin' }), geminiEnd())).toContain('[DONE]')
    expect(await streamed(geminiPart({ text: 'Xin' }))).toContain('upstream_stream_truncated')
    const broken = await streamed(geminiPart({ text: 'Xin' }), geminiEnd('OTHER'))
    expect(broken).toContain('"code":"upstream_error"')
    expect(broken).not.toMatch(/\[DONE\]|"finish_reason":"/)
  })

  it.each<[string, string, object]>([
    ['google', 'MALFORMED_FUNCTION_CALL', geminiAnswer([], { finishReason: 'MALFORMED_FUNCTION_CALL' })],
    ['google', 'OTHER', geminiAnswer([{ text: 'Xin' }], { finishReason: 'OTHER' })],
    ['google', 'no reason', geminiAnswer([{ text: 'Xin' }], { finishReason: undefined })],
    ['anthropic', 'pause_turn', messageAnswer({ stop_reason: 'pause_turn' })],
  ])('that its endpoint did not finish is no answer: %s, %s', async (provider, _, answer) => {
    expect(await beginAttempt(jsonReply(answer), { provider }).result).toMatchObject({
      kind: 'failed',
      failure: { label: 'invalid', code: 'upstream_invalid_response' },
    })
  })

  it('whose stream ends unfinished before anything was said is no answer', async () => {
    const reply = streamReply(geminiEnd('MALFORMED_FUNCTION_CALL'))
    const { result } = beginAttempt(reply, { provider: 'google' }, 'chat.completions', { stream: true })
    expect(await result).toMatchObject({ kind: 'failed', failure: { label: 'invalid' } })
  })

  it.each(['anthropic', 'google'])('whose stream is an empty page is no answer: %s', async provider => {
    const page = { headers: { 'content-type': 'text/html' }, body: '<h1>Welcome</h1>' }
    const { result } = beginAttempt(page, { provider }, 'chat.completions', { stream: true })
    expect((await result).kind).toBe('failed')
  })

  it.each<[string, readonly string[]]>([
    ['anthropic', []],
    ['google', []],
    ['anthropic', [messageStart]],
  ])('whose headers have come is no silent host, as any other: %s', async (provider, pieces) => {
    const reply = { headers: eventStream, body: createUpstreamBody(...pieces) }
    const { effects, caller, result } = beginAttempt(reply, { provider }, 'chat.completions', {
      stream: true,
    })
    let isOver = false
    result.then(() => {
      isOver = true
    })
    for (let turn = 0; turn < 200; turn++) await nextTurn()
    await effects.advance(9000)
    expect([effects.sent.length, isOver]).toEqual([1, false])
    caller.abort()
    expect(await result).toEqual({ kind: 'abandoned' })
  })

  it('that is streamed goes on through a long thought, of which only pings tell', async () => {
    const body = createUpstreamBody(messageStart, messageText(0, 'Let me think.'))
    const reply = { headers: eventStream, body }
    const { effects, result } = beginAttempt(reply, { provider: 'anthropic' }, 'chat.completions', {
      stream: true,
    })
    const value = await result
    if (value.kind !== 'answered' || !(value.body instanceof ReadableStream)) throw new Error('No stream.')
    const reading = readStream(value.body)
    const until = async (isReached: () => boolean) => {
      for (let turn = 0; turn < 200 && !isReached(); turn++) await nextTurn()
    }
    for (let pings = 1; pings <= 6; pings++) {
      await effects.advance(10_000)
      body.push(messagePing)
      await until(() => reading.text.split(': ping').length > pings)
    }
    body.push(messageText(1, 'Done.'), messageDelta(), messageStop)
    body.close()
    await until(() => reading.isClosed)
    expect(reading.text).toContain('"content":"Done."')
    expect(reading.text).toMatch(/data: \[DONE\]\n\n$/)
  })

  it('ends with its caller', async () => {
    const { effects, caller, result } = beginAttempt('silence', { provider: 'anthropic' })
    for (let turn = 0; turn < 200 && effects.sent.length === 0; turn++) await nextTurn()
    caller.abort()
    expect(await result).toEqual({ kind: 'abandoned' })
    expect([effects.sent[0]?.signal.aborted, effects.pendingTimers]).toEqual([true, 0])
  })
})
