import { describe, expect, it } from 'vitest'
import { digest } from '@/lib/access/keyed-digest'
import { admitCall } from '@/lib/gateway/admit-call'
import { beginTrace } from '@/lib/gateway/call-trace'
import { buildCall } from '../support/build-call'
import { buildRequest } from '../support/build-request'
import { callOf } from '../support/call-of'
import { start } from '../support/fake-effects'
import { buildShared } from '../support/shared-store'
import { keyId, storedKey, withKey } from '../support/stored-key'

type Options = Parameters<typeof buildShared>[0]

const required = { AUTH: 'required' }
const withToken = { authorization: 'Bearer a.b.c' }

async function build(options: Options = {}, record: Parameters<typeof storedKey>[0] = {}) {
  const verifyToken = async (jti: string) => ({ sub: 'user', plan: 'pro', jti, exp: start / 1000 + 3600 })
  const world = buildShared({ variables: required, verifyToken, ...options })
  world.shared.records.set(keyId, await storedKey(record))
  const admit = (headers: Readonly<Record<string, string>> = withKey, body = {}) => {
    const request = buildRequest({ headers })
    const trace = beginTrace(request, world.dependencies)
    trace.asked = buildCall(body)
    return admitCall(request.headers, trace, world.dependencies)
  }
  return { ...world, admit }
}

describe('a call', () => {
  it('with an unseen key costs two requests to the store, and with a known one a single one', async () => {
    const { admit, shared } = await build()
    await admit()
    expect(shared.asked).toEqual(['read', 'admit'])
    await admit()
    expect(shared.asked).toEqual(['read', 'admit', 'admit'])
  })

  it.each([
    ['a token', required, withToken],
    ['no credential', {}, {}],
  ])('with %s costs one', async (_, variables, headers) => {
    const { admit, shared } = await build({ variables })
    await admit(headers)
    expect(shared.asked).toEqual(['admit'])
  })

  it('reserves what its prompt and its longest answer may use', async () => {
    const { admit } = await build({ plans: { pro: { tokensPerMinute: 10_000 } } })
    const messages = [{ role: 'user', content: 'a'.repeat(400) }]
    const { verdict } = await admit(withKey, { messages, max_tokens: 1000, n: 2 })
    expect(verdict).toMatchObject({ kind: 'admitted', reservation: { tokens: 4 + 100 + 2000 } })
  })

  it('reserves something though nothing can be estimated of it, so that what it uses is counted', async () => {
    const { dependencies } = await build({ plans: { pro: { tokensPerMinute: 10_000 } } })
    const request = buildRequest({ headers: withKey })
    const trace = beginTrace(request, dependencies)
    trace.asked = callOf('completions', { prompt: null, n: 128 })
    const { verdict } = await admitCall(request.headers, trace, dependencies)
    expect(verdict).toMatchObject({ kind: 'admitted', reservation: { tokens: 1 } })
  })

  it('reserves nothing where tokens are not limited', async () => {
    const { admit } = await build()
    expect((await admit(withKey, { max_tokens: 1000 })).verdict).toMatchObject({ reservation: { tokens: 0 } })
  })

  it('that is larger than its whole limit is told that waiting does not help', async () => {
    const { admit } = await build({ plans: { pro: { tokensPerMinute: 100 } } })
    await expect(admit(withKey, { max_tokens: 1000 })).rejects.toMatchObject({
      code: 'rate_limit_exceeded',
      details: { definitive: true },
    })
    await admit(withKey, { max_tokens: 50 })
    await expect(admit(withKey, { max_tokens: 50 })).rejects.toMatchObject({ details: { definitive: false } })
  })

  it('beyond its plan is 429, with the wait', async () => {
    const { admit, shared } = await build({ plans: { pro: { requestsPerMinute: 1 } } })
    await admit()
    await expect(admit()).rejects.toMatchObject({
      code: 'rate_limit_exceeded',
      status: 429,
      details: { retryAfterSeconds: 61 },
    })
    expect(shared.counted).toHaveLength(1)
  })

  it('beyond its tokens is 429', async () => {
    const { admit } = await build({ plans: { pro: { tokensPerMinute: 100 } } })
    await expect(admit(withKey, { max_tokens: 1000 })).rejects.toMatchObject({ code: 'rate_limit_exceeded' })
  })

  it('beside too many others is told so', async () => {
    const { admit } = await build({ plans: { pro: { concurrency: 1 } } })
    await admit()
    await expect(admit()).rejects.toMatchObject({ code: 'concurrency_limit_exceeded', status: 429 })
  })

  it('is in flight beside others of the same request id, which its caller may choose', async () => {
    const { admit } = await build({ plans: { pro: { concurrency: 2 } } })
    const headers = { ...withKey, 'x-request-id': 'chosen-by-the-caller' }
    await admit(headers)
    await admit(headers)
    await expect(admit(headers)).rejects.toMatchObject({ code: 'concurrency_limit_exceeded' })
  })

  it.each([
    ['a plan that does not exist', { plan: 'gone' }, {}, 'invalid_api_key'],
    ['a model that the key does not allow', { models: ['gpt-4.1-mini'] }, {}, 'model_not_allowed'],
    ['an answer longer than the plan allows', { plan: 'free' }, { max_tokens: 4097 }, 'invalid_request'],
  ])('with %s is refused before anything is counted', async (_, record, body, code) => {
    const { admit, shared } = await build({}, record)
    await expect(admit(withKey, body)).rejects.toMatchObject({ code })
    expect(shared.asked).toEqual(['read'])
  })

  it('of a key that is said to allow every model is let in', async () => {
    const { admit } = await build({}, { models: ['*'] })
    expect((await admit()).verdict.kind).toBe('admitted')
  })
})

