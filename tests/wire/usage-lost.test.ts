import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import * as z from 'zod'
import { usageRecord } from '@/lib/usage/usage-record'
import { parseJson } from '../world/parse-json'
import { callsOf } from './support/calls-of'
import { leaksIn, secretMessage } from './support/canaries'
import { expectError } from './support/expect-error'
import { readCosts, readMetrics } from './support/read-report'
import { runReplay } from './support/run-replay'
import { chatBody, type Reply } from './support/send-to'
import { type Access, type MadeKey, operatorToken, startAccess } from './support/start-access'

let access: Access
let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'usage-lost-'))
  access = await startAccess({ plans: { paid: { requestsPerMinute: 1000 } } })
  answerAll()
})
afterAll(async () => {
  await access.close()
  await rm(directory, { recursive: true, force: true })
})

const sin = () => access.world.endpoint('sin')
const callUsd = (1000 * 2 + 200 * 8) * 1e-6

/** Has every call use as much as `callUsd` costs. */
function answerAll(delayMs = 0): void {
  const message = { role: 'assistant', content: 'Chào' }
  const choices = [{ index: 0, message, finish_reason: 'stop' }]
  const usage = { prompt_tokens: 1000, completion_tokens: 200, total_tokens: 1200 }
  const body = { id: 'chatcmpl-1', object: 'chat.completion', created: 1, model: 'gpt-4.1', choices, usage }
  sin().set({ delayMs, fault: { kind: 'status', status: 200, body } })
}

const call = (key: string) => access.sendAs(key, { body: chatBody({ messages: [secretMessage] }) })

const lostLine = z.object({ event: z.literal('usage-lost'), level: z.literal('warn'), record: usageRecord })

const log = () => access.gateways[0]?.log() ?? ''
const lost = () =>
  log()
    .split('\n')
    .flatMap(line => lostLine.safeParse(parseJson(line)).data ?? [])

/** The line of a call whose usage was lost, once it is written. */
const lostOf = ({ headers }: Reply) =>
  vi.waitFor(
    () => {
      const lines = lost().filter(({ record }) => record.requestId === headers.get('x-request-id'))
      expect(lines).toHaveLength(1)
      return lines[0]?.record
    },
    { timeout: 5000, interval: 50 },
  )

/** Makes a call whose endpoint is still at work when Redis goes away, which is back afterwards. */
async function loseOne(key: string, how: 'refused' | 'error' | 'html'): Promise<Reply> {
  const { upstash } = access.world
  if (upstash === undefined) throw new Error('This world has no Redis.')
  answerAll(300)
  const before = callsOf(sin()).length
  const calling = call(key)
  await vi.waitFor(() => expect(callsOf(sin())).toHaveLength(before + 1))
  if (how === 'refused') await upstash.refuse()
  else upstash.mode = how
  const reply = await calling
  await lostOf(reply)
  upstash.mode = 'ok'
  await upstash.accept()
  answerAll()
  return reply
}

/** What a key has used by the report; nothing where it is not in it. */
async function usedBy({ id }: MadeKey) {
  const { breakdown } = await readCosts(access, '?by=tenant')
  return breakdown.find(({ key }) => key === `key-${id}`)
}

async function fileOf(text: string): Promise<string> {
  const path = join(directory, crypto.randomUUID())
  await writeFile(path, text)
  return path
}

const settings = () => ({ ISOCHRONE_URL: access.gateways[0]?.url ?? '', OPERATOR_TOKEN: operatorToken })

describe('a call whose usage cannot be written down', () => {
  it.each(['refused', 'error', 'html'] as const)(
    'is answered as ever, and its record is in the log: %s',
    async how => {
      const { key, id } = await access.makeKey('paid')
      const reply = await loseOne(key, how)
      expect([reply.status, reply.headers.get('x-degraded')]).toEqual([200, null])
      const record = await lostOf(reply)
      expect(record).toMatchObject({
        tenant: `key-${id}`,
        model: 'gpt-4.1',
        endpoint: 'sin',
        nanoUsd: callUsd * 1e9,
      })
      expect(record).toMatchObject({ promptTokens: 1000, completionTokens: 200, isEstimated: false })
      expect(leaksIn(log(), access)).toEqual([])
      expect(log()).not.toContain(key)
    },
  )
})

describe('the log of a gateway', () => {
  it('makes the totals what was really used, however often it is replayed', async () => {
    const made = await access.makeKey('paid')
    expect((await call(made.key)).status).toBe(200)
    await vi.waitFor(async () => expect((await usedBy(made))?.requests).toBe(1))
    await loseOne(made.key, 'refused')
    await loseOne(made.key, 'error')
    expect(await usedBy(made)).toMatchObject({ requests: 1 })
    const before = await readMetrics(access)
    const count = lost().length
    const file = await fileOf(log())
    const first = await runReplay([file], settings())
    expect(first).toEqual({
      code: 0,
      out: `${count} records in the log, ${count} of them added.\n`,
      error: '',
    })
    const used = await usedBy(made)
    expect(used).toMatchObject({ requests: 3, promptTokens: 3000, completionTokens: 600 })
    expect(used?.costUsd).toBeCloseTo(3 * callUsd, 9)
    expect((await readMetrics(access)).requests).toBe(before.requests + count)
    const again = await runReplay([file], settings())
    expect(again.out).toBe(`${count} records in the log, 0 of them added.\n`)
    expect(await usedBy(made)).toEqual(used)
  })

  it('does so as well where a log drain has put its lines into others', async () => {
    const made = await access.makeKey('paid')
    const { headers } = await loseOne(made.key, 'refused')
    const lines = log()
      .split('\n')
      .filter(line => line.includes(headers.get('x-request-id') ?? ''))
    const drained = lines.map(message => JSON.stringify({ id: '1', message, source: 'edge', timestamp: 1 }))
    const { out } = await runReplay([await fileOf(drained.join('\n'))], settings())
    expect(out).toBe('1 records in the log, 1 of them added.\n')
    expect((await usedBy(made))?.costUsd).toBeCloseTo(callUsd, 9)
  })

  it('is not taken from who is no operator, and the command says so in one line', async () => {
    const made = await access.makeKey('paid')
    await loseOne(made.key, 'refused')
    const wrong = { ...settings(), OPERATOR_TOKEN: 'operator-WRONG-0123456789abcdef' }
    const { code, out, error } = await runReplay([await fileOf(log())], wrong)
    expect([code, out]).toEqual([1, ''])
    expect(error.trimEnd().split('\n')).toEqual([expect.stringMatching(/^401: .*invalid_api_key/)])
    expect(await usedBy(made)).toBeUndefined()
  })
})

describe('/api/admin/usage', () => {
  it.each<[string, object, string]>([
    ['no records', {}, 'records'],
    ['records that are none', { records: [{ id: 'a' }] }, 'records[0]'],
    ['more than a thousand', { records: Array(1001).fill({}) }, 'records'],
    ['something else beside them', { records: [], more: 1 }, ''],
  ])('takes no %s', async (_, body, param) => {
    const reply = await access.operate('POST', '/usage', body)
    expect(reply.json).toMatchObject({ error: { param: expect.stringContaining(param) } })
    expect(reply.status).toBe(400)
  })

  it('says that it is safe to send it again where Redis is away', async () => {
    const { upstash } = access.world
    const [line] = lost()
    if (upstash) upstash.mode = 'error'
    const reply = await access.operate('POST', '/usage', { records: [line?.record] })
    if (upstash) upstash.mode = 'ok'
    expectError(reply, { status: 503, code: 'limiter_unavailable' })
  })
})
