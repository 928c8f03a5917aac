import { expect } from 'vitest'
import { z } from 'zod'
import { chatCase } from './chat-case'
import type { ProviderCase } from './provider-case'

const model = 'gemini-2.5-flash'
const counts = { prompt_tokens: 2, completion_tokens: 13, total_tokens: 15 }
const metadata = { promptTokenCount: 2, candidatesTokenCount: 13, totalTokenCount: 15 }
const response = z.object({
  candidates: z.array(z.object({ content: z.object({ parts: z.array(z.object({ text: z.string() })) }) })),
})

const wrongKey = {
  error: {
    code: 400,
    message: 'API key not valid. Please pass a valid API key.',
    status: 'INVALID_ARGUMENT',
    details: expect.arrayContaining([expect.objectContaining({ reason: 'API_KEY_INVALID' })]),
  },
}
const unknownModel = {
  error: { code: 404, message: expect.stringMatching(/^models\/other-1 is not found/), status: 'NOT_FOUND' },
}

const compatible = chatCase({
  provider: 'google-openai',
  basePath: '/v1beta/openai',
  model,
  plain: { model, usage: counts },
  expectStream: ({ chunks }) => {
    expect(chunks[1]).toMatchObject({ usage: { prompt_tokens: 2, completion_tokens: 1, total_tokens: 3 } })
    expect(chunks.at(-1)).toMatchObject({ choices: [{ finish_reason: 'stop' }], usage: counts })
  },
  refused: ['frequency_penalty', 'seed', 'store'].map(name => ({
    fields: { [name]: 0 },
    status: 400,
    body: [unknownName(`Unknown name "${name}": Cannot find field.`)],
  })),
  passedOver: { model: `models/${model}`, max_completion_tokens: 500 },
  wrongKey: { status: 400, body: [wrongKey] },
  unknownModel: { status: 404, body: [unknownModel] },
  unknownPath: [{ error: { code: 404, message: expect.any(String), status: 'NOT_FOUND' } }],
})

const native: ProviderCase = {
  provider: 'google',
  basePath: '/v1beta',
  model,
  path: `/models/${model}:generateContent`,
  streamPath: `/models/${model}:streamGenerateContent?alt=sse`,
  keyHeader: key => ({ 'x-goog-api-key': key }),
  body: said => ({ contents: [{ role: 'user', parts: [{ text: said }] }] }),
  streamed: {},
  otherModel: {},
  plain: {
    candidates: [{ content: { role: 'model' }, finishReason: 'STOP', index: 0 }],
    usageMetadata: metadata,
    modelVersion: model,
    responseId: expect.any(String),
  },
  textOf: json =>
    response
      .parse(json)
      .candidates[0]?.content.parts.map(({ text }) => text)
      .join(''),
  deltaOf: chunk => response.parse(chunk).candidates[0]?.content.parts[0]?.text,
  expectStream: ({ text, chunks }) => {
    expect(text).toMatch(/^data: \{[^\n]+\}\r\n\r\n/)
    expect(chunks[0]).toMatchObject({ usageMetadata: { promptTokenCount: 2, candidatesTokenCount: 2 } })
    expect(chunks[0]).not.toHaveProperty('candidates.0.finishReason')
    expect(chunks.at(-1)).toMatchObject({ candidates: [{ finishReason: 'STOP' }], usageMetadata: metadata })
  },
  refused: [
    {
      fields: { max_tokens: 500 },
      status: 400,
      body: unknownName('Unknown name "max_tokens": Cannot find field.'),
    },
    {
      fields: {
        tools: [
          {
            functionDeclarations: [
              { name: 'f', parameters: { type: 'OBJECT', additionalProperties: false } },
            ],
          },
        ],
      },
      status: 400,
      body: unknownName(
        `Unknown name "additionalProperties" at 'tools[0].function_declarations[0].parameters': Cannot find field.`,
      ),
    },
    {
      fields: { contents: [] },
      status: 400,
      body: { error: expect.objectContaining({ code: 400, status: 'INVALID_ARGUMENT' }) },
    },
  ],
  passedOver: { generationConfig: { maxOutputTokens: 500, temperature: 1.8, seed: 1 }, safetySettings: [] },
  wrongKey: { status: 400, body: wrongKey },
  unknownModel: { status: 404, body: unknownModel },
  unknownPath: { error: { code: 404, message: expect.any(String), status: 'NOT_FOUND' } },
  head: 200,
}

function unknownName(end: string) {
  const message = expect.stringContaining(end)
  return { error: expect.objectContaining({ code: 400, message, status: 'INVALID_ARGUMENT' }) }
}

/** Gemini's own API, and its layer for OpenAI's clients. */
export const googleCases: ProviderCase[] = [compatible, native]
