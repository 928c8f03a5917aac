import { describe, expect, it } from 'vitest'
import { handleCall } from '@/lib/gateway/handle-call'
import { restMs } from '@/lib/gateway/record-ended'
import { callBody } from '../support/build-call'
import { mapDocument } from '../support/build-dependencies'
import { buildRequest } from '../support/build-request'
import { completion, refusal } from '../support/completion'
import { buildGateway, type Gateway } from '../support/gateway'
import { eventStream, role, wholeStream, word } from '../support/sse'
import { createUpstreamBody } from '../support/upstream-body'
import { rowOf } from '../support/upstream-endpoint'

const bare = { zones: {}, residency: {}, default: [] }
const one = (row: Readonly<Record<string, unknown>>) =>
  mapDocument({ ...bare, endpoints: { sin: rowOf('sin', row) } })
const two = (row: Readonly<Record<string, unknown>> = {}) =>
  mapDocument({ ...bare, endpoints: { sin: rowOf('sin', row), nrt: rowOf('nrt') } })

/** Begins a call that its endpoint answers only when it is told to. */
async function holdOpen(gateway: Gateway) {
  const body = createUpstreamBody(role, word('a'))
  gateway.effects.answers.set('sin', { headers: eventStream, body })
  const response = await gateway.serve({ body: callBody({ stream: true }) })
  const text = response.text()
  return async () => {
    body.push(...wholeStream.slice(2))
    body.close()
    await text
  }
}

describe('an endpoint that has all the calls it takes', () => {
  it('is passed over for the next', async () => {
    const gateway = buildGateway({ answers: { nrt: completion }, document: two({ maxConcurrency: 1 }) })
    await holdOpen(gateway)
    const response = await gateway.serve()
    expect(response.headers.get('x-route-attempts')).toBe('nrt;200')
    expect(response.headers.get('x-response-time')).toBe('100')
    expect(await gateway.excluded()).toEqual({})
  })

  it('takes the next call once a stream has ended', async () => {
    const gateway = buildGateway({ answers: { nrt: completion }, document: two({ maxConcurrency: 1 }) })
    const end = await holdOpen(gateway)
    await end()
    gateway.effects.answers.set('sin', completion)
    const response = await gateway.serve()
    expect(response.headers.get('x-route-attempts')).toBe('sin;200')
    expect(gateway.dependencies.slots.inFlight.size).toBe(0)
  })

  it('takes the call that waits as soon as there is room', async () => {
    const gateway = buildGateway({ document: one({ maxConcurrency: 1 }) })
    const end = await holdOpen(gateway)
    gateway.effects.answers.set('sin', completion)
    const waiting = handleCall(buildRequest(), gateway.dependencies)
    await gateway.effects.advance(1500)
    await end()
    const response = await waiting
    expect(response.headers.get('x-route-attempts')).toBe('sin;200')
    expect(response.headers.get('x-response-time')).toBe('1500')
  })

  it('and no other: the caller is told when to come back', async () => {
    const gateway = buildGateway({ document: one({ maxConcurrency: 1 }) })
    await holdOpen(gateway)
    const response = await gateway.serve()
    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).toBe('1')
    expect(response.headers.get('x-should-retry')).not.toBe('false')
    expect(response.headers.get('x-response-time')).toBe('2000')
    expect(await response.json()).toMatchObject({ error: { code: 'overloaded' } })
    expect(gateway.effects.calls).toHaveLength(1)
  })
})

