import { describe, expect, it } from 'vitest'
import type { Identity } from '@/lib/access/identity'
import { StoreLeftAlone } from '@/lib/access/store-left-alone'
import { countCall } from '@/lib/gateway/count-call'
import { uncharged } from '../support/build-ask'
import { buildPlan } from '../support/build-plan'
import { buildShared } from '../support/shared-store'
import { keyId } from '../support/stored-key'

const record = '{"id":"AAAAAAAAAAAA"}'
const withoutCredential: Identity = {
  proof: { kind: 'none' },
  caller: 'address-203.0.113.7',
  plan: 'anonymous',
  models: undefined,
  zones: undefined,
}
const withKey: Identity = {
  ...withoutCredential,
  proof: { kind: 'key', id: keyId, record },
  caller: `key-${keyId}`,
}
const withToken: Identity = {
  ...withoutCredential,
  proof: { kind: 'token', jti: 'digest' },
  caller: 'subject-1',
}

function build() {
  const world = buildShared()
  world.shared.records.set(keyId, record)
  let calls = 0
  const count = (identity: Identity, limits: Parameters<typeof buildPlan>[0] = {}, tokens = 0) => {
    calls += 1
    const plan = buildPlan(limits)
    return countCall(
      { identity, plan, edge: 'sin1', slot: `request-${calls}`, tokens, ...uncharged },
      world.dependencies,
    )
  }
  return { ...world, count }
}

const minutes = (count: number) => count * 60_000

describe('while the store answers', () => {
  it.each([
    ['a key', withKey],
    ['a token', withToken],
    ['no credential', withoutCredential],
  ])('a call with %s is counted there, in one round trip', async (_, identity) => {
    const { count, shared } = build()
    const counted = await count(identity, { requestsPerMinute: 5 })
    expect(counted).toMatchObject({ counter: 'shared', verdict: { kind: 'admitted', requests: { used: 1 } } })
    expect(shared.asked).toEqual(['admit'])
  })

  it('a call beyond the limit is told so', async () => {
    const { count } = build()
    await count(withKey, { requestsPerMinute: 1 })
    expect(await count(withKey, { requestsPerMinute: 1 })).toMatchObject({
      counter: 'shared',
      verdict: { kind: 'limited', by: 'requests' },
    })
  })

  it('a record that is another by now is learned, and nothing is counted', async () => {
    const { count, shared, dependencies } = build()
    shared.records.set(keyId, '{"other":1}')
    expect(await count(withKey)).toBe('changed')
    expect(dependencies.knownCredentials.records.get(keyId)).toBe('{"other":1}')
    expect(shared.counted).toEqual([])
  })

  it('a record that is gone is forgotten, and nothing is counted', async () => {
    const { count, shared, dependencies } = build()
    dependencies.knownCredentials.records.set(keyId, record)
    shared.records.clear()
    expect(await count(withKey)).toBe('changed')
    expect(dependencies.knownCredentials.records.get(keyId)).toBeUndefined()
    expect(shared.counted).toEqual([])
  })

  it('a revoked token is learned, and nothing is counted', async () => {
    const { count, shared, dependencies } = build()
    shared.revoked.set('digest', 60)
    expect(await count(withToken)).toBe('changed')
    expect(dependencies.knownCredentials.revoked.get('digest')).toBe(true)
    expect(shared.counted).toEqual([])
  })
})

