import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Access, operatorToken, startAccess } from './support/start-access'

let access: Access
beforeAll(async () => {
  access = await startAccess()
})
afterAll(() => access.close())

type Asked = {
  readonly method?: string
  readonly form?: BodyInit
  readonly cookie?: string
  readonly headers?: Readonly<Record<string, string>>
}

const urlOf = (path: string) => `${access.gateways[0]?.url ?? ''}/admin${path}`

async function ask(path: string, { method, form, cookie, headers }: Asked = {}) {
  const response = await fetch(urlOf(path), {
    method: method ?? (form === undefined ? 'GET' : 'POST'),
    headers: {
      ...(form !== undefined && {
        origin: new URL(urlOf('')).origin,
        'content-type': 'application/x-www-form-urlencoded',
      }),
      ...(cookie !== undefined && { cookie }),
      ...headers,
    },
    body: form ?? null,
    redirect: 'manual',
  })
  return { status: response.status, headers: response.headers, text: await response.text() }
}

/** Signs in from an address of its own, so that no test is refused for another's attempts. */
async function signIn(token = operatorToken, address = `203.0.113.${++addresses}`) {
  const form = new URLSearchParams({ token }).toString()
  const reply = await ask('/sign-in', { form, headers: { 'x-real-ip': address } })
  return { ...reply, cookie: reply.headers.get('set-cookie')?.split(';')[0] ?? '' }
}
let addresses = 0

describe('the operator’s page', () => {
  it.each([
    ['', 'GET'],
    ['/live', 'GET'],
    ['/keys', 'POST'],
    ['/keys/AAAAAAAAAAAA/revoke', 'POST'],
    ['/region-map', 'POST'],
    ['/sign-out', 'POST'],
  ])('is nobody’s who has not signed in: %s', async (path, method) => {
    const form = method === 'POST' ? { form: 'name=a&plan=warm' } : {}
    const forged = `isochrone-operator=${Date.now() + 1000}.${'0'.repeat(64)}`
    for (const cookie of ['', forged, `isochrone-operator=${operatorToken}`]) {
      const reply = await ask(path, { ...form, cookie })
      expect(reply.status).toBe(401)
      expect(reply.text).toContain('Operator token')
      expect(Object.fromEntries(reply.headers)).toMatchObject({
        'cache-control': 'private, no-store',
        'x-robots-tag': 'noindex, nofollow',
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': expect.stringContaining("default-src 'none'"),
      })
    }
  })

  it('lets in who has the token, by a cookie that is not the token', async () => {
    const { status, headers, cookie } = await signIn()
    expect([status, headers.get('location')]).toEqual([303, '/admin'])
    // A host that is behind TLS has it sent by no other way.
    expect(headers.get('set-cookie')).toMatch(
      /; Path=\/admin; Max-Age=28800; HttpOnly; SameSite=Strict(; Secure)?$/,
    )
    expect(cookie).not.toContain(operatorToken)
    const page = await ask('', { cookie })
    expect(page.status).toBe(200)
    expect(page.text).toContain('Region map')
    expect((await ask('', { cookie: `${cookie}0` })).status).toBe(401)
  })

  it('is tried ten times a minute from one address', async () => {
    for (let time = 0; time < 10; time++) expect((await signIn('wrong', '198.51.100.7')).status).toBe(401)
    const { status, headers, cookie } = await signIn(operatorToken, '198.51.100.7')
    expect([status, cookie]).toEqual([429, ''])
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await signIn()).status).toBe(303)
  })

  it('obeys no form of another site', async () => {
    const { cookie } = await signIn()
    for (const origin of ['https://evil.example', 'null'])
      expect((await ask('/keys', { form: 'name=evil&plan=warm', cookie, headers: { origin } })).status).toBe(
        403,
      )
    expect((await ask('', { cookie })).text).not.toContain('evil')
  })

  it.each<[string, string, Asked, number]>([
    ['a form without its fields', '/keys', { form: '' }, 400],
    ['what is no form', '/keys', { form: '%%%&&&===\u0000' }, 400],
    ['JSON', '/keys', { form: '{}', headers: { 'content-type': 'application/json' } }, 415],
    [
      'a form in parts',
      '/keys',
      { form: '--x--', headers: { 'content-type': 'multipart/form-data; boundary=x' } },
      415,
    ],
    ['a form of 3 MB', '/region-map', { form: `map=${'x'.repeat(3 * 1024 * 1024)}` }, 413],
    ['a key that is not there', '/keys/BBBBBBBBBBBB/revoke', { form: '' }, 404],
    ['another path', '/nothing', { form: '' }, 404],
    ['a map that is none', '/region-map', { form: 'map=[]' }, 200],
    ['a map that is no JSON', '/region-map', { form: 'map=%7B' }, 200],
    ['no map', '/region-map', { form: '' }, 200],
    ['another method', '', { method: 'PUT' }, 405],
  ])('answers %s as what it is', async (_, path, asked, status) => {
    const { cookie } = await signIn()
    const reply = await ask(path, { ...asked, cookie })
    expect(reply.status).toBe(status)
    expect(reply.headers.get('content-type')).toBe('text/html; charset=utf-8')
  })

  it('makes keys that serve, and revokes them', async () => {
    const { cookie } = await signIn()
    const made = await ask('/keys', { form: 'name=app&plan=warm', cookie })
    const key = /<code>(iso_(\w{12})_\w{40})<\/code>/.exec(made.text)
    expect((await access.sendAs(key?.[1] ?? '')).status).toBe(200)
    const revoked = await ask(`/keys/${key?.[2]}/revoke`, { form: '', cookie })
    expect([revoked.status, revoked.headers.get('location')]).toEqual([303, '/admin#keys'])
    expect((await access.sendAs(key?.[1] ?? '')).status).toBe(401)
  })

  it('has a style sheet', async () => {
    const { status, headers } = await ask('/style.css')
    expect([status, headers.get('content-type')]).toEqual([200, 'text/css; charset=utf-8'])
  })
})
