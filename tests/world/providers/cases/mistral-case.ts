import { expect } from 'vitest'
import type { JsonObject } from '../json-object'
import { chatCase } from './chat-case'
import type { Refusal } from './provider-case'

const counts = { prompt_tokens: 2, completion_tokens: 13, total_tokens: 15 }
const forbidden = {
  max_completion_tokens: 500,
  seed: 1,
  logprobs: true,
  logit_bias: {},
  user: 'ann',
  store: true,
  metadata: {},
  service_tier: 'auto',
}

/** Mistral, which takes nothing that it does not know. */
export const mistralCase = chatCase({
  provider: 'mistral',
  basePath: '/v1',
  model: 'mistral-small-latest',
  streamed: { stream: true },
  plain: { usage: counts },
  expectStream: ({ chunks }) => {
    expect(chunks[1]).not.toHaveProperty('usage')
    expect(chunks.at(-1)).toMatchObject({ choices: [{ finish_reason: 'stop' }], usage: counts })
  },
  refused: [
    refused(
      { stream: true, stream_options: { include_usage: true } },
      { at: ['stream_options', 'include_usage'], input: true },
    ),
    ...Object.entries(forbidden).map(([field, input]) => refused({ [field]: input }, { at: [field], input })),
    refused(
      { messages: [{ role: 'user', content: 'Hi', name: 'Ann' }] },
      { at: ['messages', 0, 'user', 'name'], input: 'Ann' },
    ),
    {
      fields: { messages: [{ role: 'developer', content: 'Hi' }] },
      ...invalid({
        type: 'union_tag_invalid',
        loc: ['body', 'messages', 0],
        msg: expect.stringContaining("Input tag 'developer' found using 'role'"),
        input: { role: 'developer', content: 'Hi' },
      }),
    },
  ],
  passedOver: { max_tokens: 500, random_seed: 1, presence_penalty: 0, n: 1 },
  wrongKey: { status: 401, body: { detail: 'Unauthorized' } },
  unknownModel: {
    status: 400,
    body: {
      object: 'error',
      message: 'Invalid model: other-1',
      type: 'invalid_model',
      param: null,
      code: '1500',
    },
  },
  unknownPath: { message: 'no Route matched with those values' },
})

function refused(fields: JsonObject, { at, input }: { at: (string | number)[]; input: unknown }) {
  const problem = {
    type: 'extra_forbidden',
    loc: ['body', ...at],
    msg: 'Extra inputs are not permitted',
    input,
  }
  return { fields, ...invalid(problem) }
}

function invalid(problem: JsonObject): Refusal {
  return {
    status: 422,
    body: {
      object: 'error',
      message: { detail: [problem] },
      type: 'invalid_request_error',
      param: null,
      code: null,
    },
  }
}
