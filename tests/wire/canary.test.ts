import { Redis } from 'ioredis'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { callsOf } from './support/calls-of'
import { leaksIn, secretMessage, wholeReply } from './support/canaries'
import { type Asked, chatBody } from './support/send-to'
import { createSigner } from './support/sign-token'
import { type Access, operatorToken, pepper, startAccess } from './support/start-access'
import { type Collector, startCollector } from './support/start-collector'

const { sign, secret } = createSigner()
const subject = 'CANARY-subject-of-a-token'
const jti = 'CANARY-id-of-a-token'

let access: Access
let collector: Collector
let redis: Redis
let secrets: string[] = []
const replies: string[] = []
beforeAll(async () => {
  collector = await startCollector()
  access = await startAccess({
    plans: { one: { requestsPerMinute: 1 }, none: { concurrency: 0 }, short: { maxTokensPerRequest: 1 } },
    environment: { JWT_SECRET: secret, API_KEY_PEPPER: pepper, ...collector.environment },
  })
  redis = new Redis(access.world.redis?.url ?? '', { protocol: 2 })
  secrets = await callEverything()
}, 60_000)
afterAll(async () => {
  redis.disconnect()
  await access.close()
  await collector.close()
})

const canary = { messages: [secretMessage, { role: 'user', content: 'Hi' }] }

async function send(credential: string, asked: Asked = {}): Promise<number> {
  const reply = await access.sendAs(credential, { body: chatBody(canary), ...asked })
  replies.push(wholeReply(reply))
  return reply.status
}

/** Goes every way that a call can end, and gives the secrets that were sent along. */
async function callEverything(): Promise<string[]> {
  const made = await Promise.all(['warm', 'one', 'none', 'short'].map(plan => access.makeKey(plan)))
  const [warm, one, none, short] = made.map(({ key }) => key)
  const tokens = [await sign({ sub: subject, jti }), await sign({ sub: subject, plan: 'platinum' })]
  const [token = '', strange = ''] = tokens
  const unknown = `iso_${'C'.repeat(12)}_${'CANARY9'.repeat(6).slice(0, 40)}`
  const bad = [...canary.messages, { role: 'CANARY-role', content: secretMessage.content }]
  const statuses = [
    await send(warm ?? ''),
    await send(token),
    await send(unknown),
    await send(`${warm}x`),
    await send(strange),
    await send('', { path: `/v1/chat/completions?key=${warm}` }),
    await send(warm ?? '', { body: chatBody({ messages: bad }) }),
    await send(warm ?? '', { body: `{"messages":"${secretMessage.content}` }),
    await send(warm ?? '', { path: '/v1/nope' }),
    await send(warm ?? '', { headers: { 'x-route-to': 'nowhere' } }),
    await send(one ?? ''),
    await send(one ?? ''),
    await send(none ?? ''),
    await send(short ?? '', { body: chatBody({ ...canary, max_tokens: 2 }) }),
    await send(operatorToken),
    await send(warm ?? '', { method: 'GET', path: '/api/admin/keys' }),
    await send(operatorToken, { method: 'GET', path: '/api/admin/keys' }),
    await send(operatorToken, { path: '/api/admin/keys', body: { name: 'a', plan: secretMessage.content } }),
    await send(operatorToken, { path: '/api/admin/keys', body: `{"name":"${secretMessage.content}` }),
    await send(operatorToken, { method: 'PUT', path: '/api/admin/keys' }),
    await send(warm ?? '', { method: 'GET', path: '/api/route?model=gpt-4.1' }),
  ]
  const expected = [
    200, 200, 401, 401, 401, 401, 400, 400, 404, 403, 200, 429, 429, 400, 401, 401, 200, 400, 400,
  ]
  expect(statuses).toEqual([...expected, 405, 200])
  for (const status of [401, 500]) {
    access.world
      .endpoint('sin')
      .set({ fault: { kind: 'status', status, body: { error: { message: 'no' } } } })
    expect(await send(warm ?? '')).toBe(502)
  }
  access.world.endpoint('sin').set({})
  const { upstash } = access.world
  for (const mode of ['error', 'html', 'unauthorized', 'hang'] as const) {
    if (upstash) upstash.mode = mode
    for (const credential of [warm ?? '', token, unknown, operatorToken])
      expect([200, 401, 502, 503]).toContain(await send(credential))
    await send(operatorToken, { method: 'GET', path: '/api/admin/keys' })
  }
  if (upstash) upstash.mode = 'ok'
  await access.operate('POST', '/revocations', { jti, expiresAt: Math.floor(Date.now() / 1000) + 600 })
  await vi.waitFor(async () => expect(await send(token)).toBe(401), { timeout: 12_000, interval: 200 })
  const ofKeys = [...made.map(({ key }) => key), unknown].map(key => key.split('_')[2] ?? key)
  return [
    ...ofKeys,
    ...tokens,
    operatorToken,
    pepper,
    secret,
    subject,
    jti,
    secretMessage.content,
    'CANARY-role',
  ]
}

const found = (text: string) => secrets.filter(each => text.includes(each))

it('no secret and no prompt is in any line of the log', () => {
  const log = access.gateways.map(gateway => gateway.log()).join('\n')
  expect(log.length).toBeGreaterThan(1000)
  expect([...found(log), ...leaksIn(log, access)]).toEqual([])
})

it('no secret and no prompt is in any response', () => {
  expect(replies.length).toBeGreaterThan(30)
  expect(replies.flatMap(reply => [...found(reply), ...leaksIn(reply, access)])).toEqual([])
})

it('no secret and no prompt is in any span or line', () => {
  const texts = collector.received.map(({ text }) => text).join('\n')
  expect(collector.spans().length).toBeGreaterThan(30)
  expect(collector.lines().length).toBeGreaterThan(30)
  expect([...found(texts), ...leaksIn(texts, access)]).toEqual([])
})

it('nothing of the caller but its call is sent to an endpoint', () => {
  const sent = callsOf(access.world.endpoint('sin')).map(({ headers }) => JSON.stringify(headers))
  expect(sent.length).toBeGreaterThan(0)
  expect(sent.flatMap(found)).toEqual([])
})

it('Redis holds digests only, and what was asked of it named no secret', async () => {
  const keys = await redis.keys('*')
  expect(keys).toContain('isochrone:keys')
  const values = await redis.hvals('isochrone:keys')
  expect(values.join('')).toMatch(/"digest":"[0-9a-f]{64}"/)
  const commands = JSON.stringify(access.world.upstash?.commands ?? [])
  expect(commands.length).toBeGreaterThan(1000)
  expect([keys.join('\n'), values.join('\n'), commands].flatMap(found)).toEqual([])
})

it('no key of Redis stays for ever but those of the keys themselves', async () => {
  const lasting: string[] = []
  for (const key of await redis.keys('*')) if ((await redis.ttl(key)) === -1) lasting.push(key)
  expect(lasting).toEqual(['isochrone:keys'])
})
