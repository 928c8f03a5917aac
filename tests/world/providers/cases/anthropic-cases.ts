import { expect } from 'vitest'
import { chatCase } from './chat-case'
import type { ProviderCase } from './provider-case'

const type = 'invalid_request_error'
const counts = { prompt_tokens: 2, completion_tokens: 13, total_tokens: 15 }
const notFound = { type: 'error', error: { type: 'not_found_error', message: 'Not found' } }

const compatible = chatCase({
  provider: 'anthropic-openai',
  basePath: '/v1',
  model: 'claude-sonnet-4-5',
  plain: { id: expect.stringMatching(/^msg_01/), usage: counts },
  expectStream: ({ chunks }) => {
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: counts })
  },
  refused: [
    {
      fields: { n: 2 },
      status: 400,
      body: { error: { message: expect.stringMatching(/^n:/), type, param: null, code: type } },
    },
  ],
  passedOver: { n: 1, temperature: 1.8, seed: 1, logprobs: true, response_format: { type: 'json_object' } },
  wrongKey: {
    status: 401,
    body: { error: { message: 'invalid x-api-key', type, param: null, code: 'authentication_error' } },
  },
  unknownModel: {
    status: 404,
    body: { error: { message: 'model: other-1', type, param: null, code: 'not_found_error' } },
  },
  unknownPath: notFound,
})

/** Anthropic's two APIs, by the chat that both serve. */
export const anthropicCases: ProviderCase[] = [
  compatible,
  {
    ...compatible,
    provider: 'anthropic',
    // The chat takes the bearer token, all else this.
    keyHeader: key => ({ authorization: `Bearer ${key}`, 'x-api-key': key }),
  },
]
