import { describe, expect, it } from 'vitest'
import { handleCall } from '@/lib/gateway/handle-call'
import { createSharedTexts } from '@/lib/gateway/response-cache'
import { buildDependencies, mapDocument } from '../support/build-dependencies'
import { buildRequest } from '../support/build-request'
import { refusal } from '../support/completion'
import type { Reply } from '../support/fake-effects'
import { eventStream } from '../support/sse'
import { createMemoryTexts } from '../support/text-store'
import { createUpstreamBody } from '../support/upstream-body'
import { rowOf } from '../support/upstream-endpoint'

const whole = (id: string) => ({
  id,
  object: 'response',
  status: 'completed',
  model: 'gpt-4-1-prod',
  output: [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Chào!' }] }],
  usage: { input_tokens: 2, output_tokens: 3, total_tokens: 5 },
})
const answered = (id: string) => ({
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(whole(id)),
})
const named = (type: string, fields: object) =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`
const streamed = (id: string) => ({
  headers: eventStream,
  body: createUpstreamBody(
    named('response.created', { response: { ...whole(id), status: 'in_progress', output: [] } }),
    named('response.output_text.delta', { delta: 'Chào!', item_id: 'm', output_index: 0, content_index: 0 }),
    named('response.completed', { response: whole(id) }),
  ),
})

const answers = { sin: answered('resp_sin'), iad: answered('resp_iad'), fra: answered('resp_fra') }

/** A gateway whose second look at its store takes no time. */
function build(scripts: Readonly<Record<string, Reply>> = answers) {
  const shared = createMemoryTexts()
  const world = buildDependencies({ answers: scripts })
  const effects: typeof world.effects = {
    ...world.effects,
    startTimer(milliseconds, ring) {
      if (milliseconds !== 250) return world.effects.startTimer(milliseconds, ring)
      ring()
      return () => {}
    },
  }
  const dependencies = { ...world.dependencies, effects, followed: createSharedTexts(shared) }

  type Asked = {
    readonly follows?: string
    readonly input?: readonly unknown[]
    readonly stream?: boolean
    readonly headers?: Readonly<Record<string, string>>
  }

  /** Serves one call whole, and what is left for after its response. */
  const ask = async ({ follows, input, stream = false, headers = {} }: Asked = {}) => {
    const following = follows === undefined ? {} : { previous_response_id: follows }
    const body = JSON.stringify({ model: 'gpt-4.1', input: input ?? 'Xin chào', stream, ...following })
    const response = await handleCall(buildRequest({ path: '/v1/responses', body, headers }), dependencies)
    const text = await response.text()
    await world.runDeferred()
    return { status: response.status, text, tried: response.headers.get('x-route-attempts'), response }
  }
  return { ...world, dependencies, shared, ask }
}

const american = { 'x-vercel-ip-country': 'US' }
const codeIn = (text: string) => JSON.parse(text).error.code

describe('a call that follows an answer', () => {
  it('goes back to the endpoint that gave it, wherever its caller is by now', async () => {
    const { ask } = build()
    expect((await ask()).tried).toBe('sin;200')
    expect((await ask({ headers: american })).tried).toBe('iad;200')
    const { tried, response } = await ask({ follows: 'resp_sin', headers: american })
    expect(tried).toBe('sin;200')
    expect(response.headers.get('x-route-reason')).toBe('affinity')
  })

  it('goes back to it after a stream, too', async () => {
    const { ask } = build({ ...answers, sin: streamed('resp_s') })
    expect((await ask({ stream: true })).text).toContain('response.completed')
    expect((await ask({ follows: 'resp_s', headers: american })).tried).toMatch(/^sin;/)
  })

  it('goes back to it with what was thought there, too', async () => {
    const { ask } = build()
    await ask()
    const input = [
      { role: 'user', content: 'Xin chào' },
      { type: 'reasoning', id: 'resp_sin', summary: [] },
    ]
    expect((await ask({ input, headers: american })).tried).toBe('sin;200')
    expect((await ask({ input: input.slice(0, 1), headers: american })).tried).not.toBe('sin;200')
  })

  it('is sent as it is', async () => {
    const { ask, effects } = build()
    await ask()
    await ask({ follows: 'resp_sin' })
    expect(effects.calls.at(-1)?.url).toBe('https://sin.example.com/v1/responses')
    expect(JSON.parse(effects.calls.at(-1)?.body ?? '')).toMatchObject({ previous_response_id: 'resp_sin' })
  })

  it('goes to no other where that one fails, since no other could answer', async () => {
    const { ask, effects } = build()
    await ask()
    effects.answers.set('sin', refusal(503))
    const { status, tried } = await ask({ follows: 'resp_sin' })
    expect([status, tried]).toEqual([503, 'sin;503'])
  })

  it('goes back to it though it rests', async () => {
    const { ask, effects } = build()
    await ask()
    effects.answers.set('sin', { ...refusal(429), headers: { 'retry-after': '60' } })
    await ask()
    effects.answers.set('sin', answered('resp_2'))
    expect((await ask()).tried).not.toMatch(/^sin;/)
    expect((await ask({ follows: 'resp_sin' })).tried).toBe('sin;200')
  })

  it('may itself be followed', async () => {
    const { ask, effects } = build()
    await ask()
    effects.answers.set('sin', answered('resp_2'))
    await ask({ follows: 'resp_sin', headers: american })
    expect((await ask({ follows: 'resp_2', headers: american })).tried).toBe('sin;200')
  })
})

describe('a call that follows an answer is refused, and nothing is sent,', () => {
  it('where nobody was given that answer here', async () => {
    const { ask, effects } = build()
    const { status, text, response } = await ask({ follows: 'resp_9' })
    expect([status, codeIn(text)]).toEqual([400, 'previous_response_not_found'])
    expect(JSON.parse(text).error.param).toBe('previous_response_id')
    expect(response.headers.get('x-should-retry')).toBe('false')
    expect(effects.calls).toEqual([])
  })

  it('where another caller was', async () => {
    const { ask, effects } = build()
    await ask({ headers: { 'x-real-ip': '203.0.113.7' } })
    const { text } = await ask({ follows: 'resp_sin', headers: { 'x-real-ip': '198.51.100.9' } })
    expect(codeIn(text)).toBe('previous_response_not_found')
    expect(effects.calls).toHaveLength(1)
  })

  it('where its country may not use that endpoint', async () => {
    const { ask, effects } = build()
    await ask()
    const { status, text } = await ask({ follows: 'resp_sin', headers: { 'x-vercel-ip-country': 'DE' } })
    expect([status, codeIn(text)]).toEqual([403, 'residency_violation'])
    expect(effects.calls).toHaveLength(1)
  })

  it('where it names another endpoint', async () => {
    const { ask, effects } = build()
    await ask()
    const { status, text } = await ask({ follows: 'resp_sin', headers: { 'x-route-to': 'iad' } })
    expect([status, codeIn(text)]).toEqual([403, 'endpoint_not_allowed'])
    expect(effects.calls).toHaveLength(1)
  })

  it('where that endpoint takes nothing new any more', async () => {
    const { ask, store, effects } = build()
    await ask()
    const rows = { sin: rowOf('sin', { state: 'draining' }), iad: rowOf('iad') }
    store.document = mapDocument({ endpoints: rows })
    await effects.advance(135_000)
    await ask()
    const { status, text } = await ask({ follows: 'resp_sin' })
    expect([status, codeIn(text)]).toEqual([503, 'no_eligible_endpoint'])
    expect(text).toContain('draining')
  })
})

it('while the store is away what is not known here is sent nowhere: it may be another caller’s', async () => {
  const { ask, shared, logged, effects } = build()
  shared.isLost = true
  const { status, text } = await ask({ follows: 'resp_9' })
  expect([status, codeIn(text)]).toEqual([503, 'auth_unavailable'])
  expect(effects.calls).toEqual([])
  expect(logged.filter(({ line }) => line.event === 'followed-lost').length).toBeGreaterThan(0)
})
