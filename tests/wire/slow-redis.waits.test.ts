import type { ServerResponse } from 'node:http'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { readBody } from '../world/read-body'
import { type LoopbackServer, startLoopbackServer } from '../world/start-loopback-server'
import { type Access, startAccess } from './support/start-access'

let access: Access
let relay: LoopbackServer
let target = ''
let delays = false
const held: (() => void)[] = []

// Redis does what it is asked, but its replies come too late.
beforeAll(async () => {
  relay = await startLoopbackServer(async (request, response) => {
    const { authorization = '', 'upstash-encoding': encoding } = request.headers
    const headers = { authorization, ...(encoding && { 'upstash-encoding': String(encoding) }) }
    const body = await readBody(request)
    const reply = await fetch(target + (request.url ?? '/'), { method: 'POST', headers, body })
    const text = await reply.text()
    const answer = () => send(response, { status: reply.status, text })
    if (delays) held.push(answer)
    else answer()
  })
  access = await startAccess({
    plans: { two: { concurrency: 2, requestsPerMinute: 100 } },
    environment: { UPSTASH_REDIS_REST_URL: `http://127.0.0.1:${relay.port}` },
    prepare: ({ upstash }) => {
      target = upstash?.url ?? ''
    },
  })
})
afterAll(async () => {
  await access.close()
  await relay.close()
})

function send(response: ServerResponse, { status, text }: { status: number; text: string }): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(text)
}

function wellAgain(): void {
  delays = false
  for (const answer of held.splice(0)) answer()
}

it('calls whose admission Redis confirms too late leave their room once they are over', async () => {
  const { key } = await access.makeKey('two')
  expect((await access.sendAs(key)).status).toBe(200)
  delays = true
  for (let call = 0; call < 3; call++) {
    const { status, headers } = await access.sendAs(key)
    expect([status, headers.get('x-degraded')]).toEqual([200, 'limiter'])
  }
  wellAgain()
  await vi.waitFor(
    async () => {
      const { status, headers } = await access.sendAs(key)
      expect([status, headers.get('x-degraded')]).toEqual([200, null])
    },
    { timeout: 12_000, interval: 200 },
  )
})

it('streams that end while Redis is away leave their room once it is back', async () => {
  const { key } = await access.makeKey('two')
  expect((await access.sendAs(key)).status).toBe(200)
  const sin = access.world.endpoint('sin')
  const arrived = () => sin.requests.filter(({ method }) => method === 'POST').length
  const before = arrived()
  sin.set({ delayMs: 1500 })
  const calls = [access.sendAs(key), access.sendAs(key)]
  await vi.waitFor(() => expect(arrived()).toBe(before + 2))
  expect((await access.sendAs(key)).status).toBe(429)
  await relay.refuse()
  for (const { status } of await Promise.all(calls)) expect(status).toBe(200)
  await relay.accept()
  sin.set({})
  await vi.waitFor(
    async () => {
      const { status, headers } = await access.sendAs(key)
      expect([status, headers.get('x-degraded')]).toEqual([200, null])
    },
    { timeout: 12_000, interval: 200 },
  )
})
