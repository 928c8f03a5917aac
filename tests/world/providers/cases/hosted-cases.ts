import { expect } from 'vitest'
import { chatCase } from './chat-case'
import type { ProviderCase } from './provider-case'

const type = 'invalid_request_error'
const counts = { prompt_tokens: 2, completion_tokens: 13, total_tokens: 15 }
const end = { choices: [{ finish_reason: 'stop' }] }

const groq = chatCase({
  provider: 'groq',
  basePath: '/openai/v1',
  model: 'llama-3.3-70b-versatile',
  plain: { x_groq: { id: expect.stringMatching(/^req_/) }, usage: { ...counts, queue_time: 0.193 } },
  expectStream: ({ chunks }) => {
    expect(chunks[0]).toMatchObject({ x_groq: { id: expect.stringMatching(/^req_/) } })
    expect(chunks[1]).not.toHaveProperty('usage')
    expect(chunks.at(-2)).toMatchObject({ ...end, x_groq: { usage: counts }, usage: counts })
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { ...counts, total_time: 0.0197 } })
  },
  refused: [
    ...['logprobs', 'logit_bias', 'top_logprobs'].map(field => ({
      fields: { [field]: field === 'logprobs' ? true : 1 },
      status: 400,
      body: { error: { message: `\`${field}\` is not supported with this model`, type } },
    })),
    { fields: { n: 2 }, status: 400, body: { error: { message: "'n' : number must be at most 1", type } } },
    {
      fields: { messages: [{ role: 'user', name: 'Ann', content: 'Hi' }] },
      status: 400,
      body: {
        error: { message: expect.stringContaining("('messages.0' : property 'name' is unsupported)"), type },
      },
    },
  ],
  passedOver: { n: 1, max_completion_tokens: 500, logprobs: null },
  wrongKey: { status: 401, body: { error: { message: 'Invalid API Key', type, code: 'invalid_api_key' } } },
  unknownModel: {
    status: 404,
    body: {
      error: {
        message: 'The model `other-1` does not exist or you do not have access to it.',
        type,
        code: 'model_not_found',
      },
    },
  },
  unknownPath: {
    error: {
      message: expect.stringMatching(/^Unknown request URL: POST \/openai\/v1\/audio\/speech\./),
      type,
      code: 'unknown_url',
    },
  },
})

const together = chatCase({
  provider: 'together',
  basePath: '/v1',
  model: 'Qwen/Qwen2.5-7B-Instruct-Turbo',
  plain: { usage: counts },
  expectStream: ({ chunks }) => {
    expect(chunks[1]).toMatchObject({
      choices: [{ text: 'Hello', delta: { content: 'Hello' } }],
      usage: null,
    })
    expect(chunks.at(-1)).toMatchObject({ ...end, usage: counts })
  },
  refused: [
    {
      fields: { max_completion_tokens: 500 },
      status: 400,
      body: {
        id: expect.any(String),
        error: { message: expect.any(String), type, param: 'max_completion_tokens', code: null },
      },
    },
  ],
  passedOver: { max_tokens: 500 },
  wrongKey: {
    status: 401,
    body: {
      id: expect.any(String),
      error: { message: expect.any(String), type, param: null, code: 'invalid_api_key' },
    },
  },
  unknownModel: {
    status: 404,
    body: {
      id: expect.any(String),
      error: {
        message: expect.stringContaining('Unable to access model other-1.'),
        type,
        param: 'model',
        code: 'model_not_available',
      },
    },
  },
  unknownPath: {
    id: expect.any(String),
    error: { message: 'Not found', type, param: null, code: 'not_found' },
  },
})

const deepseek = chatCase({
  provider: 'deepseek',
  basePath: '',
  model: 'deepseek-chat',
  plain: { usage: { ...counts, prompt_cache_hit_tokens: 0, prompt_cache_miss_tokens: 2 } },
  expectStream: ({ text, chunks }) => {
    expect(text.startsWith(': keep-alive\n\n')).toBe(true)
    expect(chunks[0]).toMatchObject({ usage: null })
    expect(chunks.at(-1)).toMatchObject({ ...end, usage: { ...counts, prompt_cache_hit_tokens: 0 } })
  },
  passedOver: { max_completion_tokens: 1 },
  wrongKey: {
    status: 401,
    body: {
      error: {
        message: 'Authentication Fails, Your api key: ****9876 is invalid',
        type: 'authentication_error',
        param: null,
        code: type,
      },
    },
  },
  unknownModel: {
    status: 400,
    body: { error: { message: 'Model Not Exist', type, param: null, code: type } },
  },
  unknownPath: { error_msg: 'Not Found. Please check the configuration.' },
})

const xai = chatCase({
  provider: 'xai',
  basePath: '/v1',
  model: 'grok-4',
  plain: { usage: counts },
  expectStream: ({ chunks }) => {
    expect(chunks[1]).toMatchObject({ choices: [{ index: 0, delta: { content: 'Hello' } }] })
    expect(JSON.stringify(chunks[1])).not.toMatch(/finish_reason|logprobs|usage/)
    expect(chunks.at(-2)).toMatchObject(end)
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: counts })
  },
  refused: [
    ['presence_penalty', 'presencePenalty'],
    ['frequency_penalty', 'frequencyPenalty'],
    ['stop', 'stop'],
  ].map(([field = '', name]) => ({
    fields: { [field]: field === 'stop' ? ['x'] : 0 },
    status: 400,
    body: {
      code: 'Client specified an invalid argument',
      error: `Model grok-4 does not support parameter ${name}.`,
    },
  })),
  passedOver: { max_completion_tokens: 500, seed: 1 },
  wrongKey: {
    status: 400,
    body: {
      code: 'Client specified an invalid argument',
      error: 'Incorrect API key provided: sk***76. You can obtain an API key from https://console.x.ai.',
    },
  },
  unknownModel: {
    status: 404,
    body: {
      code: 'Some requested entity was not found',
      error: expect.stringMatching(
        /^The model other-1 does not exist or your team .* does not have access to it\.$/,
      ),
    },
  },
  unknownPath: { code: 'Some requested entity was not found', error: 'Not found' },
})

/** Those whose chats are OpenAI's with errors and extras of their own. */
export const hostedCases: ProviderCase[] = [groq, together, deepseek, xai]
