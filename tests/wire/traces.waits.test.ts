import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { callLine } from './support/call-lines'
import { callsOf } from './support/calls-of'
import { chatBody, type Reply } from './support/send-to'
import { type Collector, otlpPath, startCollector } from './support/start-collector'
import { type Stand, startStand } from './support/start-stand'

let collector: Collector
let stand: Stand
beforeAll(async () => {
  collector = await startCollector()
  const { INFLUX_URL: _, ...environment } = collector.environment
  stand = await startStand({ endpoints: ['sin', 'fra'], environment })
})
beforeEach(() => stand.world.reset())
afterAll(async () => {
  await stand.close()
  await collector.close()
})

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
const spanId = '00f067aa0ba902b7'

const fromVietNam = () => ({ ...stand.freshEdge(), 'x-vercel-ip-country': 'VN' })
const traceOf = ({ headers }: Reply) => collector.traceOf(headers.get('x-request-id'))
const traceparents = (id: 'sin' | 'fra') =>
  callsOf(stand.world.endpoint(id)).map(({ headers }) => headers.traceparent)

describe('a collector receives', () => {
  it('a plain call: its span, and below it that of its try', async () => {
    const before = Date.now()
    const reply = await stand.send({ headers: fromVietNam() })
    const [call, only, ...others] = await traceOf(reply)
    expect(others).toEqual([])
    expect(call).toMatchObject({ name: 'chat gpt-4.1', kind: 2, status: { code: 0 } })
    expect(call.parentSpanId).toBeUndefined()
    expect(call.attributes).toMatchObject({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-4.1',
      'gen_ai.response.model': 'gpt-4.1',
      'gen_ai.usage.input_tokens': BigInt(usageOf(reply).prompt_tokens),
      'gen_ai.usage.output_tokens': BigInt(usageOf(reply).completion_tokens),
      'http.response.status_code': 200n,
      'cloud.region': expect.stringMatching(/^edge\d+$/),
      'isochrone.country': 'VN',
      'isochrone.endpoint': 'sin',
      'isochrone.route.reason': 'listed',
      'isochrone.cache': 'BYPASS',
    })
    expect(only).toMatchObject({
      traceId: call.traceId,
      kind: 3,
      attributes: { 'server.address': 'sin', 'http.response.status_code': 200n },
    })
    expect(traceparents('sin')).toEqual([`00-${call.traceId}-${only?.spanId}-01`])
    const times = [call, only].flatMap(each => [each?.startTimeUnixNano, each?.endTimeUnixNano])
    const [begun = 0, over = 0, tried = 0, answered = 0] = times.map(time => Number(time) / 1e6)
    expect(begun).toBeGreaterThanOrEqual(before)
    expect(tried).toBeGreaterThanOrEqual(begun)
    expect(answered).toBeLessThanOrEqual(over)
    expect(over).toBeLessThanOrEqual(Date.now())
  })

  it('what says whose it is, and lets us in', async () => {
    await traceOf(await stand.send())
    const last = collector.received.at(-1)
    expect(last?.path).toBe(otlpPath)
    expect(last?.headers).toMatchObject({
      'content-type': 'application/json',
      'x-collector-key': 'secret of the collector',
    })
    const { resourceSpans } = JSON.parse(last?.text ?? '')
    expect(resourceSpans[0].resource.attributes).toContainEqual({
      key: 'service.name',
      value: { stringValue: 'gateway-of-the-tests' },
    })
  })

  it('a stream, which lasts until its end', async () => {
    stand.world.endpoint('sin').set({ words: 8, tokensPerSecond: 30 })
    const headers = fromVietNam()
    const [call, only] = await traceOf(await stand.send({ headers, body: chatBody({ stream: true }) }))
    expect(call.attributes).toMatchObject({ 'gen_ai.request.stream': true, 'isochrone.outcome': 'succeeded' })
    const firstChunk = Number(only?.attributes['gen_ai.response.time_to_first_chunk']) * 1000
    const lasted = (Number(only?.endTimeUnixNano) - Number(only?.startTimeUnixNano)) / 1e6
    expect(lasted - firstChunk).toBeGreaterThan(100)
    expect(only?.endTimeUnixNano).toBe(call.endTimeUnixNano)
  })

  it('a call that failed over: one span for each try, as the endpoints were told', async () => {
    stand.world.endpoint('sin').set({ fault: { kind: 'status', status: 503 } })
    const reply = await stand.send({ headers: fromVietNam() })
    expect(reply.headers.get('x-route-attempts')).toBe('sin;503, fra;200')
    const [call, ...tries] = await traceOf(reply)
    expect(tries.map(({ attributes }) => attributes['server.address'])).toEqual(['sin', 'fra'])
    expect(tries.map(({ status }) => status.code)).toEqual([2, 0])
    expect(tries[0]?.attributes).toMatchObject({ 'error.type': '503', 'isochrone.outcome': 'failed' })
    expect([call.status.code, call.attributes['isochrone.route.reason']]).toEqual([0, 'failover'])
    expect([...traceparents('sin'), ...traceparents('fra')]).toEqual(
      tries.map(each => `00-${call.traceId}-${each.spanId}-01`),
    )
    const [first, second] = tries
    expect(Number(second?.startTimeUnixNano)).toBeGreaterThanOrEqual(Number(first?.endTimeUnixNano))
  })

  it('a call that every endpoint fails', async () => {
    for (const id of ['sin', 'fra'] as const)
      stand.world.endpoint(id).set({ fault: { kind: 'status', status: 500 } })
    const reply = await stand.send({ headers: fromVietNam() })
    const [call, ...tries] = await traceOf(reply)
    expect(call.status.code).toBe(2)
    expect(call.attributes['http.response.status_code']).toBe(BigInt(reply.status))
    expect(call.attributes['error.type']).toMatch(/^upstream_/)
    expect(tries.map(({ status }) => status.code)).toEqual([2, 2])
  })

  it('a call that was refused, without a try', async () => {
    const reply = await stand.send({ body: chatBody({ messages: [] }) })
    expect(reply.status).toBe(400)
    const [call, ...tries] = await traceOf(reply)
    expect(call).toMatchObject({ name: 'chat', status: { code: 0 } })
    expect(call.attributes).toMatchObject({ 'error.type': 'invalid_request', 'isochrone.outcome': 'refused' })
    expect(tries).toEqual([])
  })
})

