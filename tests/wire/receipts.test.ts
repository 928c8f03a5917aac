import { Redis as Inspector } from 'ioredis'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { receipt } from '@/lib/telemetry/receipt'
import type { SignedReceipt } from '@/lib/telemetry/sign-receipt'
import { callLine } from './support/call-lines'
import { expectError } from './support/expect-error'
import { runReceipt } from './support/run-receipt'
import { type Asked, chatBody, type Reply } from './support/send-to'
import { type Access, type MadeKey, startAccess } from './support/start-access'

const secret = 'receipts-CANARY-0123456789abcdef'
const settings = { RECEIPT_SECRET: secret }

let access: Access
let inside: Inspector
let caller: MadeKey
beforeAll(async () => {
  access = await startAccess({
    endpoints: ['sin', 'fra'],
    environment: settings,
    plans: { none: { requestsPerMinute: 0 } },
  })
  inside = new Inspector(access.world.redis?.url ?? '')
  caller = await access.makeKey('warm')
})
beforeEach(() => {
  for (const endpoint of access.world.endpoints) endpoint.set({})
})
afterAll(async () => {
  inside.disconnect()
  await access.close()
})

const words = 'CANARY-words of the caller'

let calls = 0

/** Makes a call under an id of its own, at an edge that nothing is known at. */
async function call({ headers, body, ...asked }: Asked = {}, key = caller.key) {
  const id = `receipt-${++calls}-of-the-test`
  const reply = await access.sendAs(key, {
    ...asked,
    headers: {
      'x-request-id': id,
      'x-vercel-ip-country': 'VN',
      'x-vercel-id': `receipts${calls}::id`,
      ...headers,
    },
    body: body ?? chatBody({ messages: [{ role: 'user', content: words }] }),
  })
  return { id, reply }
}

/** What an operator is shown of a request, once it is there. */
const shown = (id: string): Promise<Reply> =>
  vi.waitFor(
    async () => {
      const reply = await access.operate('GET', `/requests/${id}`)
      if (reply.status !== 200) throw new Error(`${reply.status}: ${reply.text}`)
      return reply
    },
    { timeout: 5000, interval: 20 },
  )

async function receiptOf(id: string): Promise<SignedReceipt> {
  const { signature, ...fields } = JSON.parse((await shown(id)).text)
  return { ...receipt.parse(fields), signature }
}

const reasons = ({ excluded }: SignedReceipt) => excluded.map(({ endpoint, reason }) => [endpoint, reason])
const tries = ({ attempts }: SignedReceipt) => attempts.map(({ endpoint, label }) => [endpoint, label])

