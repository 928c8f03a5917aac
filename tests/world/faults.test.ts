import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Fault, StreamFault } from './endpoint/fault'
import { type Endpoint, startEndpoint } from './start-endpoint'

let endpoint: Endpoint

beforeAll(async () => {
  endpoint = await startEndpoint({ id: 'sin', region: 'ap-southeast-1' })
})
beforeEach(() => endpoint.reset())
afterAll(() => endpoint.close())

function ask({ stream = true, signal = AbortSignal.timeout(5000) } = {}): Promise<Response> {
  const body = JSON.stringify({ model: 'm', stream, messages: [{ role: 'user', content: 'Chào bạn' }] })
  return fetch(`${endpoint.url}/chat/completions`, { method: 'POST', body, signal })
}

/** What arrives of a stream until it ends, and whether it ended cleanly. */
async function received(): Promise<{ text: string; clean: boolean }> {
  const decoder = new TextDecoder()
  const answer = await ask()
  let text = ''
  try {
    for await (const piece of answer.body ?? []) text += decoder.decode(piece, { stream: true })
    return { text, clean: true }
  } catch {
    return { text, clean: false }
  }
}

const contentEvents = (text: string) => text.match(/"delta":\{"content"/g)?.length ?? 0

describe('faults before the answer', () => {
  it.each<[Fault, number, string]>([
    [{ kind: 'status', status: 503, headers: { 'retry-after': '7' } }, 503, 'The simulated endpoint fails'],
    [{ kind: 'status', status: 429, body: 'slow down' }, 429, 'slow down'],
    [{ kind: 'html' }, 200, '<h1>It works!</h1>'],
    [{ kind: 'empty' }, 200, ''],
    [{ kind: 'invalid-json' }, 200, 'undefined}'],
    [{ kind: 'wrong-schema' }, 200, '"result"'],
    [{ kind: 'error-200' }, 200, '{"error":'],
    [{ kind: 'json-for-stream' }, 200, '"chat.completion"'],
  ])('answers as %j says', async (fault, status, text) => {
    endpoint.set({ fault })
    const answer = await ask()
    expect(answer.status).toBe(status)
    expect(await answer.text()).toContain(text)
  })

  it('sends a location without following it', async () => {
    endpoint.set({ fault: { kind: 'status', status: 307, headers: { location: 'http://127.0.0.1:1/' } } })
    const answer = await fetch(`${endpoint.url}/embeddings`, { method: 'POST', redirect: 'manual' })
    expect([answer.status, answer.headers.get('location')]).toEqual([307, 'http://127.0.0.1:1/'])
  })

  it('resets the connection, and cuts a JSON answer short', async () => {
    endpoint.behaviour = { fault: { kind: 'reset' } }
    await expect(ask()).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } })
    endpoint.behaviour = { fault: { kind: 'truncated-json' } }
    await expect((await ask({ stream: false })).json()).rejects.toThrow('terminated')
    expect(endpoint.requests.map(({ aborted }) => aborted)).toEqual([false, false])
  })

  it('swallows a request until its caller leaves, and notes that it left', async () => {
    endpoint.set({ fault: { kind: 'blackhole' } })
    const caller = new AbortController()
    const answer = ask({ signal: caller.signal })
    await vi.waitFor(() => expect(endpoint.requests).toHaveLength(1))
    caller.abort()
    await expect(answer).rejects.toThrow('aborted')
    await vi.waitFor(() => expect(endpoint.requests[0]?.aborted).toBe(true))
  })

  it('strikes so many times and operations only, unless everything is struck', async () => {
    endpoint.set({ fault: { kind: 'status', status: 500, times: 1 } })
    const models = () => fetch(`${endpoint.url}/models`, { method: 'HEAD' })
    expect((await models()).status).toBe(200)
    expect((await ask({ stream: false })).status).toBe(500)
    expect((await ask({ stream: false })).status).toBe(200)
    endpoint.set({ headStatus: 405 })
    expect((await models()).status).toBe(405)
    endpoint.set({ fault: { kind: 'status', status: 503, everything: true } })
    expect((await models()).status).toBe(503)
  })

  it('refuses connections and accepts them again on its port', async () => {
    await endpoint.refuse()
    await expect(ask()).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } })
    await endpoint.accept()
    expect((await ask()).status).toBe(200)
  })
})

