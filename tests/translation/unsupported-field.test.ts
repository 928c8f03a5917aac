import { describe, expect, it } from 'vitest'
import { unsupportedField } from '@/lib/translation/unsupported-field'

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

  it.each<[string, Readonly<Record<string, unknown>>]>([
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
      messages: [{ role: 'user', content: 'Xin chào' }],
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
