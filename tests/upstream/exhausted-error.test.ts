import { describe, expect, it } from 'vitest'
import type { ErrorCode } from '@/lib/openai/api-error'
import type { AttemptRecord } from '@/lib/upstream/attempt-record'
import { exhaustedError } from '@/lib/upstream/exhausted-error'
import { buildFailedAttempt } from '../support/build-attempt'

function failedBy(code: ErrorCode, coolDownSeconds?: number): AttemptRecord {
  const failure = { label: 'x', code, isUnprocessed: true }
  return buildFailedAttempt('sin', coolDownSeconds === undefined ? failure : { ...failure, coolDownSeconds })
}

describe('the caller is told', () => {
  it.each<[string, readonly AttemptRecord[], ErrorCode]>([
    ['the only failure', [failedBy('overloaded')], 'overloaded'],
    ['the last of several', [failedBy('overloaded'), failedBy('upstream_timeout')], 'upstream_timeout'],
    [
      'any other before a rate limit',
      [failedBy('upstream_timeout'), failedBy('upstream_rate_limited', 3)],
      'upstream_timeout',
    ],
    [
      'a rate limit where all were limited',
      [failedBy('upstream_rate_limited', 9), failedBy('upstream_rate_limited', 3)],
      'upstream_rate_limited',
    ],
    [
      'a refused key before a place that is not served',
      [failedBy('upstream_auth'), failedBy('no_eligible_endpoint')],
      'upstream_auth',
    ],
    [
      'a place that is not served where no endpoint serves it',
      [failedBy('no_eligible_endpoint'), failedBy('no_eligible_endpoint')],
      'no_eligible_endpoint',
    ],
    [
      'a rate limit before a place that is not served',
      [failedBy('upstream_rate_limited', 3), failedBy('no_eligible_endpoint')],
      'upstream_rate_limited',
    ],
    ['a time-out where nothing was tried', [], 'upstream_timeout'],
  ])('%s', (_, attempts, code) => {
    expect(exhaustedError(attempts).code).toBe(code)
  })

  it.each<[string, ErrorCode]>([
    ['does not know the model', 'model_not_found'],
    ['refuses our key', 'upstream_auth'],
    ['serves no call from where we are', 'no_eligible_endpoint'],
  ])('that one was overloaded, which passes, though the last %s, which does not', (_, code) => {
    expect(exhaustedError([failedBy('overloaded'), failedBy(code)]).code).toBe('overloaded')
  })

  it('the shortest wait where all were limited, and none otherwise', () => {
    const limited = [failedBy('upstream_rate_limited', 9), failedBy('upstream_rate_limited', 3)]
    expect(exhaustedError(limited).details.retryAfterSeconds).toBe(3)
    const mixed = [...limited, failedBy('overloaded')]
    expect(exhaustedError(mixed).details.retryAfterSeconds).toBeUndefined()
  })

  it.each<[ErrorCode, boolean]>([
    ['upstream_auth', true],
    ['no_eligible_endpoint', true],
    ['upstream_timeout', false],
    ['overloaded', false],
    ['upstream_rate_limited', false],
    ['upstream_invalid_response', false],
    ['upstream_unreachable', false],
  ])('of %s whether trying again can help (no: %s)', (code, isDefinitive) => {
    expect(exhaustedError([failedBy(code, 300)]).details.definitive).toBe(isDefinitive)
  })

  it('which parameter names a model that is not known', () => {
    expect(exhaustedError([failedBy('model_not_found')]).details.param).toBe('model')
    expect(exhaustedError([failedBy('overloaded')]).details.param).toBeUndefined()
  })

  it('a sentence without an endpoint in it', () => {
    const codes: ErrorCode[] = [
      'upstream_auth',
      'upstream_timeout',
      'overloaded',
      'upstream_rate_limited',
      'no_eligible_endpoint',
    ]
    for (const code of codes) expect(exhaustedError([failedBy(code, 1)]).message).not.toContain('sin')
  })

  it('to ask for less where the answer is too large, and not to repeat the call', () => {
    const tooLarge = { label: 'too-large', isTooLarge: true }
    const error = exhaustedError([failedBy('overloaded'), buildFailedAttempt('nrt', tooLarge)])
    expect(error).toMatchObject({ code: 'upstream_invalid_response', details: { definitive: true } })
    expect(error.message).toContain('less')
  })

  it('the same of a call that is too large for every account, but to wait where it is not for all of them', () => {
    const tooLarge = buildFailedAttempt('nrt', {
      label: '429',
      code: 'upstream_rate_limited',
      isUnprocessed: true,
      isTooLarge: true,
    })
    const alone = exhaustedError([tooLarge, failedBy('upstream_auth')])
    expect(alone).toMatchObject({ code: 'upstream_rate_limited', details: { definitive: true } })
    expect(alone.message).toContain('less')
    const mixed = exhaustedError([tooLarge, failedBy('upstream_rate_limited', 7)])
    expect(mixed.details).toMatchObject({ retryAfterSeconds: 7, definitive: false })
  })

  it('which field none of them can do, by its name', () => {
    const attempts = [unsupported('n'), unsupported('logprobs')]
    expect(exhaustedError(attempts)).toMatchObject({
      code: 'invalid_request',
      status: 400,
      details: { param: 'n' },
    })
  })

  it('of such a field only where nothing else failed in a way that may pass', () => {
    const mixed = (code: ErrorCode) => exhaustedError([unsupported('n'), failedBy(code, 3)])
    expect(mixed('overloaded').code).toBe('overloaded')
    expect(mixed('upstream_rate_limited').code).toBe('upstream_rate_limited')
    expect(mixed('upstream_auth').code).toBe('upstream_auth')
    expect(mixed('model_not_found').code).toBe('invalid_request')
    expect(mixed('overloaded').details.param).toBeUndefined()
  })
})

function unsupported(param: string): AttemptRecord {
  return buildFailedAttempt('sin', {
    label: 'unsupported',
    code: 'invalid_request',
    isUnprocessed: true,
    isOperationUnknown: true,
    param,
  })
}