describe('faults within a stream', () => {
  it.each<[StreamFault, { clean: boolean; done: boolean; content: number; holds?: string }]>([
    [
      { kind: 'cut', how: 'destroy', afterContentEvents: 3 },
      { clean: false, done: false, content: 3 },
    ],
    [
      { kind: 'cut', how: 'reset', afterContentEvents: 0 },
      { clean: false, done: false, content: 0 },
    ],
    [
      { kind: 'cut', how: 'clean-end', afterContentEvents: 2 },
      { clean: true, done: false, content: 2 },
    ],
    [
      { kind: 'error-event', afterContentEvents: 1 },
      { clean: true, done: false, content: 1, holds: 'data: {"error"' },
    ],
    [{ kind: 'no-done' }, { clean: true, done: false, content: 8, holds: '"finish_reason":"stop"' }],
    [
      { kind: 'malformed-event', afterContentEvents: 1 },
      { clean: true, done: true, content: 9 },
    ],
    [
      { kind: 'oversized-event', bytes: 2_000_000 },
      { clean: true, done: true, content: 9 },
    ],
    [
      { kind: 'half-event', afterContentEvents: 4 },
      { clean: true, done: false, content: 4 },
    ],
    [
      { kind: 'split', bytes: 1 },
      { clean: true, done: true, content: 8, holds: ' bạn' },
    ],
  ])('streams as %j says', async (fault, { clean, done, content, holds = '' }) => {
    endpoint.set({ fault })
    const stream = await received()
    expect(stream.clean).toBe(clean)
    expect(stream.text.endsWith('data: [DONE]\n\n')).toBe(done)
    expect(contentEvents(stream.text)).toBe(content)
    expect(stream.text).toContain(holds)
  })

  it.each<[StreamFault, RegExp]>([
    [{ kind: 'stall', afterContentEvents: 1, pings: true }, /: ping\n\n$/],
    [{ kind: 'drip', everyMs: 1 }, /"content":"x{20,}$/],
    [{ kind: 'never-ending', everyMs: 0 }, /(data: .*" more".*\n\n){20}/],
  ])('goes on as %j says until the caller leaves', async (fault, expected) => {
    endpoint.set({ fault })
    const decoder = new TextDecoder()
    let text = ''
    const answer = await ask()
    for await (const piece of answer.body ?? []) {
      text += decoder.decode(piece, { stream: true })
      if (expected.test(text)) break
    }
    expect(text).toMatch(expected)
    await vi.waitFor(() => expect(endpoint.requests[0]?.aborted).toBe(true))
  })

  it('is told over HTTP, and tells its counts', async () => {
    const control = `http://127.0.0.1:${endpoint.port}/__world`
    const body = JSON.stringify({ behaviour: { fault: { kind: 'no-done' } } })
    await fetch(control, { method: 'PUT', body })
    expect((await received()).text).not.toContain('[DONE]')
    expect(await (await fetch(control)).json()).toMatchObject({ id: 'sin', requests: 1, operations: 1 })
    const wrong = await fetch(control, { method: 'PUT', body: '{"behaviour":{"fault":{"kind":"fire"}}}' })
    expect(wrong.status).toBe(400)
  })
})

describe('the pace of an endpoint', () => {
  it('waits before the first token and between tokens', async () => {
    endpoint.set({ timeToFirstTokenMs: 60, tokensPerSecond: 200, words: 21 })
    const start = performance.now()
    const { text } = await received()
    expect(contentEvents(text)).toBe(21)
    expect(performance.now() - start).toBeGreaterThanOrEqual(155)
  })

  it('delays headers by the distance that a call comes from', async () => {
    endpoint.set({ roundTrip: ({ edge, country }) => (edge === 'gru1' && country === 'BR' ? 80 : 0) })
    const headers = { 'user-agent': 'isochrone (+edge gru1)', 'x-client-region': 'BR' }
    const start = performance.now()
    await fetch(`${endpoint.url}/models`, { method: 'HEAD', headers })
    expect(performance.now() - start).toBeGreaterThanOrEqual(78)
  })
})
