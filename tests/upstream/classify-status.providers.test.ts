import { describe, expect, it } from 'vitest'
import { readUpstreamError } from '@/lib/openai/read-upstream-error'
import { classifyStatus } from '@/lib/upstream/classify-status'
import { start } from '../support/fake-effects'

function classify(status: number, body: unknown, isOptional = false) {
  return classifyStatus({ status, retryAfter: null, error: readUpstreamError(body), isOptional, now: start })
}

const type = 'invalid_request_error'

describe('a model that it does not know is told by', () => {
  it.each<[string, number, unknown]>([
    [
      'OpenAI',
      404,
      { error: { message: 'The model `x` does not exist.', type, param: null, code: 'model_not_found' } },
    ],
    [
      'Azure',
      404,
      {
        error: {
          code: 'DeploymentNotFound',
          message: 'The API deployment for this resource does not exist. If you created it within …',
        },
      },
    ],
    [
      'Together',
      404,
      {
        error: {
          message: 'Unable to access model x. Please visit https://api.together.ai/models',
          type,
          param: 'model',
          code: 'model_not_available',
        },
      },
    ],
    [
      'DeepSeek',
      400,
      { error: { message: 'Model Not Exist', type, param: null, code: 'invalid_request_error' } },
    ],
    [
      'Mistral',
      400,
      { object: 'error', message: 'Invalid model: x', type: 'invalid_model', param: null, code: '1500' },
    ],
    [
      'xAI',
      404,
      {
        code: 'Some requested entity was not found',
        error: 'The model x does not exist or your team 0f1e does not have access to it.',
      },
    ],
    [
      'vLLM',
      404,
      {
        error: { message: 'The model `x` does not exist.', type: 'NotFoundError', param: 'model', code: 404 },
      },
    ],
    [
      'an older vLLM',
      404,
      { object: 'error', message: 'The model `x` does not exist.', type: 'NotFoundError', code: 404 },
    ],
    [
      'Ollama',
      404,
      { error: { message: 'model "x" not found, try pulling it first', type: 'api_error', code: null } },
    ],
    [
      'OpenAI of one that our project may not use',
      403,
      { error: { message: 'Project `p` does not have access to model `x`', type, code: 'model_not_found' } },
    ],
    ['OpenAI with a 400', 400, { error: { message: 'No such model.', type, code: 'model_not_found' } }],
    ['Anthropic', 404, { type: 'error', error: { type: 'not_found_error', message: 'model: x' } }],
    [
      'Anthropic in OpenAI’s format',
      404,
      { error: { message: 'model: x', type, param: null, code: 'not_found_error' } },
    ],
    [
      'Google',
      404,
      { error: { code: 404, message: 'models/x is not found for API version v1beta', status: 'NOT_FOUND' } },
    ],
    [
      'Google in OpenAI’s format',
      404,
      [{ error: { code: 404, message: 'models/x is not found', status: 'NOT_FOUND' } }],
    ],
  ])('%s', (_, status, body) => {
    expect(classify(status, body)).toEqual({
      label: String(status),
      code: 'model_not_found',
      isUnprocessed: true,
      isModelUnknown: true,
    })
  })

  it.each<[string, number, unknown]>([
    ['a 400 of another kind', 400, { error: { message: 'The model cannot see pictures.', type } }],
    ['a 404 of something else', 404, { error: { message: 'No such response.', type, code: 'not_here' } }],
    [
      '404 of Anthropic about a file',
      404,
      { error: { message: 'File not found: file_1', type: 'not_found_error' } },
    ],
    [
      '404 of OpenAI about an item',
      404,
      { error: { message: "Item with id 'rs_1' not found.", type, param: 'input', code: null } },
    ],
    [
      '404 of OpenAI about an answer',
      404,
      { error: { message: "Response with id 'resp_1' not found.", type, param: null, code: null } },
    ],
    [
      '404 of one that tells of the field alone',
      404,
      { error: { message: 'Not found.', type, param: 'file_id', code: null } },
    ],
    [
      '403 of Google about a file',
      403,
      {
        error: {
          code: 403,
          message: 'You do not have permission to access the File files1 or it may not exist.',
          status: 'PERMISSION_DENIED',
        },
      },
    ],
    ['a 422', 422, { error: { message: 'model: required', type, code: 'model_not_found' } }],
  ])('no %s, which is the caller’s', (_, status, body) => {
    expect(classify(status, body)).toBeUndefined()
  })
})

