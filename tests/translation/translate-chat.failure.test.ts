import { describe, expect, it } from 'vitest'
import type { Dialect } from '@/lib/translation/thinking-options'
import { Untranslatable } from '@/lib/translation/untranslatable'
import { classifyNetworkError } from '@/lib/upstream/classify-network-error'
import { eventAnswer } from '../support/event-answer'
import { createFakeEffects, refused, reset } from '../support/fake-effects'
import { messageAnswer } from '../support/message-answer'
import { messageEvent } from '../support/message-events'
import { nextTurn } from '../support/next-turn'
import { translate } from '../support/translate'
import { createUpstreamBody } from '../support/upstream-body'

const dialects = ['anthropic', 'google'] as const
const both = dialects.flatMap(dialect => [true, false].map(stream => [dialect, stream] as const))

async function told(answer: () => Response, dialect: Dialect, stream = false) {
  const response = await translate({ stream }, dialect, answer).response
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    text: await response.text(),
  }
}

const errors = {
  anthropic: { type: 'error', error: { type: 'rate_limit_error', message: 'Slow down.' }, request_id: 'r' },
  google: { error: { code: 429, message: 'Slow down.', status: 'RESOURCE_EXHAUSTED' } },
}

describe('what an endpoint refuses', () => {
  it.each(both)('is passed on as it is: %s, stream %s', async (dialect, stream) => {
    const body = JSON.stringify(errors[dialect])
    const headers = { 'content-type': 'application/json', 'retry-after': '7', 'set-cookie': 'a=CANARY' }
    expect(await told(() => new Response(body, { status: 429, headers }), dialect, stream)).toEqual({
      status: 429,
      headers: { 'content-type': 'application/json', 'retry-after': '7' },
      text: body,
    })
  })

  it.each([301, 307, 400, 401, 402, 403, 404, 413, 500, 503, 529])('keeps its status: %i', async status => {
    for (const dialect of dialects)
      expect(await told(() => new Response('No.', { status }), dialect)).toMatchObject({
        status,
        text: 'No.',
      })
  })

  it.each([201, 204, 205, 304])('is also no answer, at %i', async status => {
    const empty = () => new Response(null, { status })
    for (const dialect of dialects) expect((await told(empty, dialect)).status).toBe(status)
  })

  it.each(both)('is read up to 64 KiB: %s, stream %s', async (dialect, stream) => {
    const long = createUpstreamBody(...Array.from({ length: 5 }, () => 'x'.repeat(16 * 1024)))
    const answer = () => new Response(long.open(new AbortController().signal), { status: 500 })
    expect(await told(answer, dialect, stream)).toMatchObject({ status: 500, text: '' })
    expect(long.isCancelled).toBe(true)
  })

  it.each(both)('is waited for no longer than a second: %s, stream %s', async (dialect, stream) => {
    const effects = createFakeEffects()
    const held = createUpstreamBody('{')
    const answer = () => new Response(held.open(new AbortController().signal), { status: 500 })
    const { response } = translate({ stream }, dialect, answer, { startTimer: effects.startTimer })
    const { value, afterMs } = await effects.outcome(response)
    expect([value.status, await value.text(), afterMs]).toEqual([500, '', 1000])
    expect([held.isCancelled, effects.pendingTimers]).toEqual([true, 0])
  })

  it('before the first event of a stream is a refusal as well', async () => {
    const error = { type: 'overloaded_error', message: 'Overloaded' }
    const body = createUpstreamBody(messageEvent({ type: 'error', error }))
    body.close()
    const { response } = translate({ stream: true }, 'anthropic', eventAnswer(body))
    expect((await response).status).toBe(529)
  })
})

describe('a success that cannot be read', () => {
  it.each<[string, string]>([
    ['a page', '<!doctype html><h1>Welcome</h1>'],
    ['nothing', ''],
    ['half an answer', JSON.stringify(messageAnswer()).slice(0, -1)],
    ['another’s answer', '{"choices":[]}'],
    ['an error', JSON.stringify(errors.anthropic)],
  ])('is no JSON of ours: %s', async (_, text) => {
    const said = await told(() => new Response(text), 'anthropic')
    expect([said.status, said.headers['content-type']]).toEqual([200, 'text/plain'])
  })

  it.each(dialects)('is one that is larger than 32 MiB, and no more of it is read: %s', async dialect => {
    const mebibyte = ' '.repeat(1024 * 1024)
    const body = createUpstreamBody(...Array.from({ length: 50 }, () => mebibyte))
    const answer = (signal: AbortSignal | null | undefined) => new Response(body.open(signal))
    const response = await translate({}, dialect, answer).response
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/plain'])
    expect(body.taken).toBeLessThan(36)
  })

  it.each(dialects)('is one that breaks off: %s', async dialect => {
    const body = createUpstreamBody('{"id":')
    body.fail(reset())
    const response = await translate({}, dialect, signal => new Response(body.open(signal))).response
    expect(response.headers.get('content-type')).not.toContain('application/json')
  })
})

describe('a network that fails', () => {
  it.each(both)(
    'before anything is sent is told from one that may have: %s, stream %s',
    async (dialect, stream) => {
      const failed = (error: Error) =>
        translate({ stream }, dialect, () => Promise.reject(error)).response.then(
          () => undefined,
          (thrown: unknown) => classifyNetworkError(thrown),
        )
      expect(await failed(refused())).toMatchObject({ label: 'refused', isUnprocessed: true })
      expect(await failed(reset())).toMatchObject({ label: 'reset', isUnprocessed: false })
    },
  )

  it.each(both)(
    'because the caller has hung up is an end, no answer: %s, stream %s',
    async (dialect, stream) => {
      const { caller, response } = translate({ stream }, dialect, async signal => {
        caller.abort()
        throw signal?.reason
      })
      await expect(response).rejects.toMatchObject({ name: 'AbortError' })
    },
  )

  it.each(dialects)('for a plain answer’s second half ends with the caller’s signal: %s', async dialect => {
    const body = createUpstreamBody('{"id":')
    const { caller, response } = translate({}, dialect, signal => new Response(body.open(signal)))
    while (body.taken === 0) await nextTurn()
    caller.abort()
    await expect(response).rejects.toMatchObject({ name: 'AbortError' })
  })
})

it.each(dialects)('the request ends with the caller’s signal, and only with that: %s', async dialect => {
  const { sent, caller, response } = translate({}, dialect, () => new Response('No.', { status: 500 }))
  await response
  expect(sent[0]?.signal?.aborted).toBe(false)
  caller.abort()
  expect(sent[0]?.signal?.aborted).toBe(true)
})

describe('a schema that is none', () => {
  it.each([{ anyOf: 'CANARY' }, { allOf: {} }])(
    'cannot be translated, and nothing is sent: %j',
    async schema => {
      const response_format = { type: 'json_schema', json_schema: { name: 'a', schema } }
      const { sent, response } = translate({ response_format }, 'anthropic', () =>
        Response.json(messageAnswer()),
      )
      await expect(response).rejects.toBeInstanceOf(Untranslatable)
      expect(sent).toEqual([])
    },
  )
})
