import { describe, expect, it } from 'vitest'
import { beginTrace } from '@/lib/gateway/call-trace'
import { tryPlan } from '@/lib/gateway/try-plan'
import { closedCircuit, openCircuit } from '@/lib/health/circuit'
import { unknownModel } from '@/lib/health/model-health'
import type { StreamEnd } from '@/lib/upstream/relay-stream'
import { buildCall } from '../support/build-call'
import { buildDependencies } from '../support/build-dependencies'
import { buildRequest } from '../support/build-request'
import { completion, refusal } from '../support/completion'
import { type Reply, refused, start } from '../support/fake-effects'
import { eventStream, wholeStream } from '../support/sse'
import { createUpstreamBody } from '../support/upstream-body'
import { upstreamEndpoint } from '../support/upstream-endpoint'

async function run(
  answers: Readonly<Record<string, Reply>>,
  { stream = false, hangUpAfterMs }: { stream?: boolean; hangUpAfterMs?: number } = {},
) {
  const { dependencies, effects } = buildDependencies({ answers })
  const caller = new AbortController()
  if (hangUpAfterMs !== undefined) effects.startTimer(hangUpAfterMs, () => caller.abort())
  const trace = beginTrace(buildRequest({ signal: caller.signal }), dependencies)
  const candidates = Object.keys(answers).map(id => {
    const endpoint = upstreamEndpoint(id, { forward: ['country'] })
    return { endpoint, reason: 'listed', score: 1, expectedMs: 1 } as const
  })
  const plan = { residency: undefined, candidates, excluded: [], leader: undefined, trial: undefined }
  const ends: StreamEnd[] = []
  const tried = tryPlan(plan, {
    call: buildCall(stream ? { stream } : {}),
    trace,
    dependencies,
    signal: trace.caller.signal,
    onStreamEnd: end => ends.push(end),
  })
  const { value: answer } = await effects.outcome(tried)
  return { answer, trace, ends, effects, health: dependencies.health.of('sin1') }
}

describe('a plan that is tried', () => {
  it('leaves its answer in the trace', async () => {
    const { answer, trace } = await run({ sin: completion })
    expect(trace.answer).toBe(answer)
  })

  it('tells of the end of its stream', async () => {
    const body = createUpstreamBody(...wholeStream)
    const { answer, ends } = await run({ sin: { headers: eventStream, body } }, { stream: true })
    expect(ends).toEqual([])
    if (answer.result.kind === 'answered') await new Response(answer.result.body).text()
    expect(ends).toMatchObject([{ kind: 'complete' }])
  })

  it('that is cut off, which counts against the endpoint', async () => {
    const body = createUpstreamBody(...wholeStream.slice(0, 2))
    body.close()
    const { answer, ends, health } = await run({ sin: { headers: eventStream, body } }, { stream: true })
    if (answer.result.kind === 'answered') await new Response(answer.result.body).text()
    expect(ends).toMatchObject([{ kind: 'failed', code: 'upstream_stream_truncated' }])
    expect(health.models.get('sin|gpt-4.1')?.failures).toMatchObject({ failed: 1, total: 2 })
  })

  it('that is cut off says nothing of how its endpoint has been since a circuit opened', async () => {
    const body = createUpstreamBody(...wholeStream.slice(0, 2))
    const { answer, effects, health } = await run({ sin: { headers: eventStream, body } }, { stream: true })
    const key = 'sin|gpt-4.1'
    const known = health.models.get(key) ?? unknownModel
    await effects.advance(1000)
    const circuit = openCircuit(closedCircuit, { now: effects.now(), dice: 0 })
    health.models.set(key, { ...known, circuit })
    await effects.advance(5000)
    body.close()
    if (answer.result.kind === 'answered') await new Response(answer.result.body).text()
    expect(health.models.get(key)?.failures.failed).toBe(1)
    expect(health.models.get(key)?.circuit).toEqual(circuit)
  })

  it('sends the request id, the edge and, where asked for, the country', async () => {
    const { effects } = await run({ sin: completion })
    expect(Object.fromEntries(effects.calls[0]?.headers ?? [])).toMatchObject({
      'user-agent': 'isochrone (+edge sin1)',
      'x-client-region': 'VN',
      'x-request-id': 'made-id-0001',
    })
  })

  it('teaches this isolate what became of each try', async () => {
    const limited = { ...refusal(429), headers: { 'retry-after': '7' } }
    const { health } = await run({ sin: limited, nrt: refused(), fra: completion })
    expect(health.models.get('sin|gpt-4.1')).toMatchObject({ coolUntil: start + 7000 })
    expect(health.endpoints.get('nrt')).toMatchObject({ reachable: false })
    expect(health.endpoints.get('fra')).toMatchObject({ reachable: true, checkedAt: start })
    expect(health.models.get('fra|gpt-4.1')?.failures).toMatchObject({ failed: 0, total: 1 })
  })

  it('a timeout of the caller’s own never counts against the endpoint', async () => {
    const { answer, health } = await run({ sin: 'silence' }, { hangUpAfterMs: 50 })
    expect(answer.result.kind).toBe('abandoned')
    expect(health.endpoints.size).toBe(0)
    expect(health.models.get('sin|gpt-4.1')?.failures).toMatchObject({ failed: 0, total: 0 })
  })
})
