import { describe, expect, it } from 'vitest'
import { callBody } from '../support/build-call'
import { completion } from '../support/completion'
import { buildGateway } from '../support/gateway'
import { buildTracedGateway } from '../support/traced-gateway'

const parent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7'
const answers = { sin: completion }

describe('a call', () => {
  it('that its caller does not have traced leaves no span, but its line, and the endpoint is told', async () => {
    const gateway = buildTracedGateway({ answers })
    await gateway.call({ headers: { traceparent: `${parent}-00` } })
    expect([gateway.spans().length, gateway.lines().length]).toEqual([0, 1])
    expect(gateway.effects.calls[0]?.headers.get('traceparent')).toMatch(
      /^00-4bf92f3577b34da6a3ce929d0e0e4736-(?!00f067aa0ba902b7)[0-9a-f]{16}-00$/,
    )
  })

  it('with a trace that is none begins one', async () => {
    const gateway = buildTracedGateway({ answers })
    await gateway.call({ headers: { traceparent: `${parent}-01, ${parent}-01` } })
    const [call] = gateway.spans()
    expect(call?.traceId).not.toBe('4bf92f3577b34da6a3ce929d0e0e4736')
    expect(call?.parentSpanId).toBeUndefined()
  })

  it('is traced as the operator says', async () => {
    const gateway = buildTracedGateway({ answers, variables: { OTEL_TRACES_SAMPLER: 'always_off' } })
    await gateway.call({ headers: { traceparent: `${parent}-01` } })
    expect(gateway.spans()).toEqual([])
  })

  it('leaves nothing of its prompt, its keys and its addresses', async () => {
    const gateway = buildTracedGateway({ answers })
    const headers = { authorization: 'Bearer sk-CANARY', 'x-forwarded-for': '203.0.113.7' }
    await gateway.call({
      headers,
      body: callBody({ messages: [{ role: 'user', content: 'CANARY-PROMPT' }], user: 'CANARY-USER' }),
    })
    await gateway.call({ headers, body: '{"CANARY":' })
    expect([gateway.spans().length, gateway.lines().length]).toEqual([3, 2])
    expect(gateway.written()).not.toMatch(/CANARY|203\.0\.113|example\.com/)
  })

  it('is sent nowhere where nothing is configured, nor told to an endpoint', async () => {
    const gateway = buildGateway({ answers })
    await gateway.call({ headers: { traceparent: `${parent}-01`, tracestate: 'a=b' } })
    const [sent, ...others] = gateway.effects.calls
    expect(others).toEqual([])
    expect([...(sent?.headers.keys() ?? [])].filter(name => name.startsWith('trace'))).toEqual([])
    expect(gateway.logged.find(({ line }) => line.event === 'call')?.line.traceId).toBeUndefined()
  })
})
