import { describe, expect, it } from 'vitest'
import { handleCall } from '@/lib/gateway/handle-call'
import { restMs } from '@/lib/gateway/record-ended'
import { callBody } from '../support/build-call'
import { buildDependencies } from '../support/build-dependencies'
import { buildRequest } from '../support/build-request'
import { completion, completionText, refusal } from '../support/completion'
import type { Reply } from '../support/fake-effects'
import { readStream } from '../support/read-stream'
import { dataOf, eventStream, wholeStream } from '../support/sse'
import { createUpstreamBody } from '../support/upstream-body'

const afterSeconds = (seconds: number, reply: Reply): Reply => ({ afterMs: seconds * 1000, reply })

/** Asks, and reads whatever comes while time passes. */
async function ask(answers: Readonly<Record<string, Reply>>, changes: object = {}) {
  const world = buildDependencies({ answers })
  const request = buildRequest({ body: callBody({ ...changes }) })
  const { value: response, afterMs } = await world.effects.outcome(handleCall(request, world.dependencies))
  if (response.body === null) throw new Error('A response was expected to have a body.')
  const reading = readStream(response.body)
  return { ...world, response, afterMs, reading }
}

const lineOf = ({ logged }: Pick<Awaited<ReturnType<typeof ask>>, 'logged'>) =>
  logged.find(({ line }) => line.event === 'call')?.line

describe('a plain answer that takes longer than twenty seconds', () => {
  it('is begun then, kept alive by white space, and given whole', async () => {
    const asked = await ask({ sin: afterSeconds(49, completion) })
    expect([asked.response.status, asked.afterMs]).toEqual([200, 20_000])
    expect(asked.response.headers.get('content-type')).toBe('application/json')
    expect(asked.response.headers.get('x-endpoint-used')).toBeNull()
    await asked.effects.advance(15_000)
    expect(asked.reading.pieces).toEqual([' ', ' '])
    await asked.runDeferred()
    expect(asked.reading.text).toBe(`  ${completionText}`)
    expect(asked.reading.isClosed).toBe(true)
    expect(lineOf(asked)).toMatchObject({ status: 200, endpoint: 'sin', attempts: 'sin;200' })
  })

  it('may come from another endpoint, where the first fails late', async () => {
    const asked = await ask({ sin: afterSeconds(30, refusal(503)), nrt: completion })
    await asked.runDeferred()
    expect(JSON.parse(asked.reading.text)).toMatchObject({ object: 'chat.completion' })
    expect(lineOf(asked)).toMatchObject({ endpoint: 'nrt', attempts: 'sin;503, nrt;200' })
  })

  it('and fails for good, is OpenAI’s error object in a body of status 200', async () => {
    const asked = await ask({ sin: afterSeconds(30, refusal(500)), nrt: refusal(500) })
    await asked.runDeferred()
    expect(JSON.parse(asked.reading.text)).toEqual({
      error: {
        message: expect.any(String),
        type: 'server_error',
        param: null,
        code: 'upstream_invalid_response',
      },
    })
    expect(lineOf(asked)).toMatchObject({ status: 200, code: 'upstream_invalid_response', end: 'failed' })
  })

  it('and is the caller’s fault, is the endpoint’s verdict', async () => {
    const asked = await ask({ sin: afterSeconds(30, refusal(400, { message: 'Too long.' })) })
    await asked.runDeferred()
    expect(JSON.parse(asked.reading.text)).toMatchObject({ error: { message: 'Too long.' } })
  })

  it('is given up after two minutes at an endpoint, although that is alive', async () => {
    const asked = await ask({ sin: 'silence', nrt: completion })
    const begun = asked.effects.now()
    await asked.runDeferred()
    expect(asked.effects.now() - begun).toBe(100_000 + restMs)
    expect(lineOf(asked)).toMatchObject({ attempts: 'sin;timeout, nrt;200' })
  })
})

describe('a stream that has not begun after twenty seconds', () => {
  const stream = { stream: true, model: 'o4-mini' }

  it('is begun then with a comment, and again every fifteen seconds', async () => {
    const held = createUpstreamBody()
    const asked = await ask({ sin: { headers: eventStream, body: held } }, stream)
    expect([asked.response.status, asked.afterMs]).toEqual([200, 20_000])
    expect(asked.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    expect(asked.response.headers.get('cache-control')).toContain('no-transform')
    await asked.effects.advance(16_000)
    expect(asked.reading.text).toBe(': waiting\n\n: waiting\n\n')
    held.push(...wholeStream)
    held.close()
    await asked.runDeferred()
    expect(asked.reading.text).toBe(`: waiting\n\n: waiting\n\n${wholeStream.join('')}`)
    expect(lineOf(asked)).toMatchObject({ endpoint: 'sin', end: 'complete' })
  })

  it('and never does, is one error event without [DONE]', async () => {
    const silent = () => ({ headers: eventStream, body: createUpstreamBody() })
    const asked = await ask({ sin: silent(), nrt: silent() }, stream)
    await asked.runDeferred()
    expect(dataOf(asked.reading.text)).toEqual([
      { error: expect.objectContaining({ code: 'upstream_timeout', type: 'server_error' }) },
    ])
    expect(lineOf(asked)).toMatchObject({ attempts: 'sin;timeout, nrt;timeout', code: 'upstream_timeout' })
  })

  it('and is given up by its caller, ends the request to the endpoint', async () => {
    const asked = await ask({ sin: { headers: eventStream, body: createUpstreamBody() } }, stream)
    await asked.reading.cancel()
    await asked.runDeferred()
    expect(asked.effects.calls[0]?.signal.aborted).toBe(true)
    expect(asked.effects.calls).toHaveLength(1)
    expect(lineOf(asked)).toMatchObject({ end: 'abandoned' })
  })
})
