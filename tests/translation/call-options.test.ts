import { describe, expect, it } from 'vitest'
import { callOptions } from '@/lib/translation/call-options'

const options = (request: Readonly<Record<string, unknown>>) => callOptions(request, 'google')
const parameters = { type: 'object', properties: { city: { type: 'string' } } }

describe('a number', () => {
  it.each([
    ['max_tokens', 'maxOutputTokens', 50],
    ['max_completion_tokens', 'maxOutputTokens', 60],
    ['temperature', 'temperature', 0],
    ['top_p', 'topP', 0.5],
    ['presence_penalty', 'presencePenalty', -1],
    ['frequency_penalty', 'frequencyPenalty', 0.25],
    ['seed', 'seed', 7],
  ])('%s is %s', (name, own, value) => {
    expect(options({ [name]: value })).toMatchObject({ [own]: value })
    expect(options({ [name]: null })).not.toHaveProperty(own)
    expect(options({})).not.toHaveProperty(own)
  })

  it('of tokens is the newer field’s where both are given, in whichever order', () => {
    expect(options({ max_tokens: 50, max_completion_tokens: 60 }).maxOutputTokens).toBe(60)
    expect(options({ max_completion_tokens: 60, max_tokens: 50 }).maxOutputTokens).toBe(60)
  })
})

describe('what ends an answer', () => {
  it.each<[string, unknown, readonly string[] | undefined]>([
    ['one', 'END', ['END']],
    ['several', ['END', 'STOP'], ['END', 'STOP']],
    ['none', null, undefined],
    ['an empty list', [], undefined],
  ])('is %s', (_, stop, expected) => {
    expect(options({ stop }).stopSequences).toEqual(expected)
  })
})

describe('a tool', () => {
  it('is told with all that is known of it', () => {
    const described = { name: 'weather', description: 'The weather', parameters, strict: true }
    expect(options({ tools: [{ type: 'function', function: described }] }).tools).toEqual([
      {
        type: 'function',
        name: 'weather',
        description: 'The weather',
        inputSchema: parameters,
        strict: true,
      },
    ])
  })

  it('that takes nothing takes an empty object', () => {
    expect(options({ tools: [{ type: 'function', function: { name: 'time' } }] }).tools).toEqual([
      { type: 'function', name: 'time', inputSchema: { type: 'object', properties: {} } },
    ])
  })

  it.each([undefined, null, []])('is none where the tools are %j', tools => {
    expect(options({ tools })).not.toHaveProperty('tools')
  })

  it.each(['auto', 'none', 'required'] as const)('is chosen by %s', type => {
    expect(options({ tool_choice: type }).toolChoice).toEqual({ type })
  })

  it('is chosen by its name', () => {
    const tool_choice = { type: 'function', function: { name: 'weather' } }
    expect(options({ tool_choice }).toolChoice).toEqual({ type: 'tool', toolName: 'weather' })
  })

  it('is not chosen where nothing says so', () => {
    expect(options({})).not.toHaveProperty('toolChoice')
  })
})

describe('the form of an answer', () => {
  it('is JSON by a schema, with its name', () => {
    const json_schema = { name: 'city', description: 'A city', strict: true, schema: parameters }
    expect(options({ response_format: { type: 'json_schema', json_schema } }).responseFormat).toEqual({
      type: 'json',
      name: 'city',
      description: 'A city',
      schema: parameters,
    })
  })

  it('is any JSON, which Anthropic is told in words before all others', () => {
    const asked = {
      messages: [{ role: 'user', content: 'Which city? Answer in JSON.' }],
      response_format: { type: 'json_object' },
    }
    const told = callOptions(asked, 'anthropic')
    expect(told).not.toHaveProperty('responseFormat')
    expect(told.prompt.map(({ role }) => role)).toEqual(['system', 'user'])
    expect(told.prompt[0]?.content).toContain('one JSON object and nothing else')
    expect(callOptions(asked, 'google').prompt).toHaveLength(1)
    expect(options({ response_format: { type: 'json_object' } }).responseFormat).toEqual({ type: 'json' })
  })

  it.each([undefined, null, { type: 'text' }])('is free where it says %j', response_format => {
    expect(options({ response_format })).not.toHaveProperty('responseFormat')
  })
})

it('messages that are no list are none', () => {
  expect(options({ messages: 'Xin chào' }).prompt).toEqual([])
})
