import { describe, expect, it } from 'vitest'
import { buildAdmin } from '../support/admin'
import { mapDocument } from '../support/build-dependencies'
import { operatorToken } from '../support/operator'
import { keyId, storedKey } from '../support/stored-key'
import { createWatchedUsage } from '../support/watched-usage'

async function signedIn(options: Parameters<typeof buildAdmin>[0] = {}) {
  const admin = buildAdmin(options)
  await admin.signIn()
  return admin
}

const everyPage = [
  'GET',
  'GET live',
  'GET nothing',
  'POST keys',
  `POST keys/${keyId}/revoke`,
  'POST region-map',
  'POST sign-out',
]

describe('who has not signed in', () => {
  it.each(everyPage)('is asked to, at %s', async what => {
    const { ask, shared } = buildAdmin()
    const { status, view, headers } = await ask(what, { form: what.startsWith('POST') ? {} : undefined })
    expect([status, view]).toEqual([401, { kind: 'sign-in' }])
    expect(headers.get('set-cookie')).toBeNull()
    expect(shared.asked).toEqual([])
  })

  it('is told that nobody can where no token is set', async () => {
    const { ask, signIn } = buildAdmin({ variables: { OPERATOR_TOKEN: '' } })
    expect((await ask('GET')).view.problem).toContain('OPERATOR_TOKEN')
    for (const token of ['', 'undefined', operatorToken]) expect((await signIn(token)).status).toBe(401)
  })

  it.each(['', 'x', `${operatorToken}x`, operatorToken.slice(0, -1), operatorToken.toLowerCase()])(
    'does not get in with %j',
    async token => {
      const { signIn } = buildAdmin()
      const { status, view, headers, text } = await signIn(token)
      expect([status, view.kind]).toEqual([401, 'sign-in'])
      expect(view.problem).toContain('not the operator token')
      expect(headers.get('set-cookie')).toBeNull()
      expect(text).not.toContain(operatorToken)
    },
  )

  it('does not get in with a bearer token: a page of another site could not send it, a proxy might', async () => {
    const headers = { authorization: `Bearer ${operatorToken}` }
    expect((await buildAdmin().ask('GET', { headers })).status).toBe(401)
  })
})

describe('signing in', () => {
  it('leads to the page, which then is shown', async () => {
    const { ask, signIn } = buildAdmin()
    const { status, headers } = await signIn()
    expect([status, headers.get('location')]).toEqual([303, '/admin'])
    expect((await ask('GET')).view).toMatchObject({ kind: 'console' })
    expect((await ask('GET', { isStranger: true })).status).toBe(401)
  })

  it('is tried ten times a minute, by address', async () => {
    const { signIn, effects } = buildAdmin({ variables: { VERCEL: '1' } })
    const from = (ip: string) => ({ 'x-real-ip': ip })
    for (let time = 0; time < 10; time++) expect((await signIn('x', from('192.0.2.1'))).status).toBe(401)
    const { status, view, headers } = await signIn(operatorToken, from('192.0.2.1'))
    expect([status, view.kind]).toEqual([429, 'sign-in'])
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await signIn(operatorToken, from('192.0.2.2'))).status).toBe(303)
    await effects.advance(62_000)
    expect((await signIn(operatorToken, from('192.0.2.1'))).status).toBe(303)
  })

  it('is tried by all together where addresses are not known', async () => {
    const { signIn } = buildAdmin({ variables: { TRUST_GEO_HEADERS: '' } })
    for (let time = 0; time < 10; time++) await signIn('x', { 'x-real-ip': `192.0.2.${time}` })
    expect((await signIn(operatorToken, { 'x-real-ip': '192.0.2.99' })).status).toBe(429)
  })

  it('is refused to an address that all instances together have blocked, and wrong tokens are counted there', async () => {
    const counted: string[] = []
    const { signIn, change, runDeferred } = buildAdmin({ variables: { VERCEL: '1' } })
    change({
      guesses: {
        isBlocked: address => address === '192.0.2.9',
        count: async address => void counted.push(address),
      },
    })
    expect((await signIn(operatorToken, { 'x-real-ip': '192.0.2.9' })).status).toBe(429)
    await signIn('x', { 'x-real-ip': '192.0.2.1' })
    await signIn(operatorToken, { 'x-real-ip': '192.0.2.1' })
    await runDeferred()
    expect(counted).toEqual(['192.0.2.1'])
  })

  it('ends by signing out', async () => {
    const { ask } = await signedIn()
    const { status, headers } = await ask('POST sign-out', { form: {} })
    expect([status, headers.get('location')]).toEqual([303, '/admin'])
    expect(headers.get('set-cookie')).toMatch(/^isochrone-operator=; Path=\/admin; Max-Age=0/)
  })
})

