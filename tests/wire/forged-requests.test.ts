import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { gatewayHostName } from '../world/gateway-host'
import { callsOf } from './support/calls-of'
import { exceptOn } from './support/except-on'
import { expectError } from './support/expect-error'
import { sendRaw } from './support/send-raw'
import { chatBody, chatPath, type Reply } from './support/send-to'
import { type Access, startAccess } from './support/start-access'

let access: Access
beforeAll(async () => {
  access = await startAccess({
    endpoints: ['sin', 'fra'],
    plans: { one: { requestsPerMinute: 1 }, european: { zones: ['EU'] } },
  })
})
afterAll(() => access.close())

const calls = () => access.world.endpoints.flatMap(callsOf).length

function sendWithHost(host: string, headers: readonly string[], path = chatPath): Promise<Reply> {
  const body = JSON.stringify(chatBody())
  const lines = [`POST ${path} HTTP/1.1`, `host: ${host}`, ...headers, 'content-type: application/json']
  const head = [...lines, `content-length: ${Buffer.byteLength(body)}`].join('\r\n')
  return sendRaw(access.gateways[0]?.url ?? '', `${head}\r\n\r\n${body}`)
}

const strangeHosts = [
  'evil.example',
  'localhost:1',
  'evil.example/v1/models?',
  'evil.example/api/health?',
  'evil.example/v1/models#',
  'user:word@evil.example',
  '[::1]:99999',
]

// A Worker refuses what is no host: its runtime makes the address of the request of it.
const isRefused = (host: string) =>
  gatewayHostName() === 'worker' && !['evil.example', 'localhost:1'].includes(host)

describe('the host that a caller names', () => {
  it.each(strangeHosts)('opens no door: "%s"', async host => {
    const before = calls()
    const reply = await sendWithHost(host, [])
    if (isRefused(host)) return expect([reply.status, calls()]).toEqual([400, before])
    expectError(reply, { status: 401, code: 'invalid_api_key' })
    expect(calls()).toBe(before)
  })

  it.each(strangeHosts)('changes neither what is served nor from where: "%s"', async host => {
    const { key } = await access.makeKey('european')
    const before = callsOf(access.world.endpoint('fra')).length
    const headers = [`authorization: Bearer ${key}`, 'x-vercel-ip-country: VN']
    const reply = await sendWithHost(host, headers)
    if (isRefused(host)) return expect(reply.status).toBe(400)
    expect(reply.status).toBe(200)
    expect(reply.headers.get('x-endpoint-used')).toBe('fra')
    expect(reply.json).toMatchObject({ object: 'chat.completion' })
    expect(callsOf(access.world.endpoint('fra'))).toHaveLength(before + 1)
  })

  it.each(['evil.example', 'evil.example/v1/models?'])('makes nobody an operator: "%s"', async host => {
    const { key } = await access.makeKey('warm')
    const reply = await sendWithHost(host, [`authorization: Bearer ${key}`], '/api/admin/keys')
    if (isRefused(host)) return expect(reply.status).toBe(400)
    expectError(reply, { status: 401, code: 'invalid_api_key' })
  })
})

it('a caller that names no host is served as any other, or not at all', async () => {
  const reply = await sendWithHost('', [])
  expect([400, 401]).toContain(reply.status)
  const { key } = await access.makeKey('european')
  const served = await sendWithHost('', [`authorization: Bearer ${key}`, 'x-vercel-ip-country: VN'])
  expect(served.status === 400 ? 'fra' : served.headers.get('x-endpoint-used')).toBe('fra')
})

describe('headers by which a caller claims to be another', () => {
  const forged = {
    'x-tenant-id': 'acme',
    'x-plan': 'warm',
    'x-caller': 'tenant-acme',
    'x-user-id': 'somebody',
    'x-mw-ran': '1',
    'x-middleware-subrequest': Array(5).fill('src/middleware').join(':'),
    'x-middleware-set-cookie': 'plan=warm',
    'x-middleware-override-headers': 'authorization',
    'x-middleware-request-authorization': 'Bearer operator',
  }

  it('change neither the plan nor whose limit it counts against', async () => {
    const { key } = await access.makeKey('one')
    const other = await access.makeKey('one', { tenant: 'acme' })
    expect((await access.sendAs(key, { headers: forged })).status).toBe(200)
    expectError(await access.sendAs(key, { headers: forged }), { status: 429, code: 'rate_limit_exceeded' })
    expect((await access.sendAs(other.key)).status).toBe(200)
  })

  it('let nobody in beside a credential that nobody knows', async () => {
    const before = calls()
    const reply = await access.sendAs('sk-unknown', { headers: forged })
    expectError(reply, { status: 401, code: 'invalid_api_key' })
    expect(calls()).toBe(before)
  })
})

describe('the framework’s own paths', () => {
  it.each([
    '/_next/data/build/api/v1/chat/completions.json',
    '/_next/data/build/v1/models.json',
    '/_next/../v1/models',
    '/_next/image?url=%2Fv1%2Fmodels&w=64&q=75',
    '/_next/static/../../v1/models',
  ])('lead to no call without a credential: %s', async path => {
    const before = calls()
    const head = `host: x\r\nx-nextjs-data: 1\r\nconnection: close\r\n`
    const url = access.gateways[0]?.url ?? ''
    for (const method of ['GET', 'POST'])
      expect(
        (await sendRaw(url, `${method} ${path} HTTP/1.1\r\n${head}content-length: 0\r\n\r\n`)).status,
      ).not.toBe(200)
    expect(calls()).toBe(before)
  })
})

describe('two authorization headers', () => {
  it('are no better than the first of them', async () => {
    const { key } = await access.makeKey('warm')
    const headers = ['authorization: Bearer sk-unknown', `authorization: Bearer ${key}`]
    expectError(await sendWithHost('x', headers), { status: 401, code: 'invalid_api_key' })
  })

  it('whose first has no scheme are no credential', async context => {
    exceptOn('worker', 'it leaves out a header that is empty', context)
    exceptOn('artefact', 'it leaves out a header that is empty', context)
    const { key } = await access.makeKey('warm')
    const headers = ['authorization:', `authorization: Bearer ${key}`]
    expectError(await sendWithHost('x', headers), { status: 401, code: 'invalid_api_key' })
  })
})
