import { Redis } from 'ioredis'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { leaksIn, secretMessage, wholeReply } from './support/canaries'
import { seen } from './support/new-topic'
import { chatBody } from './support/send-to'
import { type Access, startAccess } from './support/start-access'

const onceName = 'CANARY-name-of-a-call'
const tool = 'CANARY-tool'
const secrets = [secretMessage.content, onceName, tool, 'CANARY-user', 'CANARY-tenant-body', 'CANARY-session']

let access: Access
let redis: Redis
let key = ''
const replies: string[] = []
beforeAll(async () => {
  access = await startAccess({ gateways: 2 })
  redis = new Redis(access.world.redis?.url ?? '')
  key = (await access.makeKey('warm')).key
  await callEverything()
}, 60_000)
afterAll(async () => {
  redis.disconnect()
  await access.close()
})

async function send(changes: object = {}, headers: Record<string, string> = {}, at = 0): Promise<string> {
  const messages = [secretMessage, { role: 'user', content: 'Hi' }]
  const body = chatBody({ messages, temperature: 0, user: 'CANARY-user', ...changes })
  const reply = await access.sendAs(
    key,
    { headers: { 'x-session-id': 'CANARY-session', ...headers }, body },
    at,
  )
  replies.push(wholeReply(reply))
  return seen(reply)
}

const once = (name = onceName) => ({ 'idempotency-key': name })
const tools = [{ type: 'function', function: { name: tool, parameters: { type: 'object' } } }]

/** Goes every way by which something is kept, found, refused or given up. */
async function callEverything(): Promise<void> {
  const long = { tenant: 'CANARY-tenant-body', seed: 1 }
  const states = [
    await send(),
    await send(),
    await send({ stream: true }),
    await send(long),
    await send({}, { 'cache-control': 'no-cache, CANARY-prompt' }),
    await send({ temperature: 1, stream: true }, once()),
  ]
  expect(states).toEqual(['200 MISS', '200 HIT', '200 HIT', '200 MISS', '200 MISS', '200 BYPASS'])
  const again = { temperature: 1, stream: true }
  for (const at of [0, 1]) await vi.waitFor(async () => expect(await send(again, once(), at)).toMatch(/^200/))
  expect(await send({ temperature: 0.5 }, once())).toMatch(/^422/)
  expect(await send({}, once(`${onceName} ${secretMessage.content}`))).toMatch(/^400/)
  const sin = access.world.endpoint('sin')
  sin.set({ fault: { kind: 'status', status: 500, body: { error: { message: 'no' } } } })
  expect(await send({ seed: 2 }, once('CANARY-name-of-another'))).toMatch(/^502/)
  sin.set({ delayMs: 200 })
  await Promise.all([1, 2, 3].map(() => send({ seed: 3, tools: [...tools], tool_choice: 'none' }, {})))
  sin.set({})
  await spoil()
  expect(await send({}, {}, 1)).toBe('200 MISS')
  const { upstash } = access.world
  for (const mode of ['error', 'html', 'hang', 'ok'] as const) {
    if (upstash) upstash.mode = mode
    expect(await send({ seed: 4 }, once(`CANARY-name-${mode}`))).toMatch(/^(200|503)/)
  }
}

// What lies there is spoilt, so that it is read and thrown away.
async function spoil(): Promise<void> {
  for (const name of await redis.keys('isochrone:cache:*')) await redis.set(name, 'spoilt', 'EX', 60)
}

const found = (text: string) => [...secrets, key, 'CANARY'].filter(each => text.includes(each))

it('no prompt and no name of a call is in any line of the log', () => {
  const log = access.gateways.map(gateway => gateway.log()).join('\n')
  expect(log.match(/"cache":"HIT"/g)?.length).toBeGreaterThan(1)
  expect([...found(log), ...leaksIn(log, access)]).toEqual([])
})

it('no prompt and no name of a call is in any key of Redis, or in what was asked of it', async () => {
  const names = await redis.keys('*')
  expect(names.filter(name => name.startsWith('isochrone:cache:')).length).toBeGreaterThan(2)
  expect(names.filter(name => name.startsWith('isochrone:once:')).length).toBeGreaterThan(0)
  const commands = JSON.stringify(access.world.upstash?.commands ?? [])
  expect(commands).toContain('You said: Hi')
  expect([names.join('\n'), commands].flatMap(found)).toEqual([])
})

it('no prompt and no name of a call is in any response', () => {
  expect(replies.length).toBeGreaterThan(15)
  expect(replies.flatMap(reply => [...found(reply), ...leaksIn(reply, access)])).toEqual([])
})

it('nothing that was kept stays for ever', async () => {
  const names = [...(await redis.keys('isochrone:cache:*')), ...(await redis.keys('isochrone:once:*'))]
  const times = await Promise.all(names.map(name => redis.ttl(name)))
  expect(Math.min(...times)).toBeGreaterThan(0)
  expect(Math.max(...times)).toBeLessThanOrEqual(86_400)
})
