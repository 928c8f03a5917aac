import { describe, expect, it } from 'vitest'
import { allowedZones } from '@/lib/access/allowed-zones'
import { askerGrant } from '@/lib/gateway/asker-grant'
import { buildGet } from '../support/build-request'
import { buildShared } from '../support/shared-store'
import { keyId, storedKey, withKey } from '../support/stored-key'

const operatorToken = 'CANARY-token-of-the-operator'
const plans = {
  pro: { requestsPerMinute: 2, tokensPerMinute: 100, concurrency: 1, zones: ['EU', 'US'] },
  anonymous: { zones: ['APAC'] },
}

async function build(variables: Readonly<Record<string, string>> = {}, record: object = {}) {
  const world = buildShared({ plans, variables: { OPERATOR_TOKEN: operatorToken, ...variables } })
  world.shared.records.set(keyId, await storedKey(record))
  const ask = (headers: Readonly<Record<string, string>> = {}) =>
    askerGrant(buildGet('/api/route', headers), world.dependencies).then(({ plan, identity }) =>
      allowedZones(plan, identity),
    )
  return { ...world, ask }
}

describe('the zones of whoever asks about a route', () => {
  it('are all for an operator, who is neither looked up nor counted', async () => {
    const { ask, shared } = await build({ AUTH: 'required' })
    expect(await ask({ authorization: `Bearer ${operatorToken}` })).toBeUndefined()
    expect(shared.asked).toEqual([])
  })

  it.each<[string, object, string[]]>([
    ['its plan', {}, ['EU', 'US']],
    ['both its plan and itself', { zones: ['APAC', 'EU'] }, ['EU']],
    ['its plan where it allows all', { zones: ['*'] }, ['EU', 'US']],
  ])('are those of a key that are allowed by %s', async (_, record, zones) => {
    expect(await (await build({}, record)).ask(withKey)).toEqual(zones)
  })

  it('are those of the anonymous plan where none is needed, and nothing is counted', async () => {
    const { ask, shared } = await build()
    expect(await ask()).toEqual(['APAC'])
    expect(await ask({ authorization: 'Bearer sk-unknown' })).toEqual(['APAC'])
    expect(shared.asked).toEqual([])
  })

  it('are nobody’s where a credential is needed and none is known', async () => {
    const { ask } = await build({ AUTH: 'required' })
    for (const headers of [{}, { authorization: 'Bearer sk-unknown' }, { 'x-api-key': `${operatorToken}x` }])
      await expect(ask(headers)).rejects.toMatchObject({ code: 'invalid_api_key' })
  })
})

describe('a question by a key', () => {
  it('counts as a request without tokens, whose place is free again at once', async () => {
    const { ask, shared, runDeferred } = await build()
    await ask(withKey)
    await runDeferred()
    await ask(withKey)
    await runDeferred()
    expect([shared.counted, shared.settled]).toEqual([
      [`key-${keyId}`, `key-${keyId}`],
      [0, 0],
    ])
    await expect(ask(withKey)).rejects.toMatchObject({ code: 'rate_limit_exceeded' })
  })

  it('is refused once the key is revoked, although it was known', async () => {
    const { ask, shared, runDeferred } = await build({ AUTH: 'required' })
    await ask(withKey)
    await runDeferred()
    shared.records.set(keyId, await storedKey({ revokedAt: '2026-11-02T11:00:00Z' }))
    await expect(ask(withKey)).rejects.toMatchObject({ code: 'invalid_api_key' })
  })

  it('that nobody can check is neither answered nor called bad', async () => {
    const { ask, shared } = await build({ AUTH: 'required' })
    shared.isLost = true
    await expect(ask(withKey)).rejects.toMatchObject({ code: 'auth_unavailable' })
  })
})
