import { describe, expect, it } from 'vitest'
import type { OperationName } from '@/lib/operations/operations'
import { beginAttempt } from '../support/begin-attempt'
import { completion, completionText, refusal } from '../support/completion'
import { jsonReply } from '../support/json-reply'
import { messageAnswer } from '../support/message-answer'
import { responseObject } from '../support/response-events'
import { done, role, word } from '../support/sse'
import { streamReply } from '../support/stream-reply'

type Row = Readonly<Record<string, unknown>>

async function sentTo(row: Row, name: OperationName, request: Row = {}) {
  const { effects, result } = beginAttempt(refusal(400), row, name, request)
  await result
  const [only] = effects.sent
  return { url: only?.url, method: only?.method, body: JSON.parse(only?.body ?? 'null') }
}

describe('a call goes to where its provider has the operation', () => {
  it.each<[string, OperationName, string]>([
    ['openai', 'chat.completions', '/v1/chat/completions'],
    ['openai', 'completions', '/v1/completions'],
    ['openai', 'embeddings', '/v1/embeddings'],
    ['openai', 'responses', '/v1/responses'],
    ['azure', 'chat.completions', '/openai/v1/chat/completions'],
    ['groq', 'responses', '/openai/v1/responses'],
    ['deepseek', 'chat.completions', '/chat/completions'],
    ['deepseek', 'messages', '/anthropic/v1/messages'],
    ['vllm', 'messages', '/v1/messages'],
    ['anthropic', 'messages', '/v1/messages'],
    ['anthropic', 'chat.completions', '/v1/messages'],
    ['anthropic-openai', 'chat.completions', '/v1/chat/completions'],
    ['google', 'chat.completions', '/v1beta/models/gpt-4.1:generateContent'],
    ['google-openai', 'chat.completions', '/v1beta/openai/chat/completions'],
  ])('%s, %s: %s', async (provider, name, path) => {
    expect(await sentTo({ provider }, name)).toMatchObject({
      url: `https://sin.example.com${path}`,
      method: 'POST',
    })
  })

  it('by the endpoint’s own name of the model, also where it is part of the path', async () => {
    const models = { 'gpt-4.1': 'gemini-2.5-flash' }
    expect((await sentTo({ provider: 'google', models }, 'chat.completions')).url).toContain(
      '/models/gemini-2.5-flash:',
    )
    expect((await sentTo({ provider: 'anthropic', models }, 'chat.completions')).body.model).toBe(
      'gemini-2.5-flash',
    )
  })
})

describe('the body is as the provider wants it', () => {
  const messages = [{ role: 'developer', content: 'Be brief.' }]

  it('Mistral: no field that it refuses, a seed by its own name, no developer', async () => {
    const request = { messages, stream: true, seed: 7, user: 'u', store: false, max_completion_tokens: 50 }
    expect((await sentTo({ provider: 'mistral' }, 'chat.completions', request)).body).toEqual({
      model: 'gpt-4.1',
      messages: [{ role: 'system', content: 'Be brief.' }],
      stream: true,
      random_seed: 7,
      max_tokens: 50,
    })
  })

  it.each([
    ['o4-mini', { max_completion_tokens: 50 }],
    ['gpt-4.1-prod', { max_tokens: 50 }],
  ])('OpenAI: the newer limit only for models that think (%s)', async (own, expected) => {
    const row = { provider: 'openai', models: { 'gpt-4.1': own } }
    const { body } = await sentTo(row, 'chat.completions', { max_tokens: 50 })
    const { max_tokens, max_completion_tokens } = body
    expect({ max_tokens, max_completion_tokens }).toEqual({
      max_tokens: undefined,
      max_completion_tokens: undefined,
      ...expected,
    })
  })

  it('of embeddings lacks what the provider refuses, and is otherwise left as it is', async () => {
    const request = { user: 'u', dimensions: 256 }
    expect((await sentTo({ provider: 'mistral' }, 'embeddings', request)).body).toEqual({
      model: 'gpt-4.1',
      input: 'Xin chào',
      dimensions: 256,
    })
  })
})

describe('an answer of the operation’s own format', () => {
  it.each<[OperationName, unknown, string]>([
    ['messages', messageAnswer(), 'msg_01AbC'],
    ['responses', responseObject('completed'), 'resp_1'],
  ])('%s is read as such', async (name, answer, id) => {
    expect(await beginAttempt(jsonReply(answer), {}, name).result).toMatchObject({
      kind: 'answered',
      answerIds: expect.arrayContaining([id]),
    })
  })

  it('is none where it is another operation’s', async () => {
    expect(await beginAttempt(completion, {}, 'messages').result).toMatchObject({
      failure: { label: 'invalid' },
    })
  })
})

describe('a path that an endpoint does not have', () => {
  const missing = { status: 404, headers: completion.headers, body: '{"detail":"Not Found"}' }

  it('says nothing of what it does know', async () => {
    expect(await beginAttempt(missing, {}, 'responses').result).toMatchObject({
      failure: { label: '404', isOperationUnknown: true },
    })
  })

  it('is a fault where it is that of chat', async () => {
    const result = await beginAttempt(missing, {}).result
    expect(result).toMatchObject({ kind: 'failed', failure: { label: '404' } })
    expect(result).not.toHaveProperty('failure.isOperationUnknown')
  })
})

describe('an endpoint that may leave out why an answer ended', () => {
  const row = { provider: 'ollama', apiKeyEnv: undefined }
  const plain = jsonReply({
    ...JSON.parse(completionText),
    choices: [{ index: 0, message: { content: 'Xin' } }],
  })

  it('has it added to a plain answer', async () => {
    const result = await beginAttempt(plain, row).result
    const body = result.kind === 'answered' && result.body instanceof Uint8Array ? result.body : undefined
    expect(new TextDecoder().decode(body)).toContain('"finish_reason":"stop"')
  })

  it('has it added to a stream', async () => {
    const result = await beginAttempt(streamReply(role, word('Xin'), done), row, 'chat.completions', {
      stream: true,
    }).result
    if (result.kind !== 'answered' || !(result.body instanceof ReadableStream)) throw new Error('No stream.')
    expect(await new Response(result.body).text()).toContain('"finish_reason":"stop"')
  })

  it('has nothing added by others', async () => {
    const result = await beginAttempt(plain, { provider: 'vllm' }).result
    const body = result.kind === 'answered' && result.body instanceof Uint8Array ? result.body : undefined
    expect(new TextDecoder().decode(body)).not.toContain('finish_reason')
  })
})
