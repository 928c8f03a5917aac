import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createClient } from './support/create-client'
import { type ProviderStand, presetNames, startProviders } from './support/start-providers'

let stand: ProviderStand
beforeAll(async () => {
  stand = await startProviders()
})
afterAll(() => stand.close())

const at = (name: string) => createClient(stand.gateway, { defaultHeaders: { 'x-route-to': name } })
const messages = [{ role: 'user' as const, content: 'Xin chào' }]

describe.each(presetNames)('through the preset %s', name => {
  it('a plain chat is answered, with its usage', async () => {
    const answer = await at(name).chat.completions.create({ model: 'gpt-4.1', messages, max_tokens: 50 })
    expect(answer).toMatchObject({
      object: 'chat.completion',
      choices: [
        {
          index: 0,
          finish_reason: 'stop',
          message: { role: 'assistant', content: expect.stringContaining('Xin chào') },
        },
      ],
      usage: { prompt_tokens: expect.any(Number), completion_tokens: expect.any(Number) },
    })
  })

  it('a streamed one is too, and ends as it should', async () => {
    const stream = at(name).chat.completions.stream({ model: 'gpt-4.1', messages, max_completion_tokens: 50 })
    const answer = await stream.finalChatCompletion()
    expect(answer.choices[0]).toMatchObject({
      finish_reason: 'stop',
      message: { content: expect.stringContaining('Xin chào') },
    })
  })

  it('one that asks for the usage is told it', async () => {
    const stream = await at(name).chat.completions.create({
      model: 'gpt-4.1',
      messages,
      stream: true,
      stream_options: { include_usage: true },
    })
    let used = 0
    for await (const { usage } of stream) used = usage?.total_tokens ?? used
    expect(used).toBeGreaterThan(0)
  })

  it('a tool is called', async () => {
    const tools = [
      {
        type: 'function' as const,
        function: {
          name: 'weather',
          parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
        },
      },
    ]
    const answer = await at(name).chat.completions.create({ model: 'gpt-4.1', messages, tools })
    expect(answer.choices[0]).toMatchObject({
      finish_reason: 'tool_calls',
      message: { tool_calls: [{ type: 'function', function: { name: 'weather' } }] },
    })
  })

  it('a model that thinks is told how long its answer may be, by whichever name', async () => {
    const answer = await at(name).chat.completions.create({ model: 'thinker', messages, max_tokens: 50 })
    expect(answer.choices[0]?.finish_reason).toBe('stop')
  })
})
