import { expect } from 'vitest'
import { chatCase } from './chat-case'
import type { ProviderCase } from './provider-case'

const counts = { prompt_tokens: 2, completion_tokens: 13, total_tokens: 15 }

const vllm = chatCase({
  provider: 'vllm',
  basePath: '/v1',
  model: 'Qwen/Qwen2.5-7B-Instruct',
  plain: { usage: counts, prompt_logprobs: null },
  expectStream: ({ chunks }) => {
    expect(chunks[1]).not.toHaveProperty('usage')
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: counts })
  },
  refused: [
    {
      fields: { messages: 'Hi' },
      status: 400,
      body: { error: { message: expect.any(String), type: 'BadRequestError', param: 'messages', code: 400 } },
    },
  ],
  passedOver: { max_tokens: 500, seed: 1 },
  wrongKey: { status: 401, body: { error: 'Unauthorized' } },
  unknownModel: {
    status: 404,
    body: {
      error: {
        message: 'The model `other-1` does not exist.',
        type: 'NotFoundError',
        param: 'model',
        code: 404,
      },
    },
  },
  unknownPath: { detail: 'Not Found' },
  head: 405,
})

const ollama = chatCase({
  provider: 'ollama',
  basePath: '/v1',
  model: 'llama3.2',
  plain: { id: 'chatcmpl-123', system_fingerprint: 'fp_ollama', usage: counts },
  expectStream: ({ chunks }) => {
    const reasons = JSON.stringify(chunks).match(/"finish_reason":[^,}]+/g)
    expect(new Set(reasons)).toEqual(new Set(['"finish_reason":null']))
    expect(chunks.at(-1)).toMatchObject({ id: 'chatcmpl-123', choices: [], usage: counts })
  },
  passedOver: { max_completion_tokens: 1, n: 2 },
  unknownModel: {
    status: 404,
    body: {
      error: {
        message: 'model "other-1" not found, try pulling it first',
        type: 'api_error',
        param: null,
        code: null,
      },
    },
  },
  unknownPath: undefined,
  head: 405,
})

/** The servers that people run themselves. */
export const ownServerCases: ProviderCase[] = [vllm, ollama]
