import { describe, expect, it } from 'vitest'
import { readUpstreamError } from '@/lib/openai/read-upstream-error'

const invalid = 'invalid_request_error'

describe('an error is read as it is written by', () => {
  it.each<[string, unknown, object]>([
    [
      'OpenAI',
      { error: { message: 'Too long.', type: invalid, param: 'messages', code: 'context_length_exceeded' } },
      { message: 'Too long.', type: invalid, param: 'messages', code: 'context_length_exceeded' },
    ],
    [
      'Anthropic',
      {
        type: 'error',
        error: { type: 'overloaded_error', message: 'Overloaded' },
        request_id: 'req_011CANARY',
      },
      { message: 'Overloaded', type: 'overloaded_error', param: null, code: null },
    ],
    [
      'Google',
      [
        {
          error: {
            code: 400,
            message: 'Invalid value at tools.',
            status: 'INVALID_ARGUMENT',
            details: [{ CANARY: 1 }],
          },
        },
      ],
      { message: 'Invalid value at tools.', type: 'INVALID_ARGUMENT', param: null, code: null },
    ],
    [
      'Google, without a list',
      { error: { code: 429, message: 'Exhausted.', status: 'RESOURCE_EXHAUSTED' } },
      { message: 'Exhausted.', type: 'RESOURCE_EXHAUSTED', param: null, code: null },
    ],
    [
      'xAI',
      { code: 'Client specified an invalid argument', error: 'Argument not supported: stop' },
      { message: 'Argument not supported: stop', type: invalid, param: null, code: null },
    ],
    [
      'Mistral',
      { object: 'error', message: 'Invalid model: m', type: 'invalid_model', param: null, code: '1500' },
      { message: 'Invalid model: m', type: 'invalid_model', param: null, code: null },
    ],
    [
      'vLLM',
      {
        object: 'error',
        message: 'The model `m` does not exist.',
        type: 'NotFoundError',
        param: null,
        code: 404,
      },
      { message: 'The model `m` does not exist.', type: 'NotFoundError', param: null, code: null },
    ],
    [
      'a response that failed',
      {
        id: 'resp_1',
        object: 'response',
        status: 'failed',
        error: { code: 'server_error', message: 'Oh.' },
        output: [],
      },
      { message: 'Oh.', type: invalid, param: null, code: 'server_error' },
    ],
  ])('%s', (_, body, error) => {
    expect(readUpstreamError(body)).toEqual(error)
  })
})

describe('a list of what is wrong with a body', () => {
  const detailed = (...detail: readonly unknown[]) =>
    readUpstreamError({ object: 'error', message: { detail }, type: invalid, param: null, code: null })
  const unknownField = {
    type: 'extra_forbidden',
    loc: ['body', 'stream_options'],
    msg: 'Extra inputs are not permitted',
    input: { include_usage: 'CANARY' },
  }

  it('is told by its first', () => {
    expect(detailed(unknownField, { ...unknownField, msg: 'Another' })).toEqual({
      message: 'stream_options: Extra inputs are not permitted',
      type: invalid,
      param: null,
      code: null,
    })
  })

  it('says where within the body', () => {
    expect(detailed({ loc: ['body', 'messages', 0, 'content'], msg: 'Field required' })?.message).toBe(
      'messages.0.content: Field required',
    )
  })

  it.each([
    { msg: 'Field required' },
    { msg: 'Field required', loc: ['body'] },
    { msg: 'Field required', loc: 'body' },
  ])('may not say where: %j', detail => {
    expect(detailed(detail)?.message).toBe('Field required')
  })

  it.each([[], [null], ['x'], [{}], [{ msg: 5 }]])('may say nothing: %j', (...detail) => {
    expect(detailed(...detail)?.message).toBe('The endpoint refused the call.')
  })

  it('is redacted, wherever the secret stands', () => {
    const message = detailed({
      loc: ['body', 'api.prod.internal'],
      msg: 'at 10.0.0.7 with sk-CANARY12345678',
    })?.message
    expect(message).not.toMatch(/prod\.internal|10\.0\.0|CANARY/)
  })

  it('is no longer than any other message', () => {
    expect(detailed({ msg: 'x '.repeat(5000) })?.message.length).toBeLessThanOrEqual(1000)
  })
})

describe('what is no error is not read as one:', () => {
  it.each<unknown>([
    [[]],
    [[null]],
    [[[{ error: { message: 'x' } }]]],
    { object: 'list', message: 'x' },
    { type: 'error' },
    { type: 'error', error: null },
    { detail: 'x' },
  ])('%j', body => {
    expect(readUpstreamError(body)).toBeUndefined()
  })
})
