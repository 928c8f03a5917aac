import { describe, expect, it } from 'vitest'
import { renderStatus } from '@/app/_status/render-status'
import { pages } from '@/app/admin/_page/pages'
import { buildAdmin } from '../support/admin'
import { buildDependencies } from '../support/build-dependencies'
import { buildGet } from '../support/build-request'

const unset = {
  VERCEL: '1',
  VERCEL_ENV: 'production',
  EDGE_CONFIG: '',
  UPSTASH_REDIS_REST_TOKEN: 'CANARY',
  API_KEY_PEPPER: 'CANARY',
}

async function open(options: Parameters<typeof buildDependencies>[0] = {}) {
  const { dependencies } = buildDependencies(options)
  const response = await renderStatus(buildGet('/'), dependencies)
  return { status: response.status, headers: response.headers, html: await response.text() }
}

describe('where no call can be served, the page', () => {
  it('says what is missing, what to do and where', async () => {
    const { html } = await open({ variables: unset })
    expect(html).toContain('No call can be served: 3 things are missing.')
    expect(html).toMatch(/<h2>Missing<\/h2>.*Store of the region map.*No store is connected\..*Callers/s)
    expect(html).toContain('href="https://vercel.com/d?to=%2F%5Bteam%5D%2F%5Bproject%5D%2Fstores"')
  })

  it('tells no value of a setting, and runs no script', async () => {
    const { html, headers } = await open({ variables: unset })
    expect(html).not.toMatch(/CANARY|example\.com/)
    expect(html).toContain('<script></script>')
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
  })
})

it('a deployment that can serve shows strangers its status, and nothing of what it lacks', async () => {
  const { html } = await open({
    withoutKey: ['sin'],
    variables: { ...unset, AUTH: 'open', EDGE_CONFIG: 'https://x' },
  })
  expect(html).toContain('Isochrone status')
  expect(html).not.toMatch(/_TOKEN|_SECRET|_KEY|not set/)
})

it('a deployment that cannot serve some countries shows the others its status', async () => {
  const { html } = await open({ withoutKey: ['fra'], variables: { AUTH: 'open' } })
  expect(html).toContain('Isochrone status')
})

describe('the operator’s page', () => {
  async function signedIn(options: Parameters<typeof buildAdmin>[0]) {
    const { ask, signIn } = buildAdmin({ pages, ...options })
    await signIn()
    return (await ask('GET')).text
  }

  it('counts what is advised, and has it at hand', async () => {
    const text = await signedIn({ withoutKey: ['sin'] })
    expect(text).toMatch(/<details><summary>0 missing, \d advised\.<\/summary>/)
    expect(text).toContain('Endpoints without their key are left out: sin.')
  })

  it('says first that some calls cannot be served', async () => {
    const text = await signedIn({ withoutKey: ['fra'] })
    expect(text).toMatch(/Some calls cannot be served\.<\/p><details open(="")?><summary>1 missing/)
  })

  it('says first that no call can be served', async () => {
    const text = await signedIn({ withoutKey: ['sin', 'nrt', 'fra', 'iad'] })
    expect(text).toMatch(/No call can be served\.<\/p><details open(="")?><summary>1 missing/)
  })
})
