import OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isRecord } from '../world/is-record'
import { callsOf } from './support/calls-of'
import { createClient } from './support/create-client'
import { expectError } from './support/expect-error'
import { type Asked, chatBody, chatPath, type Reply } from './support/send-to'
import { type Access, type MadeKey, startAccess } from './support/start-access'

let access: Access
beforeAll(async () => {
  access = await startAccess({
    gateways: 2,
    endpoints: ['sin', 'fra', 'iad'],
    plans: { european: { zones: ['EU'] }, mini: { models: ['gpt-4.1-mini', 'o4-mini'] } },
  })
})
afterAll(() => access.close())

const models = { method: 'GET', path: '/v1/models' } as const
const statusOf = async (key: string, at = 0) => (await access.sendAs(key, {}, at)).status

function expectUnauthorized(reply: Reply): void {
  expectError(reply, { status: 401, code: 'invalid_api_key' })
  expect(reply.headers.get('www-authenticate')).toMatch(/^Bearer/)
}

async function listed({ id }: MadeKey): Promise<Record<string, unknown>> {
  const { json } = await access.operate('GET', '/keys')
  const keys = isRecord(json) && Array.isArray(json.keys) ? json.keys : []
  return keys.filter(isRecord).find(each => each.id === id) ?? {}
}

function idsOf({ json }: Reply): unknown[] {
  const data = isRecord(json) && Array.isArray(json.data) ? json.data : []
  return data.filter(isRecord).map(({ id }) => id)
}

describe('a key that an operator makes', () => {
  it('is shown once, is usable at once at every gateway, and is listed without its digest', async () => {
    const reply = await access.operate('POST', '/keys', {
      name: 'app of Hà Nội',
      plan: 'warm',
      tenant: 'acme',
    })
    expect(reply.status).toBe(201)
    const made = { id: expect.stringMatching(/^\w+$/), name: 'app of Hà Nội', plan: 'warm', tenant: 'acme' }
    expect(reply.json).toEqual({ ...made, key: expect.any(String), createdAt: expect.any(String) })
    const { id, key } = JSON.parse(reply.text)
    expect([await statusOf(key, 1), await statusOf(key, 0)]).toEqual([200, 200])
    const text = JSON.stringify(await listed({ id, key }))
    expect(JSON.parse(text)).toEqual({ ...made, id, createdAt: expect.any(String) })
    expect(text).not.toContain(key.slice(-40))
  })

  it.each(['authorization', 'api-key', 'x-api-key'])('is taken from %s', async name => {
    const { key } = await access.makeKey('warm')
    const value = name === 'authorization' ? `bearer ${key}` : key
    const reply = await access.send({ headers: { [name]: value } })
    expect(reply.status).toBe(200)
    // Whichever was measured to be nearest.
    const used = access.world.endpoints.find(({ id }) => id === reply.headers.get('x-endpoint-used'))
    expect(JSON.stringify(callsOf(used ?? expect.fail()).at(-1)?.headers)).not.toContain(key)
  })

  it('is refused at every gateway from the first call after its being revoked', async () => {
    const made = await access.makeKey('warm')
    expect([await statusOf(made.key, 0), await statusOf(made.key, 1)]).toEqual([200, 200])
    expect((await access.operate('DELETE', `/keys/${made.id}`)).status).toBe(200)
    for (const at of [0, 1, 0, 1]) {
      expectUnauthorized(await access.sendAs(made.key, {}, at))
      expectUnauthorized(await access.sendAs(made.key, models, at))
    }
    expect(await listed(made)).toMatchObject({ id: made.id, revokedAt: expect.any(String) })
    expect((await access.operate('DELETE', `/keys/${made.id}`)).status).toBe(200)
  })

  it('that is revoked explains no route any more', async () => {
    const made = await access.makeKey('warm')
    const route = { method: 'GET', path: '/api/route?country=VN&model=gpt-4.1' } as const
    expect(await statusOf(made.key)).toBe(200)
    expect((await access.sendAs(made.key, route)).status).toBe(200)
    await access.operate('DELETE', `/keys/${made.id}`)
    expectUnauthorized(await access.sendAs(made.key, route))
  })

  it('ends with its time', async () => {
    const past = await access.makeKey('warm', { expiresAt: new Date(Date.now() - 1000).toISOString() })
    const later = await access.makeKey('warm', { expiresAt: new Date(Date.now() + 60_000).toISOString() })
    expectUnauthorized(await access.sendAs(past.key))
    expect(await statusOf(later.key)).toBe(200)
  })

  it.each<[string, object, string]>([
    ['no name', { plan: 'warm' }, 'name'],
    ['no plan', { name: 'a' }, 'plan'],
    ['a plan that there is none', { name: 'a', plan: 'platinum' }, 'plan'],
    ['a time that is none', { name: 'a', plan: 'warm', expiresAt: 'tomorrow' }, 'expiresAt'],
    ['a tenant that could name other keys', { name: 'a', plan: 'warm', tenant: 'a:b*\n' }, 'tenant'],
  ])('is not made of %s', async (_, body, param) => {
    expectError(await access.operate('POST', '/keys', body), { status: 400, code: 'invalid_request', param })
  })

  it('that does not exist cannot be revoked', async () => {
    expect((await access.operate('DELETE', `/keys/${'A'.repeat(12)}`)).status).toBe(404)
  })
})