describe('a form', () => {
  it.each(['sign-in', 'keys', `keys/${keyId}/revoke`, 'region-map', 'sign-out'])(
    'of another site does nothing at %s',
    async path => {
      const { ask, shared } = await signedIn()
      for (const origin of ['https://evil.example', 'null', '']) {
        const { status, view } = await ask(`POST ${path}`, {
          form: { token: operatorToken, name: 'a', plan: 'pro' },
          headers: { origin },
        })
        expect([status, view.kind]).toEqual([403, 'message'])
      }
      expect(shared.asked).toEqual([])
    },
  )

  it.each([
    ['a key without a name', 'keys', { plan: 'pro' }, 400, /name/],
    ['a key of a plan that is none', 'keys', { name: 'a', plan: 'none' }, 400, /expected one of free/],
    [
      'a key with a budget that is none',
      'keys',
      { name: 'a', plan: 'pro', budgetUsdPerDay: 'much' },
      400,
      /budgetUsdPerDay/,
    ],
    [
      'a key until a day that is none',
      'keys',
      { name: 'a', plan: 'pro', expiresAt: 'soon' },
      400,
      /expiresAt/,
    ],
    ['a key that is not there', 'keys/BBBBBBBBBBBB/revoke', {}, 404, /no key/],
    ['something that is not to be done', 'everything', {}, 404, /nothing of this name/],
  ])('with %s says so on the page', async (_, path, form, status, told) => {
    const { ask } = await signedIn()
    const reply = await ask(`POST ${path}`, { form })
    expect([reply.status, reply.view.kind]).toEqual([status, 'console'])
    expect(reply.view.problem).toMatch(told)
  })

  it('of another kind, or too large, is refused', async () => {
    const { ask } = await signedIn()
    const json = await ask('POST keys', { form: '{}', headers: { 'content-type': 'application/json' } })
    expect([json.status, json.view.kind]).toEqual([415, 'console'])
    expect((await ask('POST keys', { form: `a=${'x'.repeat(2 * 1024 * 1024)}` })).status).toBe(413)
  })
})

describe('keys', () => {
  it('are made, shown once, and listed without what could be used as one', async () => {
    const { ask, shared } = await signedIn()
    const form = { name: 'app', plan: 'pro', tenant: 'acme', budgetUsdPerDay: '2.5', expiresAt: '2026-12-01' }
    const { status, view } = await ask('POST keys', { form })
    expect(status).toBe(200)
    expect(view.madeKey).toMatchObject({
      name: 'app',
      plan: 'pro',
      tenant: 'acme',
      budgetUsdPerDay: 2.5,
      expiresAt: '2026-12-01T00:00:00.000Z',
      key: expect.stringMatching(/^iso_/),
    })
    expect(shared.records.size).toBe(1)
    const after = await ask('GET')
    expect(after.view.keys.value).toMatchObject([{ name: 'app', plan: 'pro' }])
    expect(after.text).not.toContain(view.madeKey.key)
    expect(after.text).not.toContain('digest')
  })

  it('are made with nothing but what is said', async () => {
    const { ask } = await signedIn()
    const form = { name: 'app', plan: 'free', tenant: ' ', budgetUsdPerDay: '', expiresAt: '' }
    const { madeKey } = (await ask('POST keys', { form })).view
    expect(Object.keys(madeKey).sort()).toEqual(['createdAt', 'id', 'key', 'name', 'plan'])
  })

  it('are revoked', async () => {
    const { ask, shared } = await signedIn()
    shared.records.set(keyId, await storedKey())
    const { status, headers } = await ask(`POST keys/${keyId}/revoke`, { form: {} })
    expect([status, headers.get('location')]).toEqual([303, '/admin#keys'])
    expect((await ask('GET')).view.keys.value[0].revokedAt).toBeDefined()
  })
})

