import type OpenAI from 'openai'
import { ChatCompletionStream } from 'openai/lib/ChatCompletionStream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createClient } from './support/create-client'
import { newTopic } from './support/new-topic'
import { type Access, startAccess } from './support/start-access'

let access: Access
let client: OpenAI
beforeAll(async () => {
  access = await startAccess()
  const { key } = await access.makeKey('warm')
  client = createClient(access.gateways[0] ?? expect.fail(), { apiKey: key })
})
afterAll(() => access.close())

const city = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] }
const tools = [{ type: 'function', function: { name: 'weather', parameters: city } }] as const

type Changes = Partial<OpenAI.Chat.ChatCompletionCreateParamsNonStreaming>

const cases: [string, Changes][] = [
  ['with one choice', {}],
  ['with three choices', { n: 3 }],
  ['with log probabilities', { logprobs: true, top_logprobs: 1 }],
  ['with JSON', { response_format: { type: 'json_object' } }],
  ['with a tool call', { tools: [...tools] }],
]

/** Calls about one topic as an app with the official client makes them; each says what the cache had to do with it. */
function asApp(changes: Changes) {
  const topic = newTopic()
  const messages = [{ role: 'user' as const, content: topic.content }]
  const body = { model: 'gpt-4.1', messages, temperature: 0, ...changes }
  const told = { stream: true, stream_options: { include_usage: true } } as const
  return {
    calls: () => topic.calls(access.world).length,
    async plain(headers: Record<string, string> = {}) {
      const { data, response } = await client.chat.completions.create(body, { headers }).withResponse()
      return { answer: data, cache: response.headers.get('x-cache') }
    },
    async streamed(headers: Record<string, string> = {}) {
      const asked = client.chat.completions.create({ ...body, ...told }, { headers })
      const { data, response } = await asked.withResponse()
      const runner = ChatCompletionStream.fromReadableStream(data.toReadableStream())
      return { answer: await runner.finalChatCompletion(), cache: response.headers.get('x-cache') }
    },
  }
}

/** What an app makes of an answer; undefined and null are the same to it. */
function understood(answer: OpenAI.Chat.ChatCompletion): unknown {
  const { id, created, model, object, choices, usage } = answer
  const parts = choices.map(({ index, finish_reason, message, logprobs }) => ({
    index,
    finish_reason,
    role: message.role,
    content: message.content,
    refusal: message.refusal ?? null,
    calls: (message.tool_calls ?? []).map(call =>
      'function' in call ? [call.id, call.type, call.function.name, call.function.arguments] : [],
    ),
    logprobs: logprobs?.content ?? null,
  }))
  const { prompt_tokens, completion_tokens, total_tokens } = usage ?? {}
  return { id, created, model, object, parts, prompt_tokens, completion_tokens, total_tokens }
}

describe.concurrent('an app that asks again', () => {
  it.each(cases)('for a stream gets the plain answer that it has had: %s', async (_, changes) => {
    const app = asApp(changes)
    const first = await app.plain()
    const second = await app.streamed()
    expect([first.cache, second.cache]).toEqual(['MISS', 'HIT'])
    expect(understood(second.answer)).toEqual(understood(first.answer))
    expect(app.calls()).toBe(1)
  })

  it.each(cases)('for a plain answer gets the stream that it has had: %s', async (_, changes) => {
    const app = asApp(changes)
    const first = await app.streamed()
    const second = await app.plain()
    expect([first.cache, second.cache]).toEqual(['MISS', 'HIT'])
    expect(understood(second.answer)).toEqual(understood(first.answer))
    expect(app.calls()).toBe(1)
  })

  it('for a plain answer gets what a plain answer has, and nothing that only a stream has', async () => {
    const app = asApp({ tools: [...tools] })
    await app.streamed()
    const { answer } = await app.plain()
    const [call, ...more] = answer.choices[0]?.message.tool_calls ?? []
    expect(Object.keys(call ?? {}).sort()).toEqual(['function', 'id', 'type'])
    expect([more, 'delta' in (answer.choices[0] ?? {})]).toEqual([[], false])
    expect(answer.object).toBe('chat.completion')
  })
})