describe('two equal endpoints of a region', () => {
  const location = [1.35, 103.82]
  const document = mapDocument({
    ...bare,
    countries: {},
    endpoints: {
      sin: rowOf('sin', { region: 'ap-southeast-1', location }),
      sgp: rowOf('sgp', { region: 'ap-southeast-1', location }),
    },
  })
  const answers = { sin: completion, sgp: completion }
  const turns = (opening: string) => [
    { role: 'user', content: opening },
    { role: 'assistant', content: 'Chào!' },
    { role: 'user', content: 'Khoẻ không?' },
  ]

  async function usedBy(asked: (call: number) => Parameters<Gateway['serve']>[0], calls = 60) {
    const gateway = buildGateway({ answers, document })
    const used: Record<string, number> = {}
    for (let call = 0; call < calls; call += 1) {
      const response = await gateway.serve(asked(call))
      const endpoint = response.headers.get('x-endpoint-used') ?? 'none'
      used[endpoint] = (used[endpoint] ?? 0) + 1
    }
    return used
  }

  it('share the calls', async () => {
    const used = await usedBy(() => undefined)
    expect(Math.min(used.sin ?? 0, used.sgp ?? 0)).toBeGreaterThan(15)
  })

  it('keep a conversation at one of them', async () => {
    const used = await usedBy(() => ({ body: callBody({ messages: turns('Xin chào') }) }))
    expect(Object.values(used)).toEqual([60])
  })

  it('keep a session at one of them', async () => {
    const used = await usedBy(call => ({
      headers: { 'x-session-id': 'session-1' },
      body: callBody({ messages: [{ role: 'user', content: `${call}` }] }),
    }))
    expect(Object.values(used)).toEqual([60])
  })

  it('share the conversations', async () => {
    const used = await usedBy(call => ({ body: callBody({ messages: turns(`Chào ${call}`) }) }))
    expect(Math.min(used.sin ?? 0, used.sgp ?? 0)).toBeGreaterThan(15)
  })

  it('say why a conversation is where it is, and give it to the other where one fails', async () => {
    const body = callBody({ messages: turns('Xin chào') })
    const gateway = buildGateway({ answers, document })
    const first = await gateway.serve({ body })
    const used = first.headers.get('x-endpoint-used') ?? ''
    expect(first.headers.get('x-route-reason')).toBe('affinity')
    gateway.effects.answers.set(used, refusal(503))
    const second = await gateway.serve({ body })
    expect(second.headers.get('x-route-attempts')).toMatch(new RegExp(`^${used};503, (sin|sgp);200$`))
  })
})

describe('an endpoint that says that nothing is left of its own limit', () => {
  const left = (remaining: number) => ({
    ...completion,
    headers: {
      ...completion.headers,
      'x-ratelimit-limit-requests': '100',
      'x-ratelimit-remaining-requests': `${remaining}`,
      'x-ratelimit-reset-requests': '30s',
    },
  })

  it('gets no calls until its limit is reset', async () => {
    const gateway = buildGateway({ answers: { sin: left(0), nrt: completion }, document: two() })
    expect(await gateway.call()).toBe('sin;200')
    for (let call = 0; call < 20; call += 1) expect(await gateway.call()).toBe('nrt;200')
    await gateway.effects.advance(30_000)
    expect(await gateway.call()).toBe('sin;200')
  })

  it('gets them all the same where there is no other', async () => {
    const gateway = buildGateway({ answers: { sin: left(0) }, document: two() })
    await gateway.call()
    gateway.effects.answers.set('nrt', refusal(503))
    expect(await gateway.call()).toBe('nrt;503, sin;200')
  })

  it('gets fewer where little is left, and all where enough is', async () => {
    const share = async (remaining: number) => {
      const gateway = buildGateway({ answers: { sin: left(remaining), nrt: completion }, document: two() })
      let first = 0
      for (let call = 0; call < 100; call += 1) if ((await gateway.call()) === 'sin;200') first += 1
      return first
    }
    expect(await share(50)).toBe(100)
    expect(await share(4)).toBeGreaterThan(20)
    expect(await share(4)).toBeLessThan(60)
  })
})

describe('an endpoint that does not serve the country that we call from', () => {
  const refused = refusal(403, { code: 'unsupported_country_region_territory' })

  it('is left out for an hour, and the call is answered by the next', async () => {
    const gateway = buildGateway({ answers: { sin: refused, nrt: completion }, document: two() })
    expect(await gateway.call()).toBe('sin;403, nrt;200')
    expect(await gateway.excluded()).toEqual({ sin: 'egress-refused' })
    for (let minutes = 0; minutes < 60; minutes += 10) {
      expect(await gateway.call()).toBe('nrt;200')
      await gateway.effects.advance(600_000 - 2 * restMs)
    }
    expect(await gateway.excluded()).toEqual({ sin: 'egress-refused' })
    await gateway.effects.advance(1000)
    expect(await gateway.excluded()).toEqual({})
  })

  it('and no other: the caller is told, and not to come back', async () => {
    const gateway = buildGateway({ answers: { sin: refused }, document: one({}) })
    for (let call = 0; call < 2; call += 1) {
      const response = await gateway.serve()
      expect(response.status).toBe(503)
      expect(response.headers.get('x-should-retry')).toBe('false')
      expect(await response.json()).toMatchObject({ error: { code: 'no_eligible_endpoint' } })
    }
    expect(gateway.effects.calls).toHaveLength(1)
  })

  it('is what the others say from other places', async () => {
    const gateway = buildGateway({ answers: { sin: refused, nrt: completion }, document: two() })
    await gateway.call()
    const { health } = gateway.dependencies
    expect(health.of('sin1').endpoints.get('sin')?.egressRefusedUntil).toBeGreaterThan(0)
    expect(health.of('fra1').endpoints.get('sin')).toBeUndefined()
  })
})