describe('the trace of a caller', () => {
  it('goes on here and at the endpoint, and nothing else of it is passed on', async () => {
    const headers = {
      ...fromVietNam(),
      traceparent: `00-${traceId}-${spanId}-01`,
      tracestate: 'vendor=of-the-caller',
    }
    const reply = await stand.send({ headers })
    const [call, only] = await traceOf(reply)
    expect([call.traceId, call.parentSpanId]).toEqual([traceId, spanId])
    expect(traceparents('sin')).toEqual([`00-${traceId}-${only?.spanId}-01`])
    expect(JSON.stringify(callsOf(stand.world.endpoint('sin')))).not.toContain('of-the-caller')
    expect(await callLine(stand.gateway, reply.headers.get('x-request-id') ?? '')).toMatchObject({ traceId })
  })

  it('is not collected where the caller says so, but the endpoint hears of it', async () => {
    const before = collector.spans().length
    const silent = 'a'.repeat(32)
    await stand.send({ headers: { ...fromVietNam(), traceparent: `00-${silent}-${spanId}-00` } })
    expect(traceparents('sin')[0]).toMatch(new RegExp(`^00-${silent}-[0-9a-f]{16}-00$`))
    await traceOf(await stand.send())
    const added = collector.spans().slice(before)
    expect(added.length).toBeGreaterThan(0)
    expect(added.map(each => each.traceId)).not.toContain(silent)
  })

  it.each([
    `00-${'0'.repeat(32)}-${spanId}-01`,
    `00-${traceId}-${'0'.repeat(16)}-01`,
    `ff-${traceId}-${spanId}-01`,
    `00-${traceId.toUpperCase()}-${spanId}-01`,
    `00-${traceId}-${spanId}-01-more`,
  ])('is not taken up where it is none: %s', async traceparent => {
    const [call] = await traceOf(await stand.send({ headers: { traceparent } }))
    expect(call.traceId).not.toBe(traceId)
    expect(call.parentSpanId).toBeUndefined()
  })
})

it('calls that are made together come together, each once', async () => {
  const before = collector.received.length
  const replies = await Promise.all(Array.from({ length: 30 }, () => stand.send()))
  const traces = await Promise.all(replies.map(traceOf))
  const ids = collector.spans().map(span => span.spanId)
  expect(new Set(ids).size).toBe(ids.length)
  expect(new Set(traces.map(([call]) => call.traceId)).size).toBe(30)
  expect(collector.received.length - before).toBeLessThan(10)
})

it('no address of an endpoint is in any span', () => {
  const all = collector.received.map(({ text }) => text).join('\n')
  expect(all.length).toBeGreaterThan(1000)
  expect(all).not.toContain('127.0.0.1')
  expect(all).not.toContain('Xin')
  // The digits of a port alone occur by chance in a trace's id or a time.
  const values = collector.spans().flatMap(({ attributes }) => Object.values(attributes).map(String))
  for (const { port } of stand.world.endpoints) expect(values).not.toContain(String(port))
})

function usageOf({ text }: Reply): { readonly prompt_tokens: number; readonly completion_tokens: number } {
  return JSON.parse(text).usage
}
