import { describe, expect, it } from 'vitest'
import { digest } from '@/lib/access/keyed-digest'
import { start } from '../support/fake-effects'
import { buildOperator } from '../support/operator'

const now = start / 1000

describe('a token', () => {
  it.each<[string, string | number]>([
    ['a date', '2026-11-02T13:00:00Z'],
    ['a date elsewhere', '2026-11-02T20:00:00+07:00'],
    ['seconds', now + 3600],
  ])('is revoked by its id until it expires and a little longer: %s', async (_, expiresAt) => {
    const { ask, shared } = buildOperator()
    const { status, json } = await ask('POST /revocations', { body: { jti: 'token-1', expiresAt } })
    expect(status).toBe(201)
    expect(json).toEqual({ jti: 'token-1', expiresAt: '2026-11-02T13:00:00.000Z' })
    expect([...shared.revoked]).toEqual([[await digest('token-1'), 3660]])
  })

  it('that has just expired is still revoked, for clocks that go wrong', async () => {
    const { ask, shared } = buildOperator()
    expect((await ask('POST /revocations', { body: { jti: 'a', expiresAt: now - 59 } })).status).toBe(201)
    expect([...shared.revoked.values()]).toEqual([1])
  })

  it.each<[string, unknown, string]>([
    ['no id', { expiresAt: now }, 'jti'],
    ['an empty id', { jti: '', expiresAt: now + 9 }, 'jti'],
    ['an id that is too long', { jti: 'a'.repeat(257), expiresAt: now + 9 }, 'jti'],
    ['no date', { jti: 'a' }, 'expiresAt'],
    ['a date that is none', { jti: 'a', expiresAt: 'soon' }, 'expiresAt'],
    ['a part of a second', { jti: 'a', expiresAt: now + 0.5 }, 'expiresAt'],
    ['a date that has passed', { jti: 'a', expiresAt: now - 60 }, 'expiresAt'],
    ['a date beyond all dates', { jti: 'a', expiresAt: Number.MAX_SAFE_INTEGER }, 'expiresAt'],
    ['something else', { jti: 'a', expiresAt: now + 9, more: 1 }, 'more'],
  ])('is not revoked with %s', async (_, body, param) => {
    const { ask, shared } = buildOperator()
    const { status, json } = await ask('POST /revocations', { body })
    expect([status, json.error.code]).toEqual([400, 'invalid_request'])
    expect(json.error.param ?? '').toBe(param)
    expect(shared.revoked.size).toBe(0)
  })
})
