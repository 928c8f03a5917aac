import { expect } from 'vitest'
import { chatCase } from './chat-case'
import type { ProviderCase, Refusal } from './provider-case'

const maxTokens = {
  message:
    "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
  type: 'invalid_request_error',
  param: 'max_tokens',
  code: 'unsupported_parameter',
}

const openai = {
  basePath: '/v1',
  model: 'o4-mini',
  plain: { service_tier: 'default' },
  expectStream: ({ chunks }: { chunks: unknown[] }) => {
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { completion_tokens: 13 } })
  },
  wrongKey: refusal(401, {
    message: 'Incorrect API key provided: ****9876. You can find your API key in your account.',
    code: 'invalid_api_key',
  }),
  unknownModel: refusal(404, {
    message: 'The model `other-1` does not exist or you do not have access to it.',
    code: 'model_not_found',
  }),
  unknownPath: refusal(404, { message: 'Invalid URL (POST /v1/audio/speech)', code: 'unknown_url' }).body,
}

function refusal(status: number, said: { message: string; code: string }): Refusal {
  return { status, body: { error: { type: 'invalid_request_error', param: null, ...said } } }
}

/** OpenAI, and Azure which serves its models. */
export const openaiCases: ProviderCase[] = [
  chatCase({ ...openai, provider: 'openai', passedOver: { max_tokens: 500 } }),
  chatCase({
    ...openai,
    provider: 'openai-strict',
    refused: [{ fields: { max_tokens: 500 }, status: 400, body: { error: maxTokens } }],
    passedOver: { max_completion_tokens: 500 },
  }),
  chatCase({
    ...openai,
    provider: 'azure',
    basePath: '/openai/v1',
    keyHeader: key => ({ 'api-key': key }),
    plain: {
      choices: [{ content_filter_results: { hate: { filtered: false, severity: 'safe' } } }],
      prompt_filter_results: [{ prompt_index: 0 }],
    },
    expectStream: ({ chunks }) => {
      expect(chunks[0]).toMatchObject({ choices: [], id: '', prompt_filter_results: [{ prompt_index: 0 }] })
      expect(chunks[1]).toMatchObject({ choices: [{ content_filter_results: {} }] })
      expect(chunks[2]).toMatchObject({ choices: [{ content_filter_results: { violence: {} } }] })
      expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { completion_tokens: 13 } })
    },
    refused: [{ fields: { max_tokens: 500 }, status: 400, body: { error: maxTokens } }],
    passedOver: { max_completion_tokens: 500 },
    wrongKey: {
      status: 401,
      body: { error: { code: '401', message: expect.stringContaining('invalid subscription key') } },
    },
    unknownModel: {
      status: 404,
      body: {
        error: {
          code: 'DeploymentNotFound',
          message: expect.stringMatching(/^The API deployment for this resource does not exist\./),
        },
      },
    },
    unknownPath: { error: { code: '404', message: 'Resource not found' } },
  }),
]
