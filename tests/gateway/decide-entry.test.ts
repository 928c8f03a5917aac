import { describe, expect, it } from 'vitest'
import { decideEntry } from '@/lib/gateway/decide-entry'
import { parseEnvironment } from '@/lib/gateway/environment'
import { buildGet, buildRequest } from '../support/build-request'

const page = 'https://app.example'

function decide(request: Request, values: Readonly<Record<string, string>> = {}): Response | undefined {
  const environment = parseEnvironment({ AUTH: 'required', CORS_ORIGINS: page, ...values })
  return decideEntry(request, { environment, newId: () => 'made-id-0001' })
}

function preflight(origin: string, path = '/v1/chat/completions'): Request {
  const headers = { origin, 'access-control-request-method': 'POST' }
  return buildRequest({ method: 'OPTIONS', path, headers })
}

describe('a preflight', () => {
  it('of an allowed page is answered with what the page may send', () => {
    const response = decide(preflight(page))
    expect(response?.status).toBe(204)
    expect(response?.headers.get('access-control-allow-origin')).toBe(page)
    expect(response?.headers.get('access-control-allow-methods')).toBe('GET, POST')
    expect(response?.headers.get('access-control-allow-headers')).toContain('authorization')
    expect(response?.headers.get('vary')).toContain('origin')
  })

  it('of any other page gets no permission', () => {
    const response = decide(preflight('https://evil.example'))
    expect(response?.status).toBe(204)
    const names = [...(response?.headers.keys() ?? [])]
    expect(names.filter(name => name.startsWith('access-control'))).toEqual([])
  })

  it('of no page that is named gets no permission where none is allowed', () => {
    const response = decide(preflight(page), { CORS_ORIGINS: '' })
    expect(response?.headers.has('access-control-allow-origin')).toBe(false)
  })

  it('needs no credential', () => {
    expect(decide(preflight(page))?.status).toBe(204)
  })
})

describe('at the door', () => {
  it.each([
    ['an unknown path', buildGet('/v1/files'), 404, 'unknown_operation'],
    ['a path below another', buildGet('/v1/chat/completions/x'), 404, 'unknown_operation'],
    ['a wrong method', buildGet('/v1/chat/completions'), 405, 'method_not_allowed'],
    ['OPTIONS that is no preflight', buildRequest({ method: 'OPTIONS' }), 405, 'method_not_allowed'],
    ['a call without a credential', buildRequest(), 401, 'invalid_api_key'],
    ['a list without a credential', buildGet('/api/v1/models'), 401, 'invalid_api_key'],
  ])('%s is refused', async (_, request, status, code) => {
    const response = decide(request)
    expect(response?.status).toBe(status)
    expect(await response?.json()).toMatchObject({ error: { code } })
  })

  it('a wrong method is told the right one', () => {
    expect(decide(buildGet('/v1/chat/completions'))?.headers.get('allow')).toBe('POST')
  })

  it('a missing credential is asked for', () => {
    expect(decide(buildRequest())?.headers.get('www-authenticate')).toBe('Bearer')
  })

  it('a refusal can be read by an allowed page, and is kept nowhere', () => {
    const response = decide(buildRequest({ headers: { origin: page, 'x-request-id': 'caller-id-1' } }))
    expect(Object.fromEntries(response?.headers ?? [])).toMatchObject({
      'access-control-allow-origin': page,
      'cache-control': 'private, no-store',
      vary: 'authorization, origin',
      'x-content-type-options': 'nosniff',
      'x-request-id': 'caller-id-1',
    })
  })

  it('a request id that is none is replaced', () => {
    const response = decide(buildRequest({ headers: { 'x-request-id': 'no id' } }))
    expect(response?.headers.get('x-request-id')).toBe('made-id-0001')
  })
})

describe('a request comes in', () => {
  it('where no credential is required', () => {
    expect(decide(buildRequest(), { AUTH: 'open' })).toBeUndefined()
    expect(decide(buildGet('/v1/models/gpt-4.1'), { AUTH: 'open' })).toBeUndefined()
  })

  it('where nothing is configured, so that the handler says so', () => {
    const production = { VERCEL: '1', VERCEL_ENV: 'production' }
    expect(decide(buildRequest(), production)).toBeUndefined()
    expect(
      decide(buildRequest(), { ...production, EDGE_CONFIG: 'https://a.example/e?token=t' })?.status,
    ).toBe(401)
  })

  it('where a setting cannot be read, so that the handler says so', () => {
    expect(decide(buildRequest(), { EDGE_REGION: '!' })).toBeUndefined()
  })
})