describe('while the store is lost', () => {
  it.each([
    ['a key', withKey],
    ['a token', withToken],
  ])('%s is believed for ten minutes after it was last confirmed', async (_, identity) => {
    const { count, shared, effects } = build()
    await count(identity)
    await effects.advance(minutes(3))
    await count(identity)
    shared.isLost = true
    await effects.advance(minutes(10))
    expect(await count(identity)).toMatchObject({ counter: 'allowance', verdict: { kind: 'admitted' } })
    await effects.advance(1)
    await expect(count(identity)).rejects.toMatchObject({ code: 'auth_unavailable', status: 503 })
  })

  it.each([
    ['a key', withKey],
    ['a token', withToken],
  ])('%s that was never confirmed is neither let in nor called bad', async (_, identity) => {
    const { count, shared } = build()
    shared.isLost = true
    await expect(count(identity)).rejects.toMatchObject({ code: 'auth_unavailable' })
  })

  it('the confirmation of one credential is not that of another', async () => {
    const { count, shared } = build()
    await count(withToken)
    await count(withoutCredential)
    shared.isLost = true
    await expect(count(withKey)).rejects.toMatchObject({ code: 'auth_unavailable' })
  })

  it('who pays nothing gets nothing', async () => {
    const { count, shared } = build()
    const limits = { requestsPerMinute: 100, whenUncounted: 'refused' } as const
    await count(withKey, limits)
    shared.isLost = true
    for (const identity of [withKey, withoutCredential])
      await expect(count(identity, limits)).rejects.toMatchObject({
        code: 'limiter_unavailable',
        status: 503,
        details: { retryAfterSeconds: 5 },
      })
  })

  it('who pays gets a fifth of the plan, and beyond it a failure of ours and never a 429', async () => {
    const { count, shared } = build()
    const limits = { requestsPerMinute: 52 }
    await count(withKey, limits)
    shared.isLost = true
    for (let call = 0; call < 11; call++)
      expect(await count(withKey, limits)).toMatchObject({ counter: 'allowance' })
    await expect(count(withKey, limits)).rejects.toMatchObject({ code: 'limiter_unavailable', status: 503 })
  })

  it.each([
    ['tokens', { tokensPerMinute: 1000 }, 50, 4],
    ['calls in flight', { concurrency: 10 }, 0, 2],
  ])('the fifth holds for %s too', async (_, limits, tokens, allowed) => {
    const { count, shared } = build()
    await count(withKey)
    shared.isLost = true
    for (let call = 0; call < allowed; call++) await count(withKey, limits, tokens)
    await expect(count(withKey, limits, tokens)).rejects.toMatchObject({ code: 'limiter_unavailable' })
  })

  it('the smallest plan still gets one call', async () => {
    const { count, shared } = build()
    await count(withKey)
    shared.isLost = true
    expect(await count(withKey, { requestsPerMinute: 1 })).toMatchObject({ verdict: { kind: 'admitted' } })
  })

  it('an allowance is not refilled by a store that comes and goes', async () => {
    const { count, shared } = build()
    const limits = { requestsPerMinute: 5 }
    await count(withKey, limits)
    shared.isLost = true
    await count(withKey, limits)
    shared.isLost = false
    await count(withKey, limits)
    shared.isLost = true
    await expect(count(withKey, limits)).rejects.toMatchObject({ code: 'limiter_unavailable' })
  })

  it('what the store may hold all the same for a call that is refused is given back, and a failure of that does no harm', async () => {
    const { count, shared, runDeferred } = build()
    await count(withKey)
    shared.isLost = true
    await count(withKey)
    await runDeferred()
    expect(shared.asked).toEqual(['admit', 'admit'])
    await expect(count(withKey, { whenUncounted: 'refused' })).rejects.toMatchObject({ status: 503 })
    await runDeferred()
    expect(shared.asked).toEqual(['admit', 'admit', 'admit', 'settle'])
  })

  it('what the store may hold for a call that is let in is told along', async () => {
    const { count, shared } = build()
    await count(withKey)
    shared.isLost = true
    expect(await count(withKey, {}, 9)).toMatchObject({
      counter: 'allowance',
      held: { slot: 'request-2', second: 0, tokens: 9 },
    })
    shared.isLost = false
    expect(await count(withKey)).not.toHaveProperty('held')
  })

  it('a store that is being left alone is not asked to give anything back, then or later', async () => {
    const { dependencies, effects, shared, runDeferred } = build()
    const askOne = (admission: typeof dependencies.admission) => {
      const ask = {
        identity: withoutCredential,
        plan: buildPlan({}),
        edge: 'sin1',
        slot: 'one',
        tokens: 0,
        ...uncharged,
      }
      return countCall(ask, { ...dependencies, admission })
    }
    await askOne({ ...shared, admit: () => Promise.reject(new StoreLeftAlone()) })
    await askOne(shared)
    await runDeferred()
    expect(shared.asked).toEqual(['admit'])
    expect(effects.pendingTimers).toBe(0)
  })

  it('nothing of the store’s failure is passed on, since it may quote the command', async () => {
    const { count, shared } = build()
    shared.isLost = true
    const error = await count(withKey).catch((thrown: unknown) => thrown)
    expect(error).not.toHaveProperty('cause.message')
  })
})

describe('where there is no store', () => {
  it('this instance counts alone, by the full limits', async () => {
    const { count, dependencies } = build()
    const ask = (slot: string) =>
      countCall(
        {
          identity: withoutCredential,
          plan: buildPlan({ requestsPerMinute: 2 }),
          edge: 'sin1',
          slot,
          tokens: 0,
          ...uncharged,
        },
        { ...dependencies, admission: undefined },
      )
    expect(await ask('a')).toMatchObject({ counter: 'local', verdict: { kind: 'admitted' } })
    expect(await ask('b')).toMatchObject({ counter: 'local', verdict: { kind: 'admitted' } })
    expect(await ask('c')).toMatchObject({ counter: 'local', verdict: { kind: 'limited', by: 'requests' } })
    expect(await count(withoutCredential)).toMatchObject({ counter: 'shared' })
  })
})
