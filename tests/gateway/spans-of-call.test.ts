import { describe, expect, it } from 'vitest'
import { callResult } from '@/lib/gateway/call-result'
import { beginTrace } from '@/lib/gateway/call-trace'
import { spansOfCall } from '@/lib/gateway/spans-of-call'
import { buildCall, callBody } from '../support/build-call'
import { buildDependencies, mapDocument } from '../support/build-dependencies'
import { buildRequest } from '../support/build-request'
import { completion, refusal } from '../support/completion'
import { start } from '../support/fake-effects'
import { eventStream, role, wholeStream, word } from '../support/sse'
import { streamReply } from '../support/stream-reply'
import { buildTracedGateway, type TracedGateway } from '../support/traced-gateway'
import { createUpstreamBody } from '../support/upstream-body'
import { rowOf } from '../support/upstream-endpoint'

const parent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7'
const at = (milliseconds: number) => `${start + milliseconds}000000`
const streamed = { body: callBody({ stream: true }) }

/** Makes one call, and gives its span and those of its tries. */
async function trace(
  options: Parameters<typeof buildTracedGateway>[0],
  asked: Parameters<TracedGateway['call']>[0] = {},
) {
  const gateway = buildTracedGateway(options)
  await gateway.call(asked)
  const [call, ...tries] = gateway.spans()
  if (call === undefined) throw new Error('There is no span.')
  return { gateway, call, tries, keys: Object.keys(call.attributes) }
}

describe('a plain answer', () => {
  it('is a span with all that is known of the call, and one of its try', async () => {
    const { call, tries } = await trace({ answers: { sin: { afterMs: 40, reply: completion } } })
    expect(call).toMatchObject({ name: 'chat gpt-4.1', kind: 2, status: { code: 0 } })
    expect(call.parentSpanId).toBeUndefined()
    expect([call.startTimeUnixNano, call.endTimeUnixNano]).toEqual([at(0), at(40)])
    expect(call.attributes).toEqual({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.stream': false,
      'gen_ai.request.model': 'gpt-4.1',
      'gen_ai.response.model': 'gpt-4.1',
      'gen_ai.usage.input_tokens': expect.any(BigInt),
      'gen_ai.usage.output_tokens': expect.any(BigInt),
      'gen_ai.usage.cache_read.input_tokens': 0n,
      'gen_ai.usage.reasoning.output_tokens': 0n,
      'http.request.method': 'POST',
      'http.route': '/v1/chat/completions',
      'http.response.status_code': 200n,
      'cloud.region': 'sin1',
      'isochrone.request_id': 'made-id-0001',
      'isochrone.outcome': 'succeeded',
      'isochrone.country': 'VN',
      'isochrone.endpoint': 'sin',
      'isochrone.route.reason': 'listed',
      'isochrone.route.attempts': 'sin;200',
      'isochrone.cache': 'BYPASS',
      'isochrone.cost_usd': expect.any(Number),
    })
    const [only, ...others] = tries
    expect(others).toEqual([])
    expect(only).toMatchObject({ name: 'chat gpt-4.1', kind: 3, traceId: call.traceId, status: { code: 0 } })
    expect(only?.parentSpanId).toBe(call.spanId)
    expect([only?.startTimeUnixNano, only?.endTimeUnixNano]).toEqual([at(0), at(40)])
    expect(only?.attributes).toMatchObject({
      'server.address': 'sin',
      'http.response.status_code': 200n,
      'isochrone.outcome': 'succeeded',
      'isochrone.attempt': '200',
      'gen_ai.response.model': 'gpt-4.1',
      'gen_ai.usage.input_tokens': call.attributes['gen_ai.usage.input_tokens'],
    })
  })

  it('goes on with the trace of its caller, and the endpoint with that of its try', async () => {
    const { gateway, call, tries } = await trace(
      { answers: { sin: completion } },
      { headers: { traceparent: `${parent}-01`, tracestate: 'vendor=CANARY' } },
    )
    expect(call.traceId).toBe('4bf92f3577b34da6a3ce929d0e0e4736')
    expect(call.parentSpanId).toBe('00f067aa0ba902b7')
    const sent = gateway.effects.calls[0]?.headers
    expect(sent?.get('traceparent')).toBe(`00-${call.traceId}-${tries[0]?.spanId}-01`)
    expect(sent?.has('tracestate')).toBe(false)
    expect(gateway.logged.find(({ line }) => line.event === 'call')?.line.traceId).toBe(call.traceId)
  })

  it('is of the provider that its endpoint names', async () => {
    const row = rowOf('sin', { provider: 'mistral', models: ['*'] })
    const { call } = await trace({
      document: mapDocument({ endpoints: { sin: row } }),
      answers: { sin: completion },
    })
    expect(call.attributes['gen_ai.provider.name']).toBe('mistral_ai')
  })

  it('says what was asked for and what answered, where that is not the same', async () => {
    const models = { aliases: { quick: 'gpt-4.1' } }
    const { call, tries } = await trace(
      { models, answers: { sin: completion } },
      { body: callBody({ model: 'quick' }) },
    )
    expect(call.name).toBe('chat quick')
    expect(call.attributes).toMatchObject({
      'gen_ai.request.model': 'quick',
      'gen_ai.response.model': 'gpt-4.1',
    })
    expect(tries[0]?.name).toBe('chat gpt-4.1')
  })
})