describe('a key for some zones', () => {
  it.each<[string, string, object]>([
    ['of its own', 'warm', { zones: ['EU'] }],
    ['of its plan', 'european', {}],
    ['of its own and of its plan', 'european', { zones: ['EU', 'US'] }],
  ])('%s goes nowhere else, whatever is near or asked for', async (_, plan, fields) => {
    const { key } = await access.makeKey(plan, fields)
    const headers = { 'x-vercel-ip-country': 'VN' }
    const reply = await access.sendAs(key, { headers })
    expect([reply.status, reply.headers.get('x-endpoint-used')]).toEqual([200, 'fra'])
    const pinned = await access.sendAs(key, { headers: { ...headers, 'x-route-to': 'sin' } })
    expectError(pinned, { status: 403, code: 'endpoint_not_allowed' })
    const allowed = await access.sendAs(key, { headers: { ...headers, 'x-route-to': 'fra' } })
    expect(allowed.headers.get('x-route-reason')).toBe('pinned')
    expect((await access.sendAs(key, { headers: { ...headers, 'x-route-zone': 'APAC' } })).status).not.toBe(
      200,
    )
  })

  it('fails over to no endpoint outside', async () => {
    const { key } = await access.makeKey('european')
    access.world.endpoint('fra').set({ fault: { kind: 'status', status: 500 } })
    const headers = { 'x-vercel-id': 'zones1::id' }
    const { status, headers: told } = await access.sendAs(key, { headers })
    access.world.endpoint('fra').set({})
    expect([status, told.get('x-route-attempts')]).toEqual([502, 'fra;500'])
  })
})

describe('a key for some models', () => {
  it.each<[string, string, object]>([
    ['of its own', 'warm', { models: ['gpt-4.1-mini', 'o4-mini'] }],
    ['of its plan', 'mini', {}],
  ])('%s sees and uses no other', async (_, plan, fields) => {
    const { key } = await access.makeKey(plan, fields)
    expect(idsOf(await access.sendAs(key, models)).toSorted()).toEqual(['gpt-4.1-mini', 'o4-mini'])
    expect((await access.sendAs(key, { ...models, path: '/v1/models/gpt-4.1' })).status).toBe(404)
    expect((await access.sendAs(key, { ...models, path: '/v1/models/o4-mini' })).status).toBe(200)
    expect((await access.sendAs(key, { body: chatBody({ model: 'o4-mini' }) })).status).toBe(200)
    const refusal = await access.sendAs(key)
    expectError(refusal, { status: 403, code: 'model_not_allowed', param: 'model' })
  })
})

describe('what is no key', () => {
  it('is refused in the same words whatever is wrong with it', async () => {
    const { key } = await access.makeKey('warm')
    expect(await statusOf(key)).toBe(200)
    const other = key.endsWith('A') ? 'B' : 'A'
    const unknown = key.replace(/^iso_.{12}/, `iso_${'Z'.repeat(12)}`)
    const keys = [
      key.slice(0, -1) + other,
      key.slice(0, -1),
      `${key}A`,
      key.slice(0, 16),
      key.toUpperCase(),
      unknown,
    ]
    const credentials: Asked[] = [...keys, 'sk-123', 'undefined', '*', 'x'.repeat(5000)].map(each => ({
      headers: { authorization: `Bearer ${each}`, 'x-real-ip': '192.0.2.7' },
    }))
    const basic = Buffer.from(`user:${key}`).toString('base64')
    const bare: Asked[] = [
      {},
      { headers: { authorization: '' } },
      { headers: { authorization: `Basic ${basic}` } },
    ]
    const replies: Reply[] = []
    for (const asked of [...credentials, ...bare]) replies.push(await access.send(asked))
    for (const reply of replies) expectUnauthorized(reply)
    expect(new Set(replies.map(({ text }) => text)).size).toBe(1)
    expect(await statusOf(key)).toBe(200)
  })

  it('is whatever stands in the query', async () => {
    const { key } = await access.makeKey('warm')
    for (const name of ['api_key', 'api-key', 'key', 'access_token', 'authorization'])
      expectUnauthorized(await access.send({ path: `${chatPath}?${name}=${key}` }))
    expect(access.gateways[0]?.log()).not.toContain(key)
  })

  it('is an AuthenticationError to the official client, and a key is not', async () => {
    const [gateway] = access.gateways
    if (gateway === undefined) throw new Error('No gateway runs.')
    const { key } = await access.makeKey('warm')
    expect((await createClient(gateway, { apiKey: key }).models.list()).data.length).toBeGreaterThan(0)
    const refused = createClient(gateway, { apiKey: `${key}x` }).models.list()
    await expect(refused).rejects.toBeInstanceOf(OpenAI.AuthenticationError)
  })
})
