import { describe, expect, it } from 'vitest'
import { chatFormat } from '@/lib/operations/chat-format'
import { embeddingFormat } from '@/lib/operations/embedding-format'
import { messageFormat } from '@/lib/operations/message-format'
import { responseFormat } from '@/lib/operations/response-format'
import type { WireFormat } from '@/lib/operations/wire-format'
import { createGuard } from '@/lib/upstream/guard'
import { readAnswer } from '@/lib/upstream/read-answer'
import { createFakeEffects } from '../support/fake-effects'
import { messageAnswer } from '../support/message-answer'
import { responseObject } from '../support/response-events'

async function read(format: WireFormat, answer: unknown, mayLackFinish = false) {
  const guard = createGuard(new AbortController().signal, createFakeEffects())
  const result = await readAnswer(Response.json(answer), { format, guard, mayLackFinish, now: () => 0 })
  if (result.kind !== 'answered' || result.body instanceof ReadableStream) return { kind: result.kind }
  const { usage, answerIds, body } = result
  return { kind: result.kind, usage, answerIds, text: new TextDecoder().decode(body) }
}

const usage = {
  input_tokens: 5,
  input_tokens_details: { cached_tokens: 2 },
  output_tokens: 7,
  output_tokens_details: { reasoning_tokens: 3 },
}
const embedding = {
  object: 'list',
  data: [{ embedding: [0.1] }],
  usage: { prompt_tokens: 5, total_tokens: 5 },
}

describe('an answer is known by its format, with its usage and its id', () => {
  it.each<[string, WireFormat, object, object]>([
    [
      'message',
      messageFormat,
      messageAnswer(),
      { answerIds: ['msg_01AbC'], usage: { promptTokens: 10, cachedTokens: 2, completionTokens: 7 } },
    ],
    [
      'response',
      responseFormat,
      responseObject('completed', { usage }),
      {
        answerIds: ['resp_1'],
        usage: { promptTokens: 5, cachedTokens: 2, completionTokens: 7, reasoningTokens: 3 },
      },
    ],
    [
      'response that waits',
      responseFormat,
      responseObject('incomplete'),
      { answerIds: ['resp_1'], usage: undefined },
    ],
    ['embedding', embeddingFormat, embedding, { usage: { promptTokens: 5, completionTokens: 0 } }],
  ])('%s', async (_, format, answer, expected) => {
    expect(await read(format, answer)).toMatchObject({
      kind: 'answered',
      text: JSON.stringify(answer),
      ...expected,
    })
  })
})

describe('no answer is', () => {
  it.each<[string, WireFormat, unknown]>([
    [
      'an error of Anthropic’s',
      messageFormat,
      { type: 'error', error: { type: 'api_error', message: 'No.' } },
    ],
    ['a completion instead of a message', messageFormat, { choices: [{}] }],
    ['a message without content', messageFormat, messageAnswer({ content: null })],
    ['a response that failed', responseFormat, responseObject('failed')],
    ['a response that was cancelled', responseFormat, responseObject('cancelled')],
    [
      'a response with an error',
      responseFormat,
      responseObject('completed', { error: { code: 'server_error', message: 'No.' } }),
    ],
    ['a completion instead of a response', responseFormat, { choices: [{}] }],
    ['embeddings of nothing', embeddingFormat, { data: [] }],
    ['a message instead of a completion', chatFormat, messageAnswer()],
  ])('%s', async (_, format, answer) => {
    expect((await read(format, answer)).kind).toBe('failed')
  })
})

describe('a completion that does not say why it ended', () => {
  const completion = { id: 'c', choices: [{ index: 0, message: { role: 'assistant', content: 'Xin' } }] }

  it('says so where its endpoint may leave it out', async () => {
    const { text = '' } = await read(chatFormat, completion, true)
    expect(JSON.parse(text)).toEqual({
      id: 'c',
      choices: [{ ...completion.choices[0], finish_reason: 'stop' }],
    })
  })

  it('is left as it is elsewhere', async () => {
    expect((await read(chatFormat, completion)).text).toBe(JSON.stringify(completion))
  })
})
