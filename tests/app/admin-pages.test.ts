import { describe, expect, it } from 'vitest'
import { pages } from '@/app/admin/_page/pages'
import { buildAdmin } from '../support/admin'
import { mapDocument } from '../support/build-dependencies'
import { keyId, storedKey } from '../support/stored-key'
import { rowOf } from '../support/upstream-endpoint'
import { usageRow } from '../support/usage-row'
import { createWatchedUsage } from '../support/watched-usage'

async function signedIn(options: Parameters<typeof buildAdmin>[0] = {}) {
  const admin = buildAdmin({ pages, ...options })
  await admin.signIn()
  return admin
}

describe('the operator’s page', () => {
  it('asks who has not signed in for the token, and says when it is wrong', async () => {
    const { ask, signIn } = buildAdmin({ pages })
    expect((await ask('GET')).text).toMatch(/^<!doctype html><html lang="en">.*name="token" type="password"/s)
    expect((await signIn('wrong')).text).toContain('<p role="alert">This is not the operator token.</p>')
  })

  it('holds no script at all', async () => {
    const { ask } = await signedIn()
    for (const what of ['GET', 'GET live'])
      expect((await ask(what)).text).not.toMatch(/<script|javascript:| on\w+=/)
  })

  it('shows what calls cost', async () => {
    const usage = createWatchedUsage()
    usage.rows = new Map([[`key-${keyId}`, usageRow({ requests: 1200, nanoUsd: 1_500_000_000 })]])
    const { ask, shared } = await signedIn({ usage })
    shared.records.set(keyId, await storedKey())
    const { text } = await ask('GET')
    expect(text).toContain(`<th scope="row">key-${keyId}</th><td>$1.50</td><td>1,200</td>`)
    expect(text).toContain('<td data-label="Calls, 24 h">1200</td>')
  })

  it('says of how many calls the price is not known, beside what the others cost', async () => {
    const usage = createWatchedUsage()
    usage.rows = new Map([['own-model', usageRow({ requests: 1200, unpriced: 1200 })]])
    const { text } = await (await signedIn({ usage })).ask('GET')
    const cost = '<td>$0.00<small> 1,200 unpriced</small></td>'
    expect(text).toContain(`<th scope="row">own-model</th>${cost}<td>1,200</td>`)
    expect(text).toContain(`<th scope="row">All</th>${cost}`)
  })

  it('lists keys, each with what can be done with it', async () => {
    const { ask, shared } = await signedIn()
    shared.records.set(
      'BBBBBBBBBBBB',
      await storedKey({ id: 'BBBBBBBBBBBB', revokedAt: '2026-11-01T00:00:00.000Z' }),
    )
    expect((await ask('GET')).text).toContain('revoked 2026-11-01')
    expect((await ask('GET')).text).not.toContain('/revoke"')
    shared.records.set(keyId, await storedKey({ name: '<b>app</b>' }))
    const { text } = await ask('GET')
    expect(text).toContain(`action="/admin/keys/${keyId}/revoke"`)
    expect(text).toContain('&lt;b>app&lt;/b>')
    expect(text).not.toContain('<b>')
  })

  it('shows a key that was made, once', async () => {
    const { ask } = await signedIn()
    const { text } = await ask('POST keys', { form: { name: 'app', plan: 'pro' } })
    const key = /<code>(iso_\w+)<\/code>/.exec(text)?.[1] ?? 'none'
    expect(key).toMatch(/^iso_[A-Za-z0-9]{12}_[A-Za-z0-9]{40}$/)
    expect((await ask('GET')).text).not.toContain(key)
  })

  it('shows the map, and which countries another would move', async () => {
    const { ask } = await signedIn()
    expect((await ask('GET')).text).toContain('&quot;version&quot;: 1')
    const map = JSON.stringify(mapDocument({ countries: { VN: ['nrt'] }, contries: {} }))
    const { text } = await ask('POST region-map', { form: { map, down: 'fra' } })
    expect(text).toContain('This map has problems; 1 country would begin with another endpoint.')
    expect(text).toContain('<code>contries</code>')
    expect(text).toContain(
      '<td>sin</td><td>nrt</td><td>listed</td><td>1: <span><abbr title="Vietnam">VN</abbr>',
    )
    expect(text).toMatch(
      /If fra were down, \d+ countries would begin with another endpoint: 1 of them would be refused/,
    )
    expect(text).toContain('&quot;contries&quot;')
  })

  it('shows what becomes of the live canary, and whom one draws', async () => {
    const sin = rowOf('sin', { baseUrl: 'https://new.example.com/v1' })
    const map = mapDocument({ endpoints: { ...mapDocument().endpoints, sin } })
    const withCanary = (share: number) => mapDocument({ canary: { share, countries: ['VN'], map } })
    const { ask } = await signedIn({ document: withCanary(0.0004) })
    const { text } = await ask('POST region-map', { form: { map: JSON.stringify(mapDocument()) } })
    expect(text).toContain('The canary in force, for 0.04 % of the callers from VN, would end.')
    const grown = await ask('POST region-map', {
      form: { map: JSON.stringify(withCanary(0.5)), down: 'canary/sin' },
    })
    expect(grown.text).toContain('would be for 50 % of the callers from VN.')
    expect(grown.text).toContain(
      'For its canary, 1 country would begin with another endpoint, for 50 % of the callers from VN.',
    )
    expect(grown.text).toContain('by the canary, 1 country would begin with another endpoint.')
  })

  it('says why a part is not there', async () => {
    const { ask, change } = await signedIn()
    const usage = createWatchedUsage()
    usage.isLost = true
    change({ keyStore: undefined, usage })
    const { text } = await ask('GET')
    expect(text).toContain('Keys and revocations need Upstash Redis')
    expect(text).toContain('By tenant: The store of the usage does not answer.')
  })
})

it('the calls at this moment are told again every five seconds', async () => {
  const usage = createWatchedUsage()
  usage.seenRows = new Map([
    ['cache/MISS', usageRow({ requests: 90 })],
    ['cache/HIT', usageRow({ requests: 30 })],
  ])
  const { ask } = await signedIn({ usage })
  const { text } = await ask('GET live')
  expect(text).toContain('<meta http-equiv="refresh" content="5"/>')
  expect(text).toContain('<strong>2.0</strong> calls a second')
  expect(text).toContain('25 % of the hour’s from the cache')
})