describe('a map that is pasted', () => {
  it('is checked against the live one', async () => {
    const { ask } = await signedIn()
    const text = JSON.stringify(mapDocument({ countries: { VN: ['nrt'] } }))
    const { status, view } = await ask('POST region-map', { form: { map: text, down: 'sin, nrt' } })
    expect(status).toBe(200)
    expect(view.check).toMatchObject({ text, down: 'sin, nrt' })
    expect(view.check.result.value).toMatchObject({
      valid: true,
      groups: [{ from: 'sin', to: 'nrt', reason: 'listed', countries: [{ country: 'VN', name: 'Vietnam' }] }],
      whatIf: { down: ['sin', 'nrt'] },
    })
  })

  it.each([
    ['is no JSON', '{"version":', '', /not valid JSON/],
    ['is nothing', '', '', /not valid JSON/],
    ['lacks an endpoint that is supposed down', JSON.stringify(mapDocument()), 'six', /sin, nrt/],
  ])('and %s is kept, and what is wrong is said', async (_, map, down, told) => {
    const { ask } = await signedIn()
    const { status, view } = await ask('POST region-map', { form: { map, down } })
    expect([status, view.check.text, view.check.down]).toEqual([200, map, down])
    expect(view.check.result.problem).toMatch(told)
  })
})

function lostUsage() {
  const usage = createWatchedUsage()
  usage.isLost = true
  return usage
}

describe('the page', () => {
  it('says of each part why it cannot be shown, and shows the others', async () => {
    const { ask, change, shared } = await signedIn()
    shared.isLost = true
    change({ usage: lostUsage() })
    const { status, view } = await ask('GET')
    expect(status).toBe(200)
    expect(view.keys.problem).toContain('does not answer')
    expect(view.costs.tenant.problem).toContain('does not answer')
    expect(view.map.value.endpoints).toHaveLength(4)
  })

  it('tells the calls at this moment by themselves', async () => {
    const { ask, change } = await signedIn()
    expect((await ask('GET live')).view).toMatchObject({ kind: 'live', rates: { value: { perSecond: 0 } } })
    change({ usage: lostUsage() })
    expect((await ask('GET live')).view.rates.problem).toContain('does not answer')
  })

  it('says which setting cannot be read, to operators alone', async () => {
    const options = { variables: { EDGE_REGION: 'CANARY!' } }
    const { status, view, text } = await (await signedIn(options)).ask('GET')
    expect([status, view.kind]).toEqual([503, 'message'])
    expect(view.problem).toContain('EDGE_REGION')
    expect(text).not.toContain('CANARY')
    expect((await buildAdmin(options).ask('GET')).text).not.toContain('EDGE_REGION')
  })

  it('leads back to itself from where a form has been', async () => {
    const { ask } = await signedIn()
    const { status, headers } = await ask('GET region-map')
    expect([status, headers.get('location')]).toEqual([303, '/admin'])
  })

  it.each(['PUT', 'DELETE', 'PATCH'])('takes no %s', async method => {
    const { ask } = await signedIn()
    const { status, headers } = await ask(method)
    expect([status, headers.get('allow')]).toEqual([405, 'GET, HEAD, POST'])
  })

  it('is kept nowhere, found by nobody, framed by nobody, and runs no script', async () => {
    const { ask } = await signedIn()
    for (const what of ['GET', 'GET live', 'POST keys']) {
      const { headers } = await ask(what, { form: what.startsWith('POST') ? {} : undefined })
      expect(headers.get('cache-control')).toBe('private, no-store')
      expect(headers.get('x-robots-tag')).toBe('noindex, nofollow')
      const policy = headers.get('content-security-policy') ?? ''
      expect(policy).toContain("default-src 'none'")
      expect(policy).not.toContain('script-src')
      expect(policy).toContain(`frame-ancestors ${what === 'GET live' ? "'self'" : "'none'"}`)
    }
  })

  it('has a style sheet that anybody may read', async () => {
    const { status, headers, text } = await buildAdmin().ask('GET style.css')
    expect([status, headers.get('content-type'), text]).toEqual([
      200,
      'text/css; charset=utf-8',
      'main { margin: 0 }',
    ])
  })

  it('tells nothing of a failure that nobody foresaw, and logs it', async () => {
    const { ask, change, logged } = await signedIn()
    change({
      randomBytes: () => {
        throw new Error('CANARY')
      },
    })
    const { status, view, text } = await ask('POST keys', { form: { name: 'a', plan: 'pro' } })
    expect([status, view.kind]).toEqual([500, 'message'])
    expect(text).not.toContain('CANARY')
    expect(logged).toMatchObject([{ level: 'error', line: { event: 'unexpected-error' } }])
  })
})
