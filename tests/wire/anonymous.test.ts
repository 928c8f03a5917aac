import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectError } from './support/expect-error'
import { chatBody } from './support/send-to'
import { type Access, startAccess } from './support/start-access'

let access: Access
let trustless: Access
const plans = { anonymous: { requestsPerMinute: 2 } }
beforeAll(async () => {
  access = await startAccess({ plans, environment: { AUTH: 'open' } })
  trustless = await startAccess({ plans, environment: { AUTH: 'open', TRUST_GEO_HEADERS: '' } })
})
afterAll(() => Promise.all([access.close(), trustless.close()]))

async function statuses(headers: readonly Record<string, string>[], on = access): Promise<number[]> {
  const seen: number[] = []
  for (const each of headers) seen.push((await on.send({ headers: each })).status)
  return seen
}

describe('callers without a credential, where none is required', () => {
  it.each([
    ['one IPv4 address', ['192.0.2.1', '192.0.2.1', '192.0.2.1'], [200, 200, 429]],
    ['two IPv4 addresses', ['192.0.2.2', '192.0.2.3', '192.0.2.2', '192.0.2.3'], [200, 200, 200, 200]],
    ['one /64', ['2001:db8:1:2::1', '2001:db8:1:2:ffff::9', '2001:DB8:1:2:3:4:5:6'], [200, 200, 429]],
    [
      'two /64',
      ['2001:db8:2:1::1', '2001:db8:2:2::1', '2001:db8:2:1::2', '2001:db8:2:2::2'],
      [200, 200, 200, 200],
    ],
    ['an IPv4 address written as IPv6', ['192.0.2.9', '::ffff:192.0.2.9', '192.0.2.9'], [200, 200, 429]],
  ])('are counted by address: %s', async (_, addresses, expected) => {
    expect(await statuses(addresses.map(address => ({ 'x-real-ip': address })))).toEqual(expected)
  })

  it('are counted by the first address of x-forwarded-for', async () => {
    const chains = ['198.51.100.1, 10.0.0.1', '198.51.100.1, 10.0.0.2', '198.51.100.1']
    expect(await statuses(chains.map(chain => ({ 'x-forwarded-for': chain })))).toEqual([200, 200, 429])
  })

  it('are not let loose by a credential that nobody knows', async () => {
    const credentials = ['sk-one', 'sk-two', `iso_${'a'.repeat(12)}_${'b'.repeat(40)}`]
    const headers = credentials.map(key => ({ 'x-real-ip': '198.51.100.2', authorization: `Bearer ${key}` }))
    expect(await statuses(headers)).toEqual([200, 200, 429])
  })

  it('are refused in the shape of OpenAI', async () => {
    const asked = { headers: { 'x-real-ip': '198.51.100.3' }, body: chatBody() }
    for (let call = 0; call < 2; call++) await access.send(asked)
    const reply = await access.send(asked)
    expectError(reply, { status: 429, code: 'rate_limit_exceeded' })
    expect(reply.headers.get('retry-after')).toMatch(/^([1-9]|[1-5]\d)$/)
  })

  it('share one limit where the headers that name addresses are not to be trusted', async () => {
    const headers = ['203.0.113.1', '203.0.113.2', '203.0.113.3'].map(address => ({ 'x-real-ip': address }))
    expect(await statuses(headers, trustless)).toEqual([200, 200, 429])
  })

  it('leave the keys of others at their address alone', async () => {
    const headers = { 'x-real-ip': '203.0.113.9' }
    const { key } = await access.makeKey('warm')
    expect(await statuses([headers, headers, headers])).toEqual([200, 200, 429])
    expect((await access.sendAs(key, { headers })).status).toBe(200)
  })
})
