import { describe, expect, it } from 'vitest'
import { unsupportedField as fieldFor } from '@/lib/translation/unsupported-field'

const unsupportedField = (request: Readonly<Record<string, unknown>>) => fieldFor(request, 'google')

const called = { id: 'call_1', type: 'function', function: { name: 'look', arguments: '{}' } }
const picture = { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } }

describe('a translation cannot do', () => {
  it.each<[string, unknown]>([
    ['n', 2],
    ['logprobs', true],
    ['top_logprobs', 5],
    ['logit_bias', { '50256': -100 }],
    ['modalities', ['text', 'audio']],
    ['audio', { voice: 'alloy', format: 'wav' }],
    ['prediction', { type: 'content', content: 'a' }],
    ['web_search_options', {}],
    ['functions', [{ name: 'weather' }]],
  ])('%s: %j', (name, value) => {
    expect(unsupportedField({ model: 'gpt-4.1', messages: [], [name]: value })).toBe(name)
  })

  it('several, of which the first is told', () => {
    expect(unsupportedField({ logprobs: true, n: 3 })).toBe('n')
  })

  it.each<[string, object]>([
    ['a film', { role: 'user', content: [{ type: 'video_url', video_url: { url: 'https://a.example/b' } }] }],
    [
      'a picture in another’s words',
      { role: 'user', content: [{ type: 'input_image', image_url: 'data:,' }] },
    ],
    ['a text without one', { role: 'user', content: [{ type: 'text' }] }],
    ['a picture that a tool gave', { role: 'tool', tool_call_id: 'call_1', content: [picture] }],
    ['a picture in the instructions', { role: 'system', content: [picture] }],
    ['a voice that lies with OpenAI', { role: 'assistant', content: null, audio: { id: 'audio_1' } }],
    [
      'a call as it was before there were tools',
      {
        role: 'assistant',
        content: null,
        function_call: {
          name: 'look',
          arguments: '{}',
        },
      },
    ],
    ['what came of it', { role: 'function', name: 'look', content: 'rain' }],
  ])('%s in a message', (_, message) => {
    const messages = [{ role: 'user', content: 'a' }, { role: 'assistant', tool_calls: [called] }, message]
    expect(unsupportedField({ model: 'gpt-4.1', messages })).toBe('messages')
  })

  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['response_format', { response_format: { type: 'grammar', grammar: 'root ::= "a"' } }],
    ['tools', { tools: [{ type: 'function', name: 'time' }] }],
    ['tools', { tools: [{ type: 'custom', custom: { name: 'sql' } }] }],
    [
      'tool_choice',
      {
        tool_choice: {
          type: 'allowed_tools',
          allowed_tools: { mode: 'auto', tools: [{ type: 'function' }] },
        },
      },
    ],
    [
      'messages',
      {
        messages: [
          { role: 'user', content: 'a' },
          { role: 'user', content: [{ type: 'file', file: { file_id: 'file-1' } }] },
        ],
      },
    ],
  ])('%s of a kind that would be left out', (name, request) => {
    expect(unsupportedField({ model: 'gpt-4.1', messages: [], ...request })).toMatch(new RegExp(`^${name}`))
  })
})

describe('a translation leaves nothing out', () => {
  it.each<[string, unknown]>([
    ['n', 1],
    ['n', null],
    ['logprobs', false],
    ['logprobs', null],
    ['top_logprobs', null],
    ['top_logprobs', 0],
    ['logit_bias', null],
    ['logit_bias', {}],
    ['modalities', ['text']],
    ['modalities', null],
    ['audio', null],
    ['prediction', null],
    ['functions', null],
    ['functions', []],
  ])('where %s is %j, which asks for nothing', (name, value) => {
    expect(unsupportedField({ [name]: value })).toBeUndefined()
  })

  it('of what all of them do', () => {
    const request = {
      model: 'gpt-4.1',
      messages: [
        { role: 'system', content: [{ type: 'text', text: 'Be brief.' }] },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Xin chào' },
            picture,
            { type: 'input_audio', input_audio: { data: 'aGk=', format: 'wav' } },
            { type: 'file', file: { file_data: 'data:application/pdf;base64,JVBERi0=' } },
          ],
        },
        {
          role: 'assistant',
          content: [{ type: 'refusal', refusal: 'No.' }],
          audio: null,
          function_call: null,
        },
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: [] },
            { type: 'text', text: 'Yes.' },
          ],
        },
        { role: 'tool', tool_call_id: 'call_1', content: [{ type: 'text', text: 'rain' }] },
      ],
      stream: true,
      stream_options: { include_usage: true },
      temperature: 0,
      tools: [{ type: 'function', function: { name: 'time' } }],
      tool_choice: { type: 'function', function: { name: 'time' } },
      response_format: { type: 'json_object' },
    }
    expect(unsupportedField(request)).toBeUndefined()
  })
})

describe('an answer that is to be JSON by a schema that is not there', () => {
  it.each([{ type: 'json_schema', json_schema: { name: 'city' } }, { type: 'json_schema' }])(
    'is more than Anthropic does, and not than Google does: %j',
    response_format => {
      expect(fieldFor({ response_format }, 'anthropic')).toBe('response_format')
      expect(fieldFor({ response_format }, 'google')).toBeUndefined()
    },
  )

  it.each([
    undefined,
    null,
    { type: 'text' },
    { type: 'json_object' },
    { type: 'json_schema', json_schema: { name: 'city', schema: { type: 'object' } } },
  ])('is not what %j asks for', response_format => {
    expect(fieldFor({ response_format }, 'anthropic')).toBeUndefined()
  })
})
