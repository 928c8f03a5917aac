import { describe, expect, it } from 'vitest'
import { callBody } from '../support/build-call'
import { completion, refusal } from '../support/completion'
import { start } from '../support/fake-effects'
import { role, word } from '../support/sse'
import { streamReply } from '../support/stream-reply'
import { buildTracedGateway, type TracedGateway } from '../support/traced-gateway'

async function lineOf(
  options: Parameters<typeof buildTracedGateway>[0],
  asked: Parameters<TracedGateway['call']>[0] = {},
) {
  const gateway = buildTracedGateway(options)
  await gateway.call(asked)
  const [line, ...others] = gateway.lines()
  if (line === undefined || others.length > 0) throw new Error('There is not one line.')
  return line
}

describe('the line of a call', () => {
  it('has what it is looked up by, and what it took and cost', async () => {
    const { measurement, tags, fields, time } = await lineOf({
      answers: { sin: { afterMs: 40, reply: completion } },
    })
    expect(measurement).toBe('isochrone_call')
    expect(tags).toEqual({
      model: 'gpt-4.1',
      endpoint: 'sin',
      edge: 'sin1',
      country: 'VN',
      outcome: 'succeeded',
      operation: 'chat.completions',
      cache: 'BYPASS',
    })
    expect(fields).toEqual({
      status: 200n,
      attempts: 1n,
      duration_ms: 40n,
      response_ms: 40n,
      gate_ms: 0n,
      plan_ms: 0n,
      upstream_ms: 40n,
      prompt_tokens: expect.any(BigInt),
      completion_tokens: expect.any(BigInt),
      cached_tokens: 0n,
      reasoning_tokens: 0n,
      cost_usd: expect.any(Number),
      request_id: 'made-id-0001',
    })
    expect(fields.cost_usd).toBeGreaterThan(0)
    expect(time / 1_000_000n).toBe(BigInt(start))
  })

  it('of a call that failed over counts its tries', async () => {
    const { tags, fields } = await lineOf({ answers: { sin: refusal(503), nrt: completion } })
    expect([tags.endpoint, tags.outcome, fields.attempts]).toEqual(['nrt', 'succeeded', 2n])
  })

  it('of a call that nobody answered has its code', async () => {
    const { tags, fields } = await lineOf({})
    expect(tags).toMatchObject({ model: 'unknown', endpoint: 'none', outcome: 'failed' })
    expect(fields).toMatchObject({ status: 502n, code: 'upstream_unreachable' })
  })

  it('of a call that was refused names no model that its caller wrote', async () => {
    const { tags, fields } = await lineOf(
      {},
      { body: callBody({ model: 'CANARY, of=a caller', messages: 1 }) },
    )
    expect(tags).toMatchObject({ model: 'unknown', endpoint: 'none', outcome: 'refused' })
    expect(fields).toMatchObject({ status: 400n, code: 'invalid_request' })
    expect(fields).not.toHaveProperty('prompt_tokens')
  })

  it('of a stream that broke off says so', async () => {
    const asked = { body: callBody({ stream: true }) }
    const { tags, fields } = await lineOf({ answers: { sin: streamReply(role, word('Xin ')) } }, asked)
    expect([tags.outcome, fields.code]).toEqual(['failed', 'upstream_stream_truncated'])
  })

  it('of a path that is none has no cache and no operation', async () => {
    const { tags } = await lineOf({}, { path: '/v1/nope' })
    expect([tags.operation, tags.cache]).toEqual(['unknown', undefined])
  })

  it('is one of its own where two calls are alike to the millisecond', async () => {
    const gateway = buildTracedGateway({ answers: { sin: completion } })
    await Promise.all([gateway.call(), gateway.call()])
    const times = gateway.lines().map(({ time }) => time)
    expect(times).toHaveLength(2)
    expect(times[0]).not.toBe(times[1])
  })
})