describe('the receipt of a call', () => {
  it('that was served agrees with its headers, its record and its line', async () => {
    const { id, reply } = await call()
    expect(reply.status).toBe(200)
    const found = await receiptOf(id)
    const endpoint = reply.headers.get('x-endpoint-used')
    expect(found).toMatchObject({
      requestId: id,
      tenant: `key-${caller.id}`,
      operation: 'chat.completions',
      country: 'VN',
      edge: expect.stringMatching(/^receipts\d+$/),
      endpoint,
      routeReason: reply.headers.get('x-route-reason'),
      model: { asked: 'gpt-4.1', used: reply.headers.get('x-model-used') },
      map: { version: expect.stringMatching(/^[0-9a-f]{16}$/), source: 'live' },
      cache: { state: reply.headers.get('x-cache') },
      timings: { responseMs: Number(reply.headers.get('x-response-time')) },
      bytes: { out: Buffer.byteLength(reply.text) },
      status: 200,
      signature: { algorithm: 'HMAC-SHA256' },
    })
    expect(Date.now() - Date.parse(found.at)).toBeLessThan(60_000)
    expect(tries(found)).toEqual([[endpoint, '200']])
    const { usage } = JSON.parse(reply.text)
    expect([found.tokens.promptTokens, found.tokens.completionTokens]).toEqual([
      usage.prompt_tokens,
      usage.completion_tokens,
    ])
    expect(found.costUsd).toBeGreaterThan(0)
    const record = JSON.parse((await inside.get(`isochrone:usage:record:${found.id}`)) ?? '')
    expect([record.requestId, record.tenant, record.nanoUsd / 1e9]).toEqual([id, found.tenant, found.costUsd])
    const [gateway = expect.fail()] = access.gateways
    expect(await callLine(gateway, id)).toMatchObject({
      id: found.id,
      tenant: found.tenant,
      candidates: found.candidates
        .map(({ endpoint, reason, score }) => `${endpoint};${reason};${score}`)
        .join(', '),
      excluded: '',
      bytesIn: found.bytes.in,
      bytesOut: found.bytes.out,
      gateMs: expect.any(Number),
      planMs: expect.any(Number),
      upstreamMs: expect.any(Number),
    })
  })

  it('that was streamed has its first content and its bytes', async () => {
    const { id, reply } = await call({ body: chatBody({ stream: true }) })
    const found = await receiptOf(id)
    expect(found).toMatchObject({
      stream: true,
      end: 'complete',
      bytes: { out: Buffer.byteLength(reply.text) },
    })
    const { firstContentMs, totalMs } = found.timings
    expect(firstContentMs).toBeGreaterThanOrEqual(0)
    expect(totalMs).toBeGreaterThanOrEqual(firstContentMs ?? Number.POSITIVE_INFINITY)
  })

  it('that failed over has every try', async () => {
    access.world.endpoint('sin').set({ fault: { kind: 'status', status: 503 } })
    const { id, reply } = await call()
    expect(reply.headers.get('x-route-attempts')).toBe('sin;503, fra;200')
    const found = await receiptOf(id)
    expect(tries(found)).toEqual([
      ['sin', '503'],
      ['fra', '200'],
    ])
    expect(found).toMatchObject({ endpoint: 'fra', zone: 'EU', routeReason: 'failover' })
    expect(found.attempts[0]).toMatchObject({ outcome: 'failed', billed: 'no', costUsd: 0 })
  })

  it('whose country may not leave its zone names the rule and whom it left out', async () => {
    const { id, reply } = await call({ headers: { 'x-vercel-ip-country': 'DE' } })
    expect(reply.headers.get('x-route-attempts')).toBe('fra;200')
    const found = await receiptOf(id)
    expect(found).toMatchObject({ country: 'DE', residencyRule: ['EU'], residency: ['EU'], zone: 'EU' })
    expect(reasons(found)).toContainEqual(['sin', 'outside-residency'])
    expect(found.candidates.map(({ zone }) => zone)).toEqual(['EU'])
  })

  it('that was refused says what stood against it, and that nobody was asked', async () => {
    const { id, reply } = await call({ headers: { 'x-vercel-ip-country': 'DE', 'x-route-to': 'sin' } })
    expectError(reply, { status: 403, code: 'residency_violation' })
    const found = await receiptOf(id)
    expect(found).toMatchObject({ status: 403, code: 'residency_violation', endpoint: null, attempts: [] })
    expect(reasons(found)).toContainEqual(['sin', 'outside-residency'])
    expect(found.costUsd).toBe(0)
  })

  it('that was answered from the cache says so, and cost nothing', async () => {
    const body = chatBody({ temperature: 0, messages: [{ role: 'user', content: `${words} ${Date.now()}` }] })
    const first = await call({ body })
    expect((await receiptOf(first.id)).cache.state).toBe('MISS')
    const { id, reply } = await call({ body })
    expect(reply.headers.get('x-cache')).toBe('HIT')
    const found = await receiptOf(id)
    expect(found).toMatchObject({ cache: { state: 'HIT' }, attempts: [], candidates: [], costUsd: 0 })
    expect(found.cache.ageSeconds).toBe(Number(reply.headers.get('x-cache-age')))
  })

  it('is there for seven days, and holds nothing of what was said', async () => {
    const { id } = await call({
      body: chatBody({ messages: [{ role: 'user', content: words }], user: 'CANARY' }),
    })
    const { text } = await shown(id)
    const kept = (await inside.get(`isochrone:receipts:${id}`)) ?? ''
    expect(JSON.parse(kept)).toEqual(JSON.parse(text))
    const week = 7 * 24 * 60 * 60
    const left = await inside.ttl(`isochrone:receipts:${id}`)
    expect(left).toBeGreaterThan(week - 60)
    expect(left).toBeLessThanOrEqual(week)
    const secrets = [caller.key.split('_')[2] ?? '', secret, access.world.endpoint('sin').url]
    for (const each of ['CANARY', '127.0.0.1', 'UPSTREAM_KEY', ...secrets]) expect(text).not.toContain(each)
  })

  it('stands before those of other calls under the same id, and ten are kept', async () => {
    const id = 'the-same-id-for-many'
    for (let at = 0; at < 12; at++) await call({ headers: { 'x-request-id': id } })
    await vi.waitFor(async () => {
      const { earlier } = JSON.parse((await shown(id)).text)
      expect(earlier).toHaveLength(9)
    })
    const { earlier, ...newest } = JSON.parse((await shown(id)).text)
    const ids = [newest, ...earlier].map(each => each.id)
    expect(new Set(ids).size).toBe(10)
  })
})

