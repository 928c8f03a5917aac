import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { callsOf } from '../support/calls-of'
import { beginAt, chatBody } from '../support/send-to'
import { type Stand, startStand } from '../support/start-stand'

let stand: Stand
beforeEach(async () => {
  stand = await startStand({ endpoints: ['sin'] })
})
afterEach(() => stand.close())

describe('a server of Node', () => {
  it('sends by its own client, which is lighter than that of the runtime and adds less', async () => {
    await stand.send()
    const { headers } = stand.world.endpoints.flatMap(callsOf)[0] ?? {}
    expect(headers).toMatchObject({ 'user-agent': expect.stringContaining('isochrone') })
    expect(headers).not.toHaveProperty('sec-fetch-mode')
  })

  it('holds a connection that nobody uses longer than what may stand in front of it', async () => {
    expect((await stand.send()).headers.get('keep-alive')).toBe('timeout=75')
  })

  it('goes on when nobody reads any more what it writes', async () => {
    stand.gateway.stopReading()
    for (let call = 0; call < 5; call++) expect((await stand.send()).status).toBe(200)
  })

  it('that is told to end takes nothing new, and lets a stream come to its end with all that is behind it', async () => {
    const { gateway, world } = stand
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
  })
})
