import type Anthropic from '@anthropic-ai/sdk'
import { describe, expect, it } from 'vitest'
import { messageRequest } from '@/lib/operations/message-request'
import { readRequest } from '@/lib/operations/read-request'
import { expectFault } from '../support/expect-fault'

type Params = Anthropic.MessageCreateParams

const hello = { role: 'user', content: 'Chào' } as const
const weather = { name: 'weather', input_schema: { type: 'object' } } as const

const read = (fields: Readonly<Record<string, unknown>> = {}) =>
  readRequest(messageRequest(), { model: 'claude-sonnet-4-5', messages: [hello], max_tokens: 100, ...fields })

describe('what the API takes is taken', () => {
  it.each<[string, Partial<Params>]>([
    ['no answer at all, to warm the prompt cache', { max_tokens: 0 }],
    [
      'a message of the assistant, to be continued',
      { messages: [hello, { role: 'assistant', content: 'Ch' }] },
    ],
    ['a message of the system', { messages: [{ role: 'system', content: 'Be brief.' }, hello] }],
    [
      'a message in blocks',
      {
        messages: [
          {
            role: 'user',
            content: [
              { type: 'text', text: 'What is this?', cache_control: { type: 'ephemeral' } },
              { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } },
              { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'Chào' } },
            ],
          },
        ],
      },
    ],
    [
      'what a tool was asked and gave',
      {
        messages: [
          hello,
          { role: 'assistant', content: [{ type: 'tool_use', id: 't1', name: 'weather', input: {} }] },
          { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't1', content: '31°C' }] },
        ],
      },
    ],
    ['a system in words', { system: 'Be brief.' }],
    ['a system in blocks', { system: [{ type: 'text', text: 'Be brief.' }] }],
    ['tools', { tools: [weather], tool_choice: { type: 'tool', name: 'weather' } }],
    ['tools of its own', { tools: [{ type: 'web_search_20250305', name: 'web_search', max_uses: 5 }] }],
    ['a set of tools, which has no name', { tools: [{ type: 'browser_toolset_20260801' }] }],
    ['thinking', { thinking: { type: 'enabled', budget_tokens: 1024 } }],
    ['thinking as it sees fit', { thinking: { type: 'adaptive', display: 'omitted' } }],
    ['no thinking', { thinking: { type: 'disabled' } }],
    [
      'an effort and a format',
      { output_config: { effort: 'max', format: { type: 'json_schema', schema: {} } } },
    ],
    ['ends', { stop_sequences: ['END', '\n'] }],
    ['no ends', { stop_sequences: [] }],
    ['a user', { metadata: { user_id: 'u-1' } }],
    ['a user that is null', { metadata: { user_id: null } }],
    ['a tier, a speed and a place', { service_tier: 'standard_only', speed: 'fast', inference_geo: 'eu' }],
    ['that it is streamed', { stream: true }],
  ])('%s', (_, fields) => {
    expect(() => read(fields)).not.toThrow()
  })

  it.each([
    { temperature: 0, top_p: 1, top_k: 0 },
    { temperature: 1, top_p: 0.5, top_k: 40 },
    { future: [1] },
    { messages: [{ role: 'user', content: [{ type: 'smell', of: 'jasmine' }] }] },
  ])('%j', fields => {
    expect(() => read(fields)).not.toThrow()
  })
})

describe('a fault is told with its field', () => {
  it.each<[string, unknown]>([
    ['model', undefined],
    ['model', ''],
    ['model', 'm'.repeat(257)],
    ['messages', undefined],
    ['messages', []],
    ['messages', 'Chào'],
    ['max_tokens', undefined],
    ['max_tokens', null],
    ['max_tokens', -1],
    ['max_tokens', 1.5],
    ['max_tokens', '5'],
    ['system', 5],
    ['stream', 'yes'],
    ['temperature', 1.1],
    ['temperature', -0.1],
    ['top_p', 1.1],
    ['top_k', -1],
    ['top_k', 0.5],
    ['stop_sequences', 'END'],
    ['tools', {}],
    ['tool_choice', 'auto'],
    ['thinking', 'enabled'],
    ['metadata', 'u-1'],
  ])('%s: %j', (param, value) => {
    expectFault(() => read({ [param]: value }), param)
  })

  it('within lists and objects too', () => {
    expectFault(() => read({ messages: [hello, 'Chào'] }), 'messages[1]')
    expectFault(() => read({ messages: [{ role: 'tool', content: '' }] }), 'messages[0].role')
    expectFault(() => read({ messages: [{ role: 'user' }] }), 'messages[0].content')
    expectFault(
      () => read({ messages: [{ role: 'user', content: [{ text: 'x' }] }] }),
      'messages[0].content[0].type',
    )
    expectFault(() => read({ system: [{ type: 'text', text: '' }, {}] }), 'system[1].type')
    expectFault(() => read({ stop_sequences: ['END', 5] }), 'stop_sequences[1]')
    expectFault(() => read({ tools: [weather, { name: 5 }] }), 'tools[1].name')
    expectFault(() => read({ tool_choice: {} }), 'tool_choice.type')
    expectFault(() => read({ thinking: {} }), 'thinking.type')
    expectFault(() => read({ metadata: { user_id: 5 } }), 'metadata.user_id')
  })
})