describe('a call that failed over', () => {
  it('has one span for each try, below its own', async () => {
    const { gateway, call, tries } = await trace({
      answers: { sin: { afterMs: 30, reply: refusal(503) }, nrt: { afterMs: 20, reply: completion } },
    })
    expect(call.attributes).toMatchObject({
      'isochrone.endpoint': 'nrt',
      'isochrone.route.reason': 'failover',
      'isochrone.route.attempts': 'sin;503, nrt;200',
    })
    expect(call.status.code).toBe(0)
    expect(tries.map(({ parentSpanId }) => parentSpanId)).toEqual([call.spanId, call.spanId])
    expect(tries.map(each => [each.startTimeUnixNano, each.endTimeUnixNano])).toEqual([
      [at(0), at(30)],
      [at(30), at(50)],
    ])
    const [first, second] = tries
    expect(first?.attributes).toMatchObject({
      'server.address': 'sin',
      'error.type': '503',
      'http.response.status_code': 503n,
      'isochrone.outcome': 'failed',
    })
    expect([first?.status.code, second?.status.code]).toEqual([2, 0])
    expect(first?.attributes['gen_ai.response.model']).toBeUndefined()
    const headers = gateway.effects.calls.map(sent => sent.headers.get('traceparent')?.split('-')[2])
    expect(headers).toEqual(tries.map(({ spanId }) => spanId))
  })

  it('has its error where no endpoint answers', async () => {
    const { call, tries } = await trace({ answers: { sin: refusal(503), nrt: 'silence' } })
    expect([call.status.code, call.attributes['isochrone.outcome']]).toEqual([2, 'failed'])
    expect(call.attributes['error.type']).toMatch(/^upstream_/)
    expect(call.attributes).not.toHaveProperty(['gen_ai.response.model'])
    expect(tries.length).toBeGreaterThan(1)
    expect(tries.every(({ status }) => status.code === 2)).toBe(true)
  })
})

describe('a stream', () => {
  it('lasts until its end, and its try too', async () => {
    const [first, second, ...rest] = wholeStream
    const body = createUpstreamBody(first, second)
    const gateway = buildTracedGateway({
      answers: { sin: { afterMs: 40, reply: { headers: eventStream, body } } },
    })
    gateway.effects.startTimer(300, () => body.push(...rest))
    await gateway.call(streamed)
    const [call, only] = gateway.spans()
    if (call === undefined) throw new Error('There is no span.')
    expect(call.attributes).toMatchObject({
      'gen_ai.request.stream': true,
      'isochrone.outcome': 'succeeded',
    })
    expect([call.endTimeUnixNano, only?.endTimeUnixNano]).toEqual([at(300), at(300)])
    expect(only?.attributes['gen_ai.response.time_to_first_chunk']).toBe(0.04)
  })

  it('that breaks off is an error of the call and of its try', async () => {
    const { call, tries } = await trace({ answers: { sin: streamReply(role, word('Xin ')) } }, streamed)
    for (const span of [call, ...tries]) {
      expect([span.status.code, span.attributes['isochrone.outcome']]).toEqual([2, 'failed'])
      expect(span.attributes['error.type']).toBe('upstream_stream_truncated')
    }
    expect(call.attributes['http.response.status_code']).toBe(200n)
  })
})

describe('a refusal', () => {
  it('is no error of the gateway, and says why', async () => {
    const { call, tries, keys } = await trace({}, { body: callBody({ model: 'CANARY', messages: 1 }) })
    expect(tries).toEqual([])
    expect(call).toMatchObject({ name: 'chat', status: { code: 0 } })
    expect(call.attributes).toMatchObject({
      'error.type': 'invalid_request',
      'http.response.status_code': 400n,
      'isochrone.outcome': 'refused',
    })
    expect(keys).not.toContain('gen_ai.request.model')
  })

  it('by an endpoint is an error of the try alone', async () => {
    const { call, tries } = await trace({ answers: { sin: refusal(400) } })
    expect([call.status.code, call.attributes['isochrone.outcome']]).toEqual([0, 'refused'])
    expect([tries[0]?.status.code, tries[0]?.attributes['error.type']]).toEqual([2, '400'])
  })

  it('of a path that is none names nothing of it', async () => {
    const { gateway, call } = await trace({}, { path: '/v1/CANARY' })
    expect(call).toMatchObject({ name: 'unknown', attributes: { 'error.type': 'unknown_operation' } })
    expect(gateway.written()).not.toContain('CANARY')
  })
})

describe('the list of models', () => {
  it('is a span without anything of a model', async () => {
    const { call, keys } = await trace({}, { method: 'GET', path: '/v1/models/gpt-4.1' })
    expect(call.name).toBe('GET /v1/models/{id}')
    expect(keys.filter(key => key.startsWith('gen_ai'))).toEqual([])
  })
})

describe('an answer from the cache', () => {
  it('has no try, and its model', () => {
    const { dependencies } = buildDependencies({
      variables: { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector.example.com' },
    })
    const trace = beginTrace(buildRequest(), dependencies)
    trace.call = buildCall()
    trace.operation = trace.call.operation
    trace.cachedText = '{}'
    trace.cacheState = { kind: 'HIT', ageSeconds: 3 }
    const over = { end: undefined, endedAt: start, responseMs: 1, status: 200, usage: undefined }
    expect(spansOfCall(trace, callResult(trace, over))).toMatchObject([
      {
        name: 'chat gpt-4.1',
        attributes: { 'isochrone.cache': 'HIT', 'gen_ai.response.model': 'gpt-4.1' },
      },
    ])
  })
})
