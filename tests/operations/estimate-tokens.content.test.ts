import { describe, expect, it } from 'vitest'
import { contentTokens, estimateTokens, holdsPicture, messageTokens } from '@/lib/operations/estimate-tokens'
import { callFor } from '../support/call-for'

const ten = 'a'.repeat(40)

describe('what is said is estimated', () => {
  it.each<[string, unknown, number]>([
    ['as text', ten, 10],
    ['as the tokens that it is', [5, 6, 7], 3],
    ['as several texts', [ten, ten], 20],
    ['as several lists of tokens', [[1, 2], [3]], 3],
    ["by the text of OpenAI's parts", [{ type: 'text', text: ten }], 10],
    [
      "by the text of a response's parts",
      [
        { type: 'input_text', text: ten },
        { type: 'output_text', text: ten },
      ],
      20,
    ],
    [
      'by what is within an item',
      { type: 'message', role: 'user', content: [{ type: 'input_text', text: ten }] },
      10,
    ],
    ['by what a function is called with', { type: 'function_call', name: 'f', arguments: ten }, 10],
    ['by what a function gave', { type: 'function_call_output', call_id: 'c', output: ten }, 10],
    [
      'by the parts that a function gave',
      { type: 'function_call_output', output: [{ type: 'input_text', text: ten }] },
      10,
    ],
    ['by what a tool is called with', { type: 'tool_use', name: 'f', input: { x: 'a'.repeat(32) } }, 10],
    ['by what a tool gave', { type: 'tool_result', content: [{ type: 'text', text: ten }] }, 10],
    ['by the text of a document', { type: 'document', source: { type: 'text', data: ten } }, 10],
    ['by what was refused', { type: 'refusal', refusal: ten }, 10],
    ['much for a picture of a chat', { type: 'image_url', image_url: { url: ten } }, 765],
    ['much for a picture of a response', { type: 'input_image', image_url: ten }, 765],
    ['much for a picture of a message', { type: 'image', source: { type: 'base64', data: ten } }, 765],
    ['as nothing where there is nothing', null, 0],
    ['as nothing where it is nothing known', { type: 'smell' }, 0],
    ['as nothing where it is neither', true, 0],
    ['as nothing for no parts', [], 0],
  ])('%s', (_, content, tokens) => {
    expect(contentTokens(content)).toBe(tokens)
  })

  it('with a little for each message, and its tools', () => {
    expect(messageTokens([{ content: ten }, { content: null }])).toBe(18)
    expect(messageTokens([{ content: 'abc' }])).toBe(5)
    expect(messageTokens([], [{ name: 'f' }])).toBe(Math.ceil(JSON.stringify([{ name: 'f' }]).length / 4))
  })

  it('with the calls of tools that a chat tells of', () => {
    const calls = [{ id: 'c1', type: 'function', function: { name: 'f', arguments: 'a'.repeat(4000) } }]
    expect(messageTokens([{ role: 'assistant', content: null, tool_calls: calls }])).toBeGreaterThan(1000)
  })
})

describe('a call of every operation is estimated to use', () => {
  it.each([
    ['chat.completions', { messages: [{ role: 'user', content: ten }], max_tokens: 50, n: 2 }, 114],
    ['completions', { prompt: [ten, ten], max_tokens: 50, n: 2 }, 220],
    ['embeddings', { input: [ten, ten] }, 20],
    ['responses', { input: ten, max_output_tokens: 50 }, 68],
    ['messages', { messages: [{ role: 'user', content: ten }], system: ten, max_tokens: 50 }, 74],
  ] as const)('its prompt and the longest of its answers: %s', (name, fields, tokens) => {
    expect(estimateTokens(callFor(name, fields))).toBe(tokens)
  })
})

describe('a picture is found', () => {
  it.each<[string, unknown]>([
    [
      'in a chat',
      [
        { type: 'text', text: '' },
        { type: 'image_url', image_url: { url: 'x' } },
      ],
    ],
    ['in a response', [{ role: 'user', content: [{ type: 'input_image', file_id: 'f' }] }]],
    ['in a message', [{ type: 'image', source: {} }]],
    ['in what a tool of a message gave', [{ type: 'tool_result', content: [{ type: 'image', source: {} }] }]],
    [
      'in what a tool of a response gave',
      [{ type: 'function_call_output', output: [{ type: 'input_image', file_id: 'f' }] }],
    ],
    [
      'in what a custom tool gave',
      [{ type: 'custom_tool_call_output', output: [{ type: 'input_image', file_id: 'f' }] }],
    ],
    [
      'on a screen',
      [{ type: 'computer_call_output', output: { type: 'computer_screenshot', file_id: 'f' } }],
    ],
    [
      'in a document',
      [{ type: 'document', source: { type: 'content', content: [{ type: 'image', source: {} }] } }],
    ],
  ])('%s', (_, content) => {
    expect(holdsPicture(content)).toBe(true)
  })

  it.each<unknown>([
    undefined,
    null,
    'image',
    [[]],
    [[{ type: 'text', text: 'image' }]],
    { type: 'tool_result', content: 'image' },
    5,
  ])('but not in %j', content => {
    expect(holdsPicture(content)).toBe(false)
  })
})
