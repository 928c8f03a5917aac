import { describe, expect, it } from 'vitest'
import { sentBy } from '../support/sent-by'
import { ourHeaders } from '../support/translate'

const weather = { name: 'weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } }
const tools = [{ type: 'function', function: weather }]
const schema = {
  type: 'object',
  properties: { city: { type: 'string' } },
  required: ['city'],
  additionalProperties: false,
}
const response_format = { type: 'json_schema', json_schema: { name: 'city', strict: true, schema } }

describe('to Anthropic a chat completion', () => {
  const sent = (request: Readonly<Record<string, unknown>>, model?: string) =>
    sentBy(request, 'anthropic', model)

  it('is a POST to its messages, which follows no redirect', async () => {
    expect(await sent({})).toMatchObject({
      url: 'https://sin.example.com/v1/messages',
      method: 'POST',
      redirect: 'manual',
    })
  })

  it('has our headers, the version of the protocol, and no other', async () => {
    expect((await sent({})).headers).toEqual({ ...ourHeaders, 'anthropic-version': '2023-06-01' })
  })

  it('has the model by the endpoint’s own name, and nothing that was not asked for', async () => {
    expect((await sent({ max_tokens: 50 })).body).toEqual({
      model: 'claude-sonnet-4-5',
      max_tokens: 50,
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Xin chào' }] }],
    })
  })

  it('has its instructions apart from its messages', async () => {
    const messages = [
      { role: 'system', content: 'Be brief.' },
      { role: 'developer', content: [{ type: 'text', text: 'In Vietnamese.' }] },
      { role: 'user', content: 'Hello' },
    ]
    expect((await sent({ messages })).body).toMatchObject({
      system: [
        { type: 'text', text: 'Be brief.' },
        { type: 'text', text: 'In Vietnamese.' },
      ],
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }],
    })
  })

  it('has pictures as they are, or by their address', async () => {
    const content = [
      { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } },
      { type: 'image_url', image_url: { url: 'https://pictures.example.invalid/cat.png' } },
    ]
    expect((await sent({ messages: [{ role: 'user', content }] })).body.messages).toEqual([
      {
        role: 'user',
        content: [
          { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' } },
          { type: 'image', source: { type: 'url', url: 'https://pictures.example.invalid/cat.png' } },
        ],
      },
    ])
  })

  it('has several tools that were called at once, and what they said, in two messages', async () => {
    const messages = [
      { role: 'user', content: 'How is it in Huế?' },
      {
        role: 'assistant',
        content: null,
        tool_calls: [
          { id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Huế"}' } },
          { id: 'call_2', type: 'function', function: { name: 'time', arguments: '' } },
        ],
      },
      { role: 'tool', tool_call_id: 'call_1', content: 'rain' },
      { role: 'tool', tool_call_id: 'call_2', content: 'noon' },
    ]
    const { body } = await sent({ messages })
    expect(body.messages).toEqual([
      { role: 'user', content: [{ type: 'text', text: 'How is it in Huế?' }] },
      {
        role: 'assistant',
        content: [
          { type: 'tool_use', id: 'call_1', name: 'weather', input: { city: 'Huế' } },
          { type: 'tool_use', id: 'call_2', name: 'time', input: {} },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'call_1', content: 'rain' },
          { type: 'tool_result', tool_use_id: 'call_2', content: 'noon' },
        ],
      },
    ])
  })

  it.each([
    [{ stop: 'END' }, { stop_sequences: ['END'] }],
    [{ stop: ['END', 'STOP'] }, { stop_sequences: ['END', 'STOP'] }],
    [{ temperature: 0.3 }, { temperature: 0.3 }],
    [{ temperature: 0 }, { temperature: 0 }],
    [{ temperature: 1.8 }, { temperature: 1 }],
    [{ top_p: 0.9 }, { top_p: 0.9 }],
    [{ max_tokens: 50 }, { max_tokens: 50 }],
    [{ max_completion_tokens: 60 }, { max_tokens: 60 }],
    [{ max_tokens: 50, max_completion_tokens: 60 }, { max_tokens: 60 }],
    [{ stream: true }, { stream: true }],
  ])('with %j has %j', async (request, expected) => {
    expect((await sent(request)).body).toMatchObject(expected)
  })

  it('has the tools that may be called', async () => {
    expect((await sent({ tools })).body.tools).toEqual([
      { name: 'weather', input_schema: weather.parameters },
    ])
  })

  it.each<[string, unknown, unknown]>([
    ['auto', 'auto', { type: 'auto' }],
    ['none', 'none', { type: 'none' }],
    ['required', 'required', { type: 'any' }],
    ['a name', { type: 'function', function: { name: 'weather' } }, { type: 'tool', name: 'weather' }],
  ])('leaves the choice of a tool as it is: %s', async (_, tool_choice, expected) => {
    expect((await sent({ tools, tool_choice })).body.tool_choice).toEqual(expected)
  })

  it.each(['auto', undefined])(
    'has one tool called at a time where it is to be so (%s)',
    async tool_choice => {
      expect((await sent({ tools, tool_choice, parallel_tool_calls: false })).body.tool_choice).toEqual({
        type: 'auto',
        disable_parallel_tool_use: true,
      })
    },
  )

  it.each(['max_tokens', 'max_completion_tokens'])(
    'has the tokens to think with among those of its answer: %s',
    async name => {
      expect((await sent({ reasoning_effort: 'high', [name]: 5000 })).body).toMatchObject({
        thinking: { type: 'enabled', budget_tokens: 2500 },
        max_tokens: 5000,
      })
    },
  )

  it('does not think where its answer has no room for that', async () => {
    const { body } = await sent({ reasoning_effort: 'high', max_tokens: 1000 })
    expect([body.max_tokens, body.thinking]).toEqual([1000, undefined])
  })

  const question = { role: 'user', content: 'How is it in Huế?' }
  const called = {
    role: 'assistant',
    content: 'I look.',
    reasoning_content: 'Huế is a city.',
    tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{}' } }],
  }
  const told = { role: 'tool', tool_call_id: 'call_1', content: 'rain' }
  const thinks = { reasoning_effort: 'high', max_tokens: 5000, tools }

  it.each([
    ['what its tools say', [question, called, told]],
    ['what its tools and its user say', [question, called, told, { role: 'user', content: 'Shortly.' }]],
    ['what it has begun to say', [question, { role: 'assistant', content: 'It' }]],
  ])('does not think where it goes on after %s, since that would be refused', async (_, messages) => {
    const { body } = await sent({ ...thinks, messages })
    expect([body.max_tokens, body.thinking]).toEqual([5000, undefined])
  })

  it('thinks again of what its user says next', async () => {
    const messages = [question, called, told, { role: 'assistant', content: 'Rain.' }, question]
    expect((await sent({ ...thinks, messages })).body.thinking).toMatchObject({ type: 'enabled' })
  })

  it('goes on thinking where the model finds its own budget', async () => {
    const { body } = await sent({ ...thinks, messages: [question, called, told] }, 'claude-opus-5-5')
    expect(body.thinking).toEqual({ type: 'adaptive' })
  })

  it.each([
    ['required', { type: 'any' }],
    [
      { type: 'function', function: { name: 'weather' } },
      { type: 'tool', name: 'weather' },
    ],
  ])('has a tool called rather than to think where it must be: %j', async (tool_choice, expected) => {
    const { body } = await sent({ ...thinks, tool_choice })
    expect(body.tool_choice).toEqual(expected)
    expect(body).not.toHaveProperty('thinking')
  })

  it('has the whole limit also where the model finds its own budget', async () => {
    const { body } = await sent({ reasoning_effort: 'high', max_tokens: 5000 }, 'claude-opus-5-5')
    expect(body).toMatchObject({ thinking: { type: 'adaptive' }, max_tokens: 5000 })
  })

  it('has the schema of its answer', async () => {
    expect((await sent({ response_format })).body.output_config).toEqual({
      format: { type: 'json_schema', schema },
    })
  })

  it('has the schema as a tool where the model knows no other way', async () => {
    const { body } = await sent({ response_format }, 'claude-3-haiku-20240307')
    expect(body).toMatchObject({
      tools: [{ name: 'json', input_schema: schema }],
      tool_choice: { type: 'any' },
    })
  })
})
