import { describe, expect, it } from 'vitest'
import { estimateTokens, textTokens } from '@/lib/operations/estimate-tokens'
import type { OperationName } from '@/lib/operations/operations'
import { buildCall } from '../support/build-call'
import { callOf } from '../support/call-of'

const estimate = (overrides: Readonly<Record<string, unknown>>) => estimateTokens(buildCall(overrides))
const said = (content: unknown) => [{ role: 'user', content }]

describe('a call is estimated to use', () => {
  it.each<[string, Readonly<Record<string, unknown>>, number]>([
    ['four characters of English a token', { messages: said('a'.repeat(400)) }, 104],
    ['more for other scripts', { messages: said('模'.repeat(100)) }, 79],
    ['something for each message', { messages: [...said(''), ...said('')] }, 8],
    ['the texts of all parts', { messages: said([{ type: 'text', text: 'a'.repeat(40) }]) }, 14],
    [
      'much for a picture, however long its address',
      { messages: said([{ type: 'image_url', image_url: { url: `data:${'a'.repeat(9000)}` } }]) },
      769,
    ],
    ['nothing for what is yet to be invented', { messages: said([{ type: 'smell' }]) }, 4],
    ['the longest answer', { messages: said(''), max_tokens: 500 }, 504],
    ['the newer of two limits', { messages: said(''), max_tokens: 500, max_completion_tokens: 7 }, 11],
    ['every answer', { messages: said(''), max_tokens: 500, n: 3 }, 1504],
    ['nothing for an answer below nothing', { messages: said(''), max_tokens: -500 }, 4],
    ['nothing for nulls', { messages: said(''), max_tokens: null, n: null }, 4],
    [
      'nothing for an assistant that only called tools',
      { messages: [{ role: 'assistant', content: null }] },
      4,
    ],
  ])('%s', (_, overrides, tokens) => {
    expect(estimate(overrides)).toBe(tokens)
  })

  it('its tools as they are described', () => {
    const tools = [{ type: 'function', function: { name: 'a'.repeat(100) } }]
    expect(estimate({ messages: said(''), tools })).toBe(4 + Math.ceil(JSON.stringify(tools).length / 4))
  })

  const schema = { type: 'object', description: 'a'.repeat(4000) }
  const format = { type: 'json_schema', name: 'city', schema }
  it.each<[string, OperationName, Readonly<Record<string, unknown>>]>([
    [
      'response_format',
      'chat.completions',
      { response_format: { type: 'json_schema', json_schema: { name: 'city', schema } } },
    ],
    ['functions', 'chat.completions', { functions: [{ name: 'city', parameters: schema }] }],
    ['text.format', 'responses', { text: { format } }],
    ['output_config', 'messages', { output_config: { format: { type: 'json_schema', schema } } }],
    ['output_format', 'messages', { output_format: { type: 'json_schema', schema } }],
  ])('the form of its answer, and its functions, as they are described: %s of %s', (_, name, fields) => {
    const tokens = callOf(name, fields).promptTokens() - callOf(name).promptTokens()
    expect(tokens).toBeGreaterThan(1000)
    expect(tokens).toBeLessThan(1050)
  })

  it('whole tokens', () => {
    expect(estimate({ messages: said('abc') })).toBe(5)
  })
})

it('a long text is estimated in no time', () => {
  expect(textTokens('a'.repeat(4_000_000))).toBe(1_000_000)
})
