import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { placeHeader } from '../world/worker-config'
import { callsOf } from './support/calls-of'
import { exceptOn } from './support/except-on'
import { beginAt, chatBody } from './support/send-to'
import { type Stand, startStand } from './support/start-stand'

let stand: Stand
beforeAll(async () => {
  stand = await startStand({ endpoints: ['sin', 'iad'], environment: { TRUST_GEO_HEADERS: '' } })
})
afterAll(() => stand.close())

describe('a Worker on Cloudflare', () => {
  it('takes the place of a caller from what Cloudflare knows, not from what the caller wrote', async context => {
    exceptOn('next', 'nothing but a Worker is told by Cloudflare', context)
    exceptOn('node', 'nothing but a Worker is told by Cloudflare', context)
    exceptOn('artefact', 'nothing but a Worker is told by Cloudflare', context)
    const cf = { colo: 'SIN', country: 'VN', latitude: '10.82', longitude: '106.63' }
    const headers = { 'x-vercel-ip-country': 'DE', 'cf-ipcountry': 'DE', 'x-vercel-id': 'fra1::id' }
    const { json } = await stand.send({
      method: 'GET',
      path: '/api/route?model=gpt-4.1',
      headers: { ...headers, [placeHeader]: JSON.stringify(cf) },
    })
    expect(json).toMatchObject({ country: 'VN', edge: 'sin' })
  })
})

describe('a server of Node', () => {
  it('sends by its own client, which is lighter than that of the runtime and adds less', async context => {
    for (const host of ['next', 'worker', 'artefact'] as const)
      exceptOn(host, 'its runtime has one client', context)
    await stand.send()
    const { headers } = stand.world.endpoints.flatMap(callsOf)[0] ?? {}
    expect(headers).toMatchObject({ 'user-agent': expect.stringContaining('isochrone') })
    expect(headers).not.toHaveProperty('sec-fetch-mode')
  })
})

describe('a server of Node that is told to end', () => {
  it('takes nothing new, and lets a stream come to its end with all that is behind it', async context => {
    exceptOn('next', 'the framework ends as it likes', context)
    exceptOn('worker', 'its platform ends it', context)
    exceptOn('artefact', 'its platform ends it', context)
    const { gateway, world } = await startStand({ endpoints: ['sin'] })
    world.endpoint('sin').set({ words: 40, tokensPerSecond: 40 })
    const headers = { 'x-request-id': 'open-while-it-ends' }
    const response = await beginAt(gateway.url, {
      headers,
      body: chatBody({ stream: true, max_tokens: 100 }),
    })
    process.kill(gateway.pid, 'SIGTERM')
    await vi.waitFor(() => expect(fetch(`${gateway.url}/api/health`)).rejects.toThrow())
    expect(await response.text()).toContain('[DONE]')
    await vi.waitFor(() => expect(() => process.kill(gateway.pid, 0)).toThrow(), { timeout: 8000 })
    const line = gateway
      .log()
      .split('\n')
      .find(each => each.includes('open-while-it-ends'))
    expect(JSON.parse(line ?? '{}')).toMatchObject({ event: 'call', end: 'complete' })
    await gateway.close()
    await world.close()
  })
})