describe('an account that has nothing left', () => {
  it.each<[string, number, unknown]>([
    [
      'Anthropic’s',
      400,
      {
        type: 'error',
        error: { type, message: 'Your credit balance is too low to access the Anthropic API.' },
      },
    ],
    ['DeepSeek’s', 402, { error: { message: 'Insufficient Balance', type: 'unknown_error' } }],
    ['OpenAI’s', 429, { error: { message: 'You exceeded your quota.', code: 'insufficient_quota' } }],
  ])('is no fault of the caller, and rests with its key: %s', (_, status, body) => {
    expect(classify(status, body)).toEqual({
      label: String(status),
      code: 'upstream_rate_limited',
      isUnprocessed: true,
      coolDownSeconds: 600,
      isAccount: true,
      isSpent: true,
    })
  })

  it('is none that is only in a hurry', () => {
    const error = { code: 429, message: 'Resource has been exhausted.', status: 'RESOURCE_EXHAUSTED' }
    const failure = classify(429, { error })
    expect(failure).toMatchObject({ code: 'upstream_rate_limited', coolDownSeconds: 5 })
    expect([failure?.isSpent, failure?.isAccount]).toEqual([undefined, undefined])
  })
})

describe('a call that is too large for a minute of the account', () => {
  const told = 'on tokens per min (TPM): Limit 30000, Requested 90000.'

  it.each([
    ['OpenAI', 429, `Request too large for gpt-4o in organization org-1 ${told}`],
    ['Groq', 413, `Request too large for model \`x\` in organization \`org_1\` ${told}`],
  ])('is tried elsewhere, and rests nobody: %s', (_, status, message) => {
    const error = { message, type: 'tokens', param: null, code: 'rate_limit_exceeded' }
    expect(classify(status, { error })).toEqual({
      label: String(status),
      code: 'upstream_rate_limited',
      isUnprocessed: true,
      isTooLarge: true,
    })
  })

  it('is no account that has used up its minute', () => {
    const error = { message: `Rate limit reached for gpt-4o ${told}`, code: 'rate_limit_exceeded' }
    expect(classify(429, { error })).toMatchObject({ coolDownSeconds: 5 })
  })
})

describe('our key is refused by a 400', () => {
  const google = (message: string) => ({ error: { code: 400, message, status: 'INVALID_ARGUMENT' } })

  it.each<[string, unknown]>([
    ['of Google', google('API key not valid. Please pass a valid API key.')],
    ['of Google, since it is too old', google('API key expired. Please renew the API key.')],
    ['of Google in OpenAI’s format', [google('API key not valid. Please pass a valid API key.')]],
    ['of xAI', { code: 'invalid', error: 'Incorrect API key provided: xa***89. You can obtain one from …' }],
  ])('%s', (_, body) => {
    expect(classify(400, body)).toEqual({
      label: '400',
      code: 'upstream_auth',
      isUnprocessed: true,
      coolDownSeconds: 300,
      isAccount: true,
    })
  })

  it('but not by one that only speaks of keys', () => {
    expect(classify(400, google('Invalid value: the text "API key not valid" is too long.'))).toBeUndefined()
  })
})

describe('a path that an endpoint may well not have', () => {
  const lacks = { label: '404', code: 'upstream_invalid_response', isUnprocessed: true } as const

  it.each<[string, unknown]>([
    ['Groq', { error: { message: 'Unknown request URL: POST /v1/x.', type, code: 'unknown_url' } }],
    ['OpenAI', { error: { message: 'Invalid URL (POST /v1/x)', type, param: null, code: null } }],
    ['Google', { error: { code: 404, message: 'Requested entity was not found.', status: 'NOT_FOUND' } }],
    ['vLLM', { detail: 'Not Found' }],
    ['DeepSeek', { error_msg: 'Not Found. Please check the configuration.' }],
    ['Azure', { error: { code: '404', message: 'Resource not found' } }],
    ['Together', { error: { message: 'Not found', type, param: null, code: 'not_found' } }],
    ['xAI', { code: 'Some requested entity was not found', error: 'Not found' }],
  ])('is no fault of the caller, and says nothing of the rest: %s', (_, body) => {
    expect(classify(404, body, true)).toEqual({ ...lacks, isOperationUnknown: true })
  })

  it('may take no call at all there', () => {
    const error = { message: 'Method Not Allowed', type, param: null, code: null }
    for (const body of [{ error }, { detail: 'Method Not Allowed' }])
      expect(classify(405, body, true)).toEqual({ ...lacks, label: '405', isOperationUnknown: true })
  })

  it('is the operator’s fault where every endpoint has it', () => {
    const known = { error: { message: 'Unknown request URL: POST /v1/x.', type, code: 'unknown_url' } }
    for (const body of [{ detail: 'Not Found' }, known]) expect(classify(404, body)).toEqual(lacks)
  })

  it('says nothing of that where it is the model that is unknown', () => {
    const error = { message: 'The model `x` does not exist.', code: 'model_not_found' }
    expect(classify(404, { error }, true)).toMatchObject({ isModelUnknown: true })
    expect(classify(404, { error }, true)?.isOperationUnknown).toBeUndefined()
  })

  it.each([401, 429, 500, 503])('says nothing of that at %i', status => {
    expect(classify(status, undefined, true)?.isOperationUnknown).toBeUndefined()
  })
})