describe('a credential that changes between two calls', () => {
  it.each([
    ['revoked', { revokedAt: '2026-11-02T11:00:00Z' }, 'invalid_api_key'],
    ['expired', { expiresAt: '2026-11-02T11:00:00Z' }, 'invalid_api_key'],
    ['narrowed to another model', { models: ['gpt-4.1-mini'] }, 'model_not_allowed'],
    ['of a plan that does not exist', { plan: 'gone' }, 'invalid_api_key'],
  ])('is noticed in the very next one, in one round trip, uncounted: %s', async (_, record, code) => {
    const { admit, shared } = await build()
    await admit()
    shared.records.set(keyId, await storedKey(record))
    await expect(admit()).rejects.toMatchObject({ code })
    expect(shared.asked).toEqual(['read', 'admit', 'admit'])
    expect(shared.counted).toHaveLength(1)
  })

  it('is noticed where its record is gone', async () => {
    const { admit, shared } = await build()
    await admit()
    shared.records.clear()
    await expect(admit()).rejects.toMatchObject({ code: 'invalid_api_key' })
    expect(shared.counted).toHaveLength(1)
  })

  it('is counted once by its new plan', async () => {
    const { admit, shared } = await build()
    await admit()
    shared.records.set(keyId, await storedKey({ plan: 'enterprise' }))
    expect((await admit()).plan.name).toBe('enterprise')
    expect(shared.counted).toHaveLength(2)
  })

  it('is noticed where its token is revoked', async () => {
    const { admit, shared } = await build()
    await admit(withToken)
    shared.revoked.set(await digest('a.b.c'), 60)
    await expect(admit(withToken)).rejects.toMatchObject({ code: 'invalid_api_key' })
    await expect(admit(withToken)).rejects.toMatchObject({ code: 'invalid_api_key' })
    expect(shared.counted).toHaveLength(1)
    expect(await admit({ authorization: 'Bearer a.b.other' })).toMatchObject({ counter: 'shared' })
  })

  it('where none is needed becomes an anonymous one', async () => {
    const { admit, shared } = await build({ variables: {} })
    await admit()
    shared.records.clear()
    expect((await admit()).plan.name).toBe('anonymous')
  })

  it('is not looked at for ever', async () => {
    const { admit, shared, dependencies } = await build()
    await admit()
    const texts = await Promise.all(['a', 'b', 'c', 'd', 'e'].map(name => storedKey({ name })))
    const admission = {
      ...shared,
      admit: async () => ({ kind: 'record' as const, record: texts.pop() }),
    }
    const request = buildRequest({ headers: withKey })
    const trace = beginTrace(request, dependencies)
    await expect(admitCall(request.headers, trace, { ...dependencies, admission })).rejects.toMatchObject({
      code: 'auth_unavailable',
    })
    expect(texts).toHaveLength(2)
  })
})

describe('a store whose answer is lost after it has counted', () => {
  it('holds no slot of the caller for the minutes that follow', async () => {
    const { admit, shared, dependencies } = await build({ plans: { pro: { concurrency: 5 } } })
    await admit()
    let isSlow = true
    const admission = {
      ...shared,
      admit: async (ask: Parameters<typeof shared.admit>[0]) => {
        const answer = await shared.admit(ask)
        if (isSlow) throw new DOMException('Redis took too long', 'TimeoutError')
        return answer
      },
    }
    const serve = async () => {
      const request = buildRequest({ headers: withKey })
      const slow = { ...dependencies, admission }
      return admitCall(request.headers, beginTrace(request, slow), slow).catch(() => undefined)
    }
    for (let call = 0; call < 5; call++) await serve()
    isSlow = false
    expect(await serve()).toMatchObject({ counter: 'shared', verdict: { kind: 'admitted' } })
  })
})
