import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { median } from '../support/median'
import { readBody } from '../world/read-body'
import { sendJson } from '../world/send-json'
import { type LoopbackServer, startLoopbackServer } from '../world/start-loopback-server'
import { gateMs } from './support/gate-ms'
import { createSigner } from './support/sign-token'
import { type Access, startAccess } from './support/start-access'

const { sign, secret } = createSigner()
const latencyMs = 140

let access: Access
let relay: LoopbackServer
let target = ''
let isFar = false
beforeAll(async () => {
  relay = await startLoopbackServer(async (request, response) => {
    const begun = performance.now()
    const { authorization = '', 'upstash-encoding': encoding } = request.headers
    const headers = { authorization, ...(encoding && { 'upstash-encoding': String(encoding) }) }
    const body = await readBody(request)
    const reply = await fetch(target + (request.url ?? '/'), { method: 'POST', headers, body })
    const json: unknown = await reply.json()
    // As long as the way there and back takes, whatever the relaying itself took.
    if (isFar) await setTimeout(Math.max(0, latencyMs - (performance.now() - begun)))
    sendJson(response, { status: reply.status, json })
  })
  access = await startAccess({
    plans: { full: { requestsPerMinute: 1000, tokensPerMinute: 1_000_000, concurrency: 50 } },
    environment: { JWT_SECRET: secret, UPSTASH_REDIS_REST_URL: `http://127.0.0.1:${relay.port}` },
    prepare: ({ upstash }) => {
      target = upstash?.url ?? ''
    },
  })
})
afterAll(async () => {
  await access.close()
  await relay.close()
})

/** How long calls take one after another: in all, and until they leave for their endpoint. */
async function timesOf(credential: string): Promise<{ whole: number; gate: number }> {
  const whole: number[] = []
  const gates: number[] = []
  for (let call = 0; call < 15; call++) {
    const begun = performance.now()
    const reply = await access.sendAs(credential)
    whole.push(performance.now() - begun)
    gates.push(gateMs(reply))
    expect(reply.status).toBe(200)
  }
  return { whole: median(whole), gate: median(gates) }
}

describe('where each answer of Redis takes 140 ms', () => {
  it.each<[string, () => Promise<string>]>([
    ['a key', async () => (await access.makeKey('full')).key],
    ['a token', () => sign({ plan: 'full' })],
  ])('a call with %s waits for one of them, and for the sum of several never', async (_, make) => {
    isFar = false
    const credential = await make()
    const near = await timesOf(credential)
    isFar = true
    const far = await timesOf(credential)
    expect(far.gate - near.gate).toBeLessThan(2 * latencyMs - 40)
    expect(far.whole - near.whole).toBeLessThan(2 * latencyMs - 40)
  })
})
