import { describe, expect, it } from 'vitest'
import { parseApiKey } from '@/lib/access/api-key'
import { parseKeyRecord } from '@/lib/access/key-record'
import { keyedDigest } from '@/lib/access/keyed-digest'
import { handleCall } from '@/lib/gateway/handle-call'
import { buildGet } from '../support/build-request'
import { buildOperator } from '../support/operator'

describe('a new key', () => {
  it('is shown, with what was asked for', async () => {
    const { ask } = buildOperator()
    const body = {
      name: 'app',
      plan: 'pro',
      tenant: 'acme',
      expiresAt: '2027-01-01T00:00:00.000Z',
      zones: ['EU'],
      models: ['gpt-4.1'],
    }
    const { status, json } = await ask('POST /keys', { body })
    expect(status).toBe(201)
    expect(json).toEqual({
      ...body,
      id: expect.stringMatching(/^[A-Za-z0-9]{12}$/),
      key: expect.stringMatching(/^iso_[A-Za-z0-9]{12}_[A-Za-z0-9]{40}$/),
      createdAt: '2026-11-02T12:00:00.000Z',
    })
    expect(parseApiKey(json.key)?.id).toBe(json.id)
  })

  it.each<[string | number]>([['2027-01-01T00:00:00Z'], ['2027-01-01T07:00:00+07:00'], [1_798_761_600]])(
    'expires when it was said to, however that is written: %j',
    async expiresAt => {
      const { ask, shared } = buildOperator()
      const { json } = await ask('POST /keys', { body: { name: 'app', plan: 'pro', expiresAt } })
      expect(json.expiresAt).toBe('2027-01-01T00:00:00.000Z')
      expect(parseKeyRecord(shared.records.get(json.id) ?? '')?.expiresAt).toBe(json.expiresAt)
    },
  )

  it('lies in the store as a digest under the pepper, from which no key can be made', async () => {
    const { ask, shared } = buildOperator({ variables: { API_KEY_PEPPER: 'pepper' } })
    const { json } = await ask('POST /keys', { body: { name: 'app', plan: 'pro' } })
    const text = shared.records.get(json.id) ?? ''
    expect(parseKeyRecord(text)).toEqual({
      id: json.id,
      name: 'app',
      plan: 'pro',
      digest: await keyedDigest('pepper', json.key),
      createdAt: json.createdAt,
    })
    expect(text).not.toContain(json.key.slice(-40))
  })

  it('opens the gateway at once', async () => {
    const { ask, dependencies } = buildOperator({ variables: { AUTH: 'required' } })
    const { json } = await ask('POST /keys', { body: { name: 'app', plan: 'pro' } })
    const models = buildGet('/v1/models', { authorization: `Bearer ${json.key}` })
    expect((await handleCall(models, dependencies)).status).toBe(200)
  })

  it.each<[string, unknown, string | null, string]>([
    ['no JSON', '{', null, 'invalid_json'],
    ['no object', [], '', 'invalid_request'],
    ['no name', { plan: 'pro' }, 'name', 'invalid_request'],
    ['an empty name', { name: '', plan: 'pro' }, 'name', 'invalid_request'],
    ['no plan', { name: 'a' }, 'plan', 'invalid_request'],
    ['an unknown plan', { name: 'a', plan: 'gold' }, 'plan', 'invalid_request'],
    ['a plan of the prototype', { name: 'a', plan: '__proto__' }, 'plan', 'invalid_request'],
    ['a tenant with a colon', { name: 'a', plan: 'pro', tenant: 'a:b' }, 'tenant', 'invalid_request'],
    ['a tenant with a star', { name: 'a', plan: 'pro', tenant: '*' }, 'tenant', 'invalid_request'],
    ['a date that is none', { name: 'a', plan: 'pro', expiresAt: 'soon' }, 'expiresAt', 'invalid_request'],
    ['zones that are no list', { name: 'a', plan: 'pro', zones: 'EU' }, 'zones', 'invalid_request'],
    ['an empty model', { name: 'a', plan: 'pro', models: [''] }, 'models[0]', 'invalid_request'],
    ['a secret of its own', { name: 'a', plan: 'pro', digest: '0'.repeat(64) }, 'digest', 'invalid_request'],
  ])('is refused with %s', async (_, body, param, code) => {
    const { ask, shared } = buildOperator()
    const { status, json } = await ask('POST /keys', { body })
    expect([status, json.error.code]).toEqual([400, code])
    expect(json.error.param ?? '').toBe(param ?? '')
    expect(shared.records.size).toBe(0)
  })

  it('of an unknown plan is told which there are', async () => {
    const { json } = await buildOperator().ask('POST /keys', { body: { name: 'a', plan: 'gold' } })
    expect(json.error.message).toBe("Invalid 'plan': expected one of free, pro, enterprise, anonymous.")
  })

  it('is not made in production without a pepper', async () => {
    const { ask, shared } = buildOperator({ variables: { VERCEL_ENV: 'production' } })
    const { status, json } = await ask('POST /keys', { body: { name: 'a', plan: 'pro' } })
    expect([status, json.error.code]).toEqual([503, 'configuration_error'])
    expect(json.error.message).toContain('API_KEY_PEPPER')
    expect(shared.records.size).toBe(0)
  })
})
