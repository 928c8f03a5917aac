import type OpenAI from 'openai'
import { describe, expect, it } from 'vitest'
import { readRequest } from '@/lib/operations/read-request'
import { responseRequest } from '@/lib/operations/response-request'
import { expectFault } from '../support/expect-fault'

type Params = OpenAI.Responses.ResponseCreateParams

const read = (fields: Readonly<Record<string, unknown>> = {}) =>
  readRequest(responseRequest(), { model: 'gpt-4.1', input: 'Chào', ...fields })

const weather = { type: 'function', name: 'weather', parameters: {}, strict: true } as const

describe('what the API takes is taken', () => {
  it.each<[string, Partial<Params>]>([
    ['a text', { input: 'Chào' }],
    ['an empty text', { input: '' }],
    ['an empty list', { input: [] }],
    ['a message', { input: [{ role: 'user', content: 'Chào' }] }],
    ['a message of the developer', { input: [{ type: 'message', role: 'developer', content: 'Be brief.' }] }],
    [
      'a message in parts',
      {
        input: [
          {
            role: 'user',
            content: [
              { type: 'input_text', text: 'What is this?' },
              { type: 'input_image', detail: 'auto', image_url: 'https://example.com/a.png' },
              { type: 'input_file', file_data: 'data:application/pdf;base64,AAAA', filename: 'a.pdf' },
            ],
          },
        ],
      },
    ],
    [
      'a call of a function and what it gave',
      {
        input: [
          { type: 'function_call', call_id: 'c1', name: 'weather', arguments: '{}' },
          { type: 'function_call_output', call_id: 'c1', output: '31°C' },
        ],
      },
    ],
    [
      'what was thought',
      { input: [{ type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'AA' }] },
    ],
    [
      'tools',
      { tools: [weather, { type: 'web_search' }], tool_choice: { type: 'function', name: 'weather' } },
    ],
    ['tools in words', { tools: [weather], tool_choice: 'required', parallel_tool_calls: false }],
    ['a way to think', { reasoning: { effort: 'high', summary: 'auto' } }],
    ['a format', { text: { format: { type: 'json_object' }, verbosity: 'low' } }],
    ['what it is not to keep', { store: false }],
    ['what it is to keep', { store: true, metadata: { topic: 'greeting' } }],
    ['what it follows', { previous_response_id: 'resp_1' }],
    ['that it does not wait', { background: false }],
    ['the bounds of chance', { temperature: 2, top_p: 1 }],
    ['how long it may be', { max_output_tokens: 16, truncation: 'auto' }],
    ['what else it is to tell', { include: ['reasoning.encrypted_content'], top_logprobs: 20 }],
    ['how it is streamed', { stream: true, stream_options: { include_obfuscation: false } }],
    [
      'nulls',
      {
        background: null,
        conversation: null,
        include: null,
        instructions: null,
        max_output_tokens: null,
        metadata: null,
        parallel_tool_calls: null,
        previous_response_id: null,
        prompt: null,
        reasoning: null,
        service_tier: null,
        store: null,
        stream: null,
        stream_options: null,
        temperature: null,
        top_p: null,
        truncation: null,
      },
    ],
  ])('%s', (_, fields) => {
    expect(() => read(fields)).not.toThrow()
  })

  it('no input at all', () => {
    expect(() => read({ input: undefined, instructions: 'Greet.' })).not.toThrow()
  })

  it('what is yet to be invented, and items of a kind that is', () => {
    expect(() => read({ future: 1, input: [{ type: 'smell', of: 'jasmine' }] })).not.toThrow()
  })
})

describe('what this gateway cannot serve is refused', () => {
  it.each<[string, unknown]>([
    ['background', true],
    ['conversation', 'conv_1'],
    ['conversation', { id: 'conv_1' }],
  ])('%s: %j', (param, value) => {
    expectFault(() => read({ [param]: value }), param)
  })

  it('in words that say what to do instead', () => {
    expect(() => read({ background: true })).toThrow(/send false/)
    expect(() => read({ conversation: 'conv_1' })).toThrow(/previous_response_id/)
  })

  it('and so is a prompt that is kept by the account behind our key', () => {
    expectFault(() => read({ prompt: { id: 'pmpt_1' } }), 'prompt')
  })
})

describe('a fault is told with its field', () => {
  it.each<[string, unknown]>([
    ['model', undefined],
    ['model', ''],
    ['model', 'm'.repeat(257)],
    ['input', 5],
    ['instructions', 5],
    ['stream', 'yes'],
    ['store', 'yes'],
    ['previous_response_id', ''],
    ['previous_response_id', 5],
    ['max_output_tokens', 0],
    ['max_output_tokens', 1.5],
    ['temperature', 2.1],
    ['temperature', -0.1],
    ['top_p', 1.1],
    ['tools', {}],
    ['tool_choice', 5],
    ['parallel_tool_calls', 'yes'],
    ['reasoning', 'high'],
    ['text', 'json'],
    ['metadata', 'x'],
    ['truncation', 5],
    ['user', 5],
  ])('%s: %j', (param, value) => {
    expectFault(() => read({ [param]: value }), param)
  })

  it('within lists and objects too', () => {
    expectFault(() => read({ input: ['Chào'] }), 'input[0]')
    expectFault(() => read({ input: [{ role: 'user', content: '' }, { role: 5 }] }), 'input[1].role')
    expectFault(() => read({ tools: [weather, {}] }), 'tools[1].type')
    expectFault(() => read({ tool_choice: {} }), 'tool_choice.type')
    expectFault(() => read({ reasoning: { effort: 5 } }), 'reasoning.effort')
    expectFault(() => read({ metadata: { topic: 5 } }), 'metadata.topic')
  })
})
