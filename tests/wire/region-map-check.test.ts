import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isRecord } from '../world/is-record'
import { exceptUnread } from './support/except-unread'
import { expectError } from './support/expect-error'
import { type Access, operatorToken, startAccess } from './support/start-access'

const path = '/api/admin/region-map/check'

let access: Access
beforeAll(async () => {
  access = await startAccess({ endpoints: ['sin', 'nrt', 'fra', 'iad', 'gru'] })
})
afterAll(() => access.close())

function live(): Record<string, unknown> {
  const { regions } = access.world.edgeConfig.items
  if (!isRecord(regions)) throw new Error('There is no map.')
  return regions
}

const check = (body: object, query = '') => access.operate('POST', `/region-map/check${query}`, body)

/** A row of the live map, changed. */
function withRow(id: string, changes: object): Record<string, unknown> {
  const rows = isRecord(live().endpoints) ? live().endpoints : {}
  const row = isRecord(rows) ? rows[id] : {}
  return { ...live(), endpoints: { ...Object(rows), [id]: { ...Object(row), ...changes } } }
}

describe('the check of a region map', () => {
  it('finds the live map valid, and that it moves nobody', async () => {
    const { status, json } = await check(live())
    expect(status).toBe(200)
    expect(json).toMatchObject({ valid: true, problems: [], changes: [], against: { source: 'live' } })
  })

  it('says which countries would change endpoint', async () => {
    const changed = { ...live(), countries: { ...Object(live().countries), VN: ['nrt', 'sin'] } }
    const { json } = await check(changed)
    expect(json).toMatchObject({
      valid: true,
      changes: [{ country: 'VN', from: 'sin', to: 'nrt', reason: 'listed' }],
    })
    expect((await check(withRow('sin', { state: 'draining' }))).json).toMatchObject({
      changes: expect.arrayContaining([
        expect.objectContaining({ country: 'SG', from: 'sin', to: 'nrt' }),
        expect.objectContaining({ country: 'VN', from: 'sin', to: 'nrt' }),
      ]),
    })
  })

  it('names each fault by its path', async () => {
    const { json } = await check({ ...withRow('sin', { location: [200, 0] }), residency: { DE: [] } })
    expect(json).toMatchObject({ valid: false, changes: [] })
    expect(json).toHaveProperty('problems', [
      { path: 'endpoints.sin.location[0]', message: expect.any(String) },
      { path: 'residency.DE', message: expect.any(String) },
    ])
  })

  it('supposes an endpoint down', async () => {
    const { json } = await check(live(), '?down=fra')
    expect(json).toMatchObject({
      whatIf: {
        down: ['fra'],
        changes: expect.arrayContaining([expect.objectContaining({ country: 'DE', from: 'fra', to: null })]),
      },
    })
  })

  it('probes where that is asked, without a key', async () => {
    await access.world.endpoint('gru').refuse()
    const { requests } = access.world.endpoint('sin')
    requests.length = 0
    const { json } = await check(live(), '?reach=1')
    expect(json).toMatchObject({
      warnings: expect.arrayContaining([
        expect.objectContaining({ kind: 'unreachable', path: 'endpoints.gru.baseUrl' }),
      ]),
    })
    expect(requests.map(({ method }) => method)).toContain('HEAD')
    expect(requests.filter(({ headers }) => headers.authorization !== undefined)).toEqual([])
    await access.world.endpoint('gru').accept()
  })

  it('is for operators', async () => {
    const { key } = await access.makeKey('warm')
    for (const token of [key, `${operatorToken}x`, ''])
      expectError(await access.sendAs(token, { path, body: live() }), {
        status: 401,
        code: 'invalid_api_key',
      })
  })

  it.each([
    ['text', '{"version":', 'invalid_json'],
    ['nothing', '', 'invalid_json'],
    ['not UTF-8', new Uint8Array([0x7b, 0xff, 0x7d]), 'invalid_encoding'],
  ])('refuses %s', async (_, body, code) => {
    expectError(await access.sendAs(operatorToken, { path, body }), { status: 400, code })
  })

  it('refuses what is longer than 4 MB', async context => {
    exceptUnread(context)
    const body = `{"version":1,"a":"${'x'.repeat(4 * 1024 * 1024)}"}`
    expectError(await access.sendAs(operatorToken, { path, body }), {
      status: 413,
      code: 'request_too_large',
    })
  })

  it.each([
    ['no object', '[]'],
    ['a hundred thousand faulty rows', `{"version":1,"endpoints":{${manyRows(100_000)}}}`],
    [
      'a hundred thousand members of one name',
      `{"version":1,"endpoints":{${'"a":1,'.repeat(100_000)}"a":1}}`,
    ],
    ['very deep nesting', `{"version":1,"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`],
    ['names of prototypes', '{"version":1,"endpoints":{"__proto__":{"a":1},"constructor":{}}}'],
  ])('finds no map in %s, shortly', async (_, body) => {
    const { status, json, text } = await access.sendAs(operatorToken, { path, body })
    expect([status, isRecord(json) && json.valid]).toEqual([200, false])
    expect(text.length).toBeLessThan(100_000)
  })

  it('is asked by POST alone', async () => {
    const reply = await access.operate('GET', '/region-map/check')
    expectError(reply, { status: 405, code: 'method_not_allowed' })
    expect(reply.headers.get('allow')).toBe('POST')
  })
})

function manyRows(count: number): string {
  return Array.from({ length: count }, (_, at) => `"${at.toString(36)}":1`).join(',')
}

describe('the live region map', () => {
  it('is shown to operators as it stands in the store', async () => {
    const { status, json } = await access.operate('GET', '/region-map')
    expect(status).toBe(200)
    expect(json).toMatchObject({ source: 'live', problems: [], document: live() })
  })

  it('is shown to nobody else', async () => {
    const { key } = await access.makeKey('warm')
    for (const token of [key, ''])
      expectError(await access.sendAs(token, { method: 'GET', path: '/api/admin/region-map' }), {
        status: 401,
        code: 'invalid_api_key',
      })
  })
})
