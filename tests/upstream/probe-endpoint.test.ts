import { describe, expect, it } from 'vitest'
import { probeEndpoint } from '@/lib/upstream/probe-endpoint'
import { createFakeEffects, type Reply, refused, reset } from '../support/fake-effects'
import { sender } from '../support/sender'
import { createUpstreamBody } from '../support/upstream-body'
import { upstreamEndpoint } from '../support/upstream-endpoint'

async function probe(reply: Reply, row: Readonly<Record<string, unknown>> = {}) {
  const effects = createFakeEffects()
  effects.probes.set('sin', reply)
  const probed = probeEndpoint(upstreamEndpoint('sin', row), { key: 'upstream-key', sender, effects })
  const { value } = await effects.outcome(probed)
  return { value, effects }
}

const later = (milliseconds: number, reply: Reply = {}) => ({ afterMs: milliseconds, reply })

describe('an endpoint is reachable', () => {
  it.each([200, 204, 301, 307, 400, 401, 403, 404, 422, 429])('where it says %i', async status => {
    const { value } = await probe(later(34, { status, body: null }))
    expect(value).toEqual({ endpoint: 'sin', reachable: true, roundTripMs: 34, status })
  })

  it('after 1.9 s', async () => {
    expect((await probe(later(1900))).value).toMatchObject({ reachable: true, roundTripMs: 1900 })
  })

  it('by its headers, whatever body follows', async () => {
    const body = createUpstreamBody()
    const { value, effects } = await probe({ status: 200, body })
    expect(value.reachable).toBe(true)
    await effects.settle()
    expect(body.isCancelled).toBe(true)
  })
})

describe('an endpoint is not reachable', () => {
  it.each([500, 502, 503, 504, 529])('where it says %i', async status => {
    expect((await probe({ status })).value).toMatchObject({ endpoint: 'sin', reachable: false })
  })

  it.each([
    ['refuses', refused()],
    ['breaks', reset()],
  ])('where the connection %s', async (_, error) => {
    expect((await probe(error)).value.reachable).toBe(false)
  })

  it('after 2 s, and the request is ended', async () => {
    const { value, effects } = await probe('silence')
    expect(value).toEqual({ endpoint: 'sin', reachable: false, roundTripMs: 2000 })
    expect(effects.sent[0]?.signal.aborted).toBe(true)
  })

  it('after its own limit', async () => {
    const { value } = await probe('silence', { probe: { timeoutMs: 500 } })
    expect(value).toMatchObject({ reachable: false, roundTripMs: 500 })
  })
})

describe('a probe', () => {
  it('asks with HEAD for the models, follows no redirect and sends no body', async () => {
    const { effects } = await probe({})
    expect(effects.sent).toHaveLength(1)
    expect(effects.sent[0]).toMatchObject({
      url: 'https://sin.example.com/v1/models',
      method: 'HEAD',
      redirect: 'manual',
      body: undefined,
    })
  })

  it('has our headers and the key, and nothing of a caller', async () => {
    const { effects } = await probe({})
    expect([...(effects.sent[0]?.headers.keys() ?? [])]).toEqual([
      'accept',
      'accept-encoding',
      'authorization',
      'user-agent',
      'x-request-id',
    ])
  })

  it('asks as the row says', async () => {
    const { effects } = await probe({}, { probe: { method: 'GET', path: '/healthz' } })
    expect(effects.sent[0]).toMatchObject({ url: 'https://sin.example.com/v1/healthz', method: 'GET' })
  })

  it.each([405, 501])('asks again with GET where HEAD is answered %i, and measures that', async status => {
    const effects = createFakeEffects()
    effects.probes.set('sin', later(300, { status, headers: { allow: 'GET' } }))
    const probed = probeEndpoint(upstreamEndpoint('sin'), { key: undefined, sender, effects })
    await effects.advance(100)
    effects.probes.set('sin', later(40))
    expect((await effects.outcome(probed)).value).toEqual({
      endpoint: 'sin',
      reachable: true,
      roundTripMs: 40,
      status: 200,
    })
    expect(effects.sent.map(({ method }) => method)).toEqual(['HEAD', 'GET'])
  })

  it('leaves no timer', async () => {
    for (const reply of [{}, refused(), 'silence', { status: 405 }] as const) {
      const { effects } = await probe(reply)
      expect(effects.pendingTimers).toBe(0)
    }
  })

  it('with a key that cannot stand in a header fails without being sent', async () => {
    const effects = createFakeEffects()
    const probed = probeEndpoint(upstreamEndpoint('sin'), { key: 'a\nb', sender, effects })
    expect((await effects.outcome(probed)).value.reachable).toBe(false)
    expect(effects.sent).toEqual([])
    expect(effects.pendingTimers).toBe(0)
  })
})
