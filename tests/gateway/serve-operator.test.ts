import { describe, expect, it } from 'vitest'
import { buildOperator, operatorToken } from '../support/operator'
import { keyText } from '../support/stored-key'

const everyRoute = ['POST /keys', 'GET /keys', 'DELETE /keys/AAAAAAAAAAAA', 'POST /revocations'] as const

describe('nobody is an operator', () => {
  it.each(everyRoute)('where no token is set: %s', async route => {
    const { ask } = buildOperator({ variables: { OPERATOR_TOKEN: '' } })
    for (const token of ['', operatorToken, 'undefined'])
      expect(await ask(route, { token })).toMatchObject({
        status: 401,
        json: { error: { code: 'invalid_api_key' } },
      })
  })

  it.each(everyRoute)('with another token than the one that is set: %s', async route => {
    const { ask, shared } = buildOperator()
    for (const token of [
      '',
      'x',
      `${operatorToken}x`,
      operatorToken.slice(0, -1),
      operatorToken.toLowerCase(),
      keyText,
    ]) {
      const { status, headers, json } = await ask(route, { token })
      expect(status).toBe(401)
      expect(json.error).toMatchObject({ code: 'invalid_api_key', param: null })
      expect(headers.get('www-authenticate')).toBe('Bearer')
      expect(headers.get('x-should-retry')).toBe('false')
    }
    expect(shared.asked).toEqual([])
  })

  it('before anything is said of paths or settings', async () => {
    const { ask } = buildOperator({ variables: { EDGE_REGION: '!' } })
    expect((await ask('GET /nothing', { token: 'x' })).status).toBe(401)
  })
})

describe('an operator', () => {
  it.each([
    ['GET /nothing', 404, 'unknown_operation'],
    ['GET /', 404, 'unknown_operation'],
    ['DELETE /keys/../keys', 405, 'method_not_allowed'],
    ['DELETE /keys/short', 404, 'unknown_operation'],
    ['DELETE /keys/AAAAAAAAAAAA/x', 404, 'unknown_operation'],
    ['PUT /keys', 405, 'method_not_allowed'],
    ['GET /revocations', 405, 'method_not_allowed'],
  ])('is told of a path that is none: %s', async (what, status, code) => {
    const { ask } = buildOperator()
    expect(await ask(what)).toMatchObject({ status, json: { error: { code } } })
  })

  it('is told which methods a path takes', async () => {
    expect((await buildOperator().ask('PUT /keys')).headers.get('allow')).toBe('POST, GET')
  })

  it('is told of a setting that cannot be read', async () => {
    const { ask } = buildOperator({ variables: { EDGE_REGION: 'CANARY!' } })
    const { status, text, json } = await ask('GET /keys')
    expect([status, json.error.code]).toEqual([503, 'configuration_error'])
    expect(text).toContain('EDGE_REGION')
    expect(text).not.toContain('CANARY')
  })

  it.each(everyRoute)('is told that the store is lost, and to come back: %s', async route => {
    const { ask, shared } = buildOperator()
    shared.isLost = true
    const bodies = {
      'POST /keys': { name: 'a', plan: 'pro' },
      'POST /revocations': { jti: 'a', expiresAt: 4e9 },
    }
    const body = Object.entries(bodies).find(([name]) => name === route)?.[1]
    const { status, headers, text, json } = await ask(route, { body })
    expect([status, json.error.code]).toEqual([503, 'auth_unavailable'])
    expect(headers.get('retry-after')).toBe('5')
    expect(text).not.toContain('CANARY')
  })

  it.each(everyRoute)('is told that there is no store, and that trying again is no use: %s', async route => {
    const { ask, change } = buildOperator()
    change({ keyStore: undefined })
    const bodies = {
      'POST /keys': { name: 'a', plan: 'pro' },
      'POST /revocations': { jti: 'a', expiresAt: 4e9 },
    }
    const body = Object.entries(bodies).find(([name]) => name === route)?.[1]
    const { status, headers, json } = await ask(route, { body })
    expect([status, json.error.code]).toEqual([503, 'configuration_error'])
    expect(json.error.message).toContain('UPSTASH_REDIS_REST_URL')
    expect(headers.get('x-should-retry')).toBe('false')
  })

  it('may send its token in api-key', async () => {
    const { ask } = buildOperator()
    expect((await ask('GET /keys', { token: '', headers: { 'api-key': operatorToken } })).status).toBe(200)
  })
})

it('every answer has a request id and is kept nowhere', async () => {
  const { ask } = buildOperator()
  for (const token of [operatorToken, 'x']) {
    const { headers } = await ask('GET /keys', { token, headers: { 'x-request-id': 'operator-1' } })
    expect(Object.fromEntries(headers)).toMatchObject({
      'x-request-id': 'operator-1',
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
    })
  }
  expect((await ask('GET /keys', { headers: { 'x-request-id': 'a b' } })).headers.get('x-request-id')).toBe(
    'made-id-0001',
  )
})

it('a failure that nobody foresaw is 500 without its message, and is logged', async () => {
  const { ask, change, logged } = buildOperator()
  change({
    randomBytes: () => {
      throw new Error('CANARY')
    },
  })
  const { status, text } = await ask('POST /keys', { body: { name: 'a', plan: 'pro' } })
  expect(status).toBe(500)
  expect(text).not.toContain('CANARY')
  expect(logged).toMatchObject([{ level: 'error', line: { event: 'unexpected-error' } }])
})
