import { describe, expect, it } from 'vitest'
import type { ErrorObject } from '@/lib/openai/error-body'
import { classifyStatus } from '@/lib/upstream/classify-status'
import { start } from '../support/fake-effects'

type Setting = { readonly retryAfter?: string | null; readonly error?: Partial<ErrorObject> | undefined }

const told: ErrorObject = { message: 'No.', type: 'invalid_request_error', param: null, code: null }

function classify(status: number, { retryAfter = null, ...rest }: Setting = {}) {
  const error = 'error' in rest ? rest.error && { ...told, ...rest.error } : told
  return classifyStatus({ status, retryAfter, error, now: start })
}

describe('no work was done', () => {
  it.each([
    [301, 'upstream_invalid_response'],
    [302, 'upstream_invalid_response'],
    [307, 'upstream_invalid_response'],
    [308, 'upstream_invalid_response'],
    [401, 'upstream_auth'],
    [402, 'upstream_rate_limited'],
    [403, 'upstream_auth'],
    [429, 'upstream_rate_limited'],
    [498, 'overloaded'],
    [503, 'overloaded'],
    [529, 'overloaded'],
  ])('at %i: %s', (status, code) => {
    expect(classify(status)).toMatchObject({ label: String(status), code, isUnprocessed: true })
  })

  it('at a path that the endpoint does not have, which is no fault of the caller', () => {
    expect(classify(404, { error: undefined })).toMatchObject({
      label: '404',
      code: 'upstream_invalid_response',
      isUnprocessed: true,
    })
  })

  it('at a model that the endpoint does not know', () => {
    expect(classify(404, { error: { code: 'model_not_found' } })).toEqual({
      label: '404',
      code: 'model_not_found',
      isUnprocessed: true,
      isModelUnknown: true,
    })
  })
})

describe('where we call from', () => {
  const refused = { code: 'unsupported_country_region_territory' }

  it('may be refused, which no work was done for and no key is to blame for', () => {
    expect(classify(403, { error: refused })).toEqual({
      label: '403',
      code: 'no_eligible_endpoint',
      isUnprocessed: true,
      isEgressRefused: true,
    })
  })

  it.each([
    ['Google', 400, { message: 'User location is not supported for the API use.' }],
    ['Anthropic', 403, { type: 'forbidden', message: 'Request not allowed' }],
  ])('may be refused by %s in words', (_, status, error) => {
    expect(classify(status, { error })).toMatchObject({ isUnprocessed: true, isEgressRefused: true })
  })

  it.each([400, 401, 429, 500])('is not what %i is about, whatever its code', status => {
    expect(classify(status, { error: refused })?.isEgressRefused).toBeUndefined()
  })

  it('is not what another 403 is about', () => {
    expect(classify(403, { error: { code: 'unsupported_country' } })).toMatchObject({ code: 'upstream_auth' })
  })
})

describe('the whole endpoint is left alone, whatever the model', () => {
  it.each<[string, number, Partial<ErrorObject>]>([
    ['where our key is refused', 401, {}],
    ['where our key may not do that', 403, {}],
    ['where nothing is paid', 402, {}],
    ['where the account is empty', 429, { code: 'insufficient_quota' }],
    ['where nothing is billed', 429, { code: 'billing_not_active' }],
    ['where the account is empty, by the type', 429, { type: 'insufficient_quota' }],
  ])('%s', (_, status, error) => {
    expect(classify(status, { error })).toMatchObject({ isAccount: true })
  })

  it.each<[string, Setting]>([
    ['a model that our account may not use, by its code', { error: { code: 'model_not_found' } }],
    [
      'a model that our account may not use, in words',
      { error: { message: 'The model `x` is blocked here.' } },
    ],
    [
      'what a caller wrote',
      { error: { message: 'x requires moderation on y. Your input was flagged for "z".' } },
    ],
    ['a page of a firewall', { error: undefined }],
  ])('but not at a 403 that is about %s', (_, setting) => {
    expect(classify(403, setting)).not.toMatchObject({ isAccount: true })
    expect(classify(403, setting)?.coolDownSeconds).toBeUndefined()
  })

  it('but not at a rate limit, which may be of one model', () => {
    expect(classify(429, { retryAfter: '7' })?.isAccount).toBeUndefined()
  })
})

describe('work may have been done', () => {
  it.each([
    [201, 'upstream_invalid_response'],
    [204, 'upstream_invalid_response'],
    [206, 'upstream_invalid_response'],
    [408, 'upstream_timeout'],
    [500, 'upstream_invalid_response'],
    [502, 'upstream_invalid_response'],
    [504, 'upstream_timeout'],
    [520, 'upstream_invalid_response'],
    [527, 'upstream_invalid_response'],
    [599, 'upstream_invalid_response'],
  ])('at %i: %s', (status, code) => {
    expect(classify(status)).toMatchObject({ label: String(status), code, isUnprocessed: false })
  })
})

describe('the fault is the caller’s', () => {
  it.each([400, 404, 409, 410, 413, 415, 422, 451])('at %i', status => {
    expect(classify(status)).toBeUndefined()
  })

  it.each([
    'Your input was flagged for "hate".',
    'Content violates usage guidelines. ',
    'Content violates usage guidelines. Team: t, Model: grok-4, Failed check: SAFETY_CHECK_TYPE_BIO',
  ])('where what it wrote is flagged: %s', message => {
    expect(classify(403, { error: { message } })).toBeUndefined()
  })

  it.each([400, 413, 422])('at %i without an explanation', status => {
    expect(classify(status, { error: undefined })).toBeUndefined()
  })
})

describe('an endpoint is left alone', () => {
  it('as long as it asks', () => {
    expect(classify(429, { retryAfter: '7' })).toMatchObject({ coolDownSeconds: 7 })
  })

  it('for 5 s where it does not say', () => {
    expect(classify(429)).toMatchObject({ coolDownSeconds: 5 })
  })

  it.each(['insufficient_quota', 'credit_balance_exhausted', 'project_spend_limit_exceeded'])(
    'for ten minutes where the account is empty: %s',
    code => {
      expect(classify(429, { retryAfter: '1', error: { code } })).toMatchObject({ coolDownSeconds: 600 })
    },
  )

  it('for ten minutes where the type says so, or the status', () => {
    expect(classify(429, { error: { type: 'insufficient_quota' } })).toMatchObject({ coolDownSeconds: 600 })
    expect(classify(402, { error: undefined })).toMatchObject({ coolDownSeconds: 600 })
  })

  it.each([401, 403])('for five minutes at %i, which our key is to blame for', status => {
    expect(classify(status)).toMatchObject({ coolDownSeconds: 300 })
  })

  it.each([500, 503, 504, 404])('for no time at %i', status => {
    expect(classify(status, { retryAfter: '30', error: undefined })?.coolDownSeconds).toBeUndefined()
  })

  it.each([500, 503, 429, 401])('without being taken for unreachable at %i', status => {
    expect(classify(status)?.isUnreachable).toBeUndefined()
  })
})