describe('there is no receipt', () => {
  it('of a call that was not let in, nor of one that nobody made', async () => {
    const { key } = await access.makeKey('none')
    const limited = await call({}, key)
    expect(limited.reply.status).toBe(429)
    const unknown = await call({}, 'sk-wrong')
    expect(unknown.reply.status).toBe(401)
    const served = await call()
    await shown(served.id)
    for (const id of [limited.id, unknown.id, 'nobody-made-this', 'x'])
      expectError(await access.operate('GET', `/requests/${id}`), { status: 404, code: 'receipt_not_found' })
  })

  it('for who is no operator, its own caller least of all', async () => {
    const { id } = await call()
    await shown(id)
    const path = `/api/admin/requests/${id}`
    for (const token of ['', caller.key, secret]) {
      const reply = await access.sendAs(token, { method: 'GET', path })
      expectError(reply, { status: 401, code: 'invalid_api_key' })
      expect(reply.text).not.toContain(caller.id)
    }
  })

  it('that was changed where it lies', async () => {
    const { id } = await call()
    const { text } = await shown(id)
    await inside.set(`isochrone:receipts:${id}`, text.replace('"country":"VN"', '"country":"SG"'))
    expectError(await access.operate('GET', `/requests/${id}`), { status: 404, code: 'receipt_not_found' })
    await inside.set(`isochrone:receipts:${id}`, text)
    expect((await access.operate('GET', `/requests/${id}`)).text).toBe(text)
  })

  it('while the store is away', async () => {
    const { upstash } = access.world
    if (upstash === undefined) expect.fail()
    upstash.mode = 'error'
    const reply = await access.operate('GET', '/requests/nobody-made-this')
    upstash.mode = 'ok'
    expectError(reply, { status: 503, code: 'limiter_unavailable' })
  })
})

describe('an auditor', () => {
  it('can trust a copy, and finds out one that was changed, with the secret alone', async () => {
    access.world.endpoint('sin').set({ fault: { kind: 'status', status: 503 } })
    const { id } = await call()
    const { text } = await shown(id)
    const whole = await runReceipt(['check', '-'], { settings, input: text })
    expect([whole.code, whole.error]).toEqual([0, ''])
    expect(whole.out).toContain(`"requestId":"${id}"`)
    for (const [from, to] of [
      ['"country":"VN"', '"country":"SG"'],
      ['"label":"503"', '"label":"200"'],
      ['"zone":"EU"', '"zone":"APAC"'],
    ] as const) {
      expect(text).toContain(from)
      const { code, out, error } = await runReceipt(['check', '-'], {
        settings,
        input: text.replace(from, to),
      })
      expect([code, out]).toEqual([1, ''])
      expect(error).toMatch(/^tampered: /)
    }
  })
})
