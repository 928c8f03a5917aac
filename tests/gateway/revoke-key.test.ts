import { describe, expect, it } from 'vitest'
import { handleCall } from '@/lib/gateway/handle-call'
import { buildGet } from '../support/build-request'
import { buildOperator } from '../support/operator'
import { keyId, storedKey, withKey } from '../support/stored-key'

const revoke = `DELETE /keys/${keyId}`

describe('a key', () => {
  it('that is revoked is told with when, and without its digest', async () => {
    const { ask, shared } = buildOperator()
    shared.records.set(keyId, await storedKey())
    const { status, json } = await ask(revoke)
    expect(status).toBe(200)
    expect(json).toEqual({
      id: keyId,
      name: 'app',
      plan: 'pro',
      createdAt: '2026-11-01T00:00:00.000Z',
      revokedAt: '2026-11-02T12:00:00.000Z',
    })
  })

  it('that is revoked again keeps its first moment', async () => {
    const { ask, shared, effects } = buildOperator()
    shared.records.set(keyId, await storedKey())
    const first = await ask(revoke)
    await effects.advance(60_000)
    expect((await ask(revoke)).json).toEqual(first.json)
  })

  it('that is revoked is refused from the next call on', async () => {
    const { ask, shared, dependencies } = buildOperator({ variables: { AUTH: 'required' } })
    shared.records.set(keyId, await storedKey())
    const call = () => handleCall(buildGet('/v1/models', withKey), dependencies)
    expect((await call()).status).toBe(200)
    await ask(revoke)
    expect((await call()).status).toBe(401)
    expect((await call()).status).toBe(401)
  })

  it.each([undefined, '{', 'null'])('that does not exist is not found: %j', async text => {
    const { ask, shared } = buildOperator()
    if (text !== undefined) shared.records.set(keyId, text)
    expect(await ask(revoke)).toMatchObject({ status: 404, json: { error: { code: 'key_not_found' } } })
    expect(shared.asked).toEqual(['read'])
  })
})
