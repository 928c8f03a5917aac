import { describe, expect, it } from 'vitest'
import { messageFromEvents } from '@/lib/cache/message-from-events'
import { hearMessage } from '../support/hear-message'
import { event as unnamed } from '../support/sse'

type Fields = Readonly<Record<string, unknown>>

const named = (fields: Fields) => `event: ${String(fields.type)}\n${unnamed(JSON.stringify(fields))}`
const started = {
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: 'm',
  content: [],
  stop_reason: null,
  stop_sequence: null,
}
const begin = (usage: Fields = { input_tokens: 20, cache_read_input_tokens: 4000, output_tokens: 1 }) =>
  named({ type: 'message_start', message: { ...started, usage } })
const block = (index: number, content_block: Fields, ...deltas: readonly Fields[]) =>
  [
    { type: 'content_block_start', index, content_block },
    ...deltas.map(delta => ({ type: 'content_block_delta', index, delta })),
    { type: 'content_block_stop', index },
  ]
    .map(named)
    .join('')
const end = (
  usage: Fields = { output_tokens: 30 },
  delta: Fields = { stop_reason: 'end_turn', stop_sequence: null },
) => named({ type: 'message_delta', delta, usage }) + named({ type: 'message_stop' })

const ping = named({ type: 'ping' })
const said = (text: string) => ({ type: 'text_delta', text })
const json = (partial_json: string) => ({ type: 'input_json_delta', partial_json })
const contentOf = (...events: readonly string[]) =>
  messageFromEvents(begin() + events.join('') + end())?.content

describe('the events of a message', () => {
  it('are put together to a plain one, with the tokens of its beginning and its end', () => {
    const text = begin() + ping + block(0, { type: 'text', text: '' }, said('Xin '), said('chào')) + end()
    expect(messageFromEvents(text)).toEqual({
      ...started,
      content: [{ type: 'text', text: 'Xin chào' }],
      stop_reason: 'end_turn',
      usage: { input_tokens: 20, cache_read_input_tokens: 4000, output_tokens: 30 },
    })
  })

  it('may be of several blocks', () => {
    expect(
      contentOf(
        block(
          0,
          { type: 'thinking', thinking: '', signature: '' },
          { type: 'thinking_delta', thinking: 'H' },
          { type: 'thinking_delta', thinking: 'm' },
          { type: 'signature_delta', signature: 'AA' },
        ),
        block(1, { type: 'redacted_thinking', data: 'BB' }),
        block(2, { type: 'text', text: 'A' }, said('b')),
      ),
    ).toEqual([
      { type: 'thinking', thinking: 'Hm', signature: 'AA' },
      { type: 'redacted_thinking', data: 'BB' },
      { type: 'text', text: 'Ab' },
    ])
  })

  it('belong to the block that they name', () => {
    const start = (index: number) =>
      named({ type: 'content_block_start', index, content_block: { type: 'text', text: '' } })
    const delta = (index: number, text: string) =>
      named({ type: 'content_block_delta', index, delta: said(text) })
    expect(contentOf(start(0), start(1), delta(1, 'b'), delta(0, 'a'), delta(1, 'B'))).toEqual([
      { type: 'text', text: 'a' },
      { type: 'text', text: 'bB' },
    ])
  })

  it.each<[readonly string[], unknown]>([
    [['{"city"', ':"Hu', 'ế"}'], { city: 'Huế' }],
    [['', '{', '}'], {}],
    [[''], {}],
    [[], {}],
  ])('are the input of a tool once they are whole: %j', (pieces, input) => {
    const tool = { type: 'tool_use', id: 't1', name: 'weather', input: {} }
    expect(contentOf(block(0, tool, ...pieces.map(json)))).toEqual([{ ...tool, input }])
  })

  it('may tell the sources of a text', () => {
    const citations = ['a', 'b'].map(cited_text => ({ type: 'char_location', cited_text, document_index: 0 }))
    const deltas = citations.map(citation => ({ type: 'citations_delta', citation }))
    expect(contentOf(block(0, { type: 'text', text: '', citations: [] }, said('Chào'), ...deltas))).toEqual([
      { type: 'text', text: 'Chào', citations },
    ])
  })

  it('tell the reason of the end, and what else they say of it', () => {
    const delta = {
      stop_reason: 'refusal',
      stop_sequence: null,
      stop_details: { type: 'refusal', category: null },
    }
    expect(messageFromEvents(begin() + end({ output_tokens: 0 }, delta))).toMatchObject(delta)
  })
})

describe('the official client makes the same of them:', () => {
  const text = block(0, { type: 'text', text: '', citations: null }, said('Xin '), said('chào'))
  const tool = block(
    1,
    { type: 'tool_use', id: 't1', name: 'weather', input: {} },
    json('{"city":'),
    json('"Huế"}'),
  )

  it.each<[string, string]>([
    ['a text and a tool', begin() + text + tool + end()],
    ['an answer of nothing', begin() + end()],
    [
      'tokens told again',
      begin() + text + end({ input_tokens: 25, cache_read_input_tokens: 5000, output_tokens: 30 }),
    ],
    [
      'tokens that the end leaves out',
      begin() + text + end({ input_tokens: null, cache_read_input_tokens: null, output_tokens: 30 }),
    ],
    [
      'tools of the other side',
      begin() + text + end({ output_tokens: 30, server_tool_use: { web_search_requests: 1 } }),
    ],
  ])('%s', async (_, events) => {
    expect(messageFromEvents(events)).toEqual(await hearMessage(events))
  })
})

describe('what cannot be put together', () => {
  it.each<[string, string]>([
    ['nothing', ''],
    ['pings', ping + ping],
    ['an answer without its beginning', block(0, { type: 'text', text: '' }, said('a')) + end()],
    [
      'a delta of a block that has not begun',
      begin() + named({ type: 'content_block_delta', index: 3, delta: said('a') }) + end(),
    ],
    [
      'a delta yet to be invented',
      begin() + block(0, { type: 'text', text: '' }, { type: 'smell_delta', smell: 'a' }) + end(),
    ],
    [
      'the input of a tool that is cut off',
      begin() + block(0, { type: 'tool_use', id: 't1', name: 'f', input: {} }, json('{"city":"Hu')) + end(),
    ],
  ])('is %s', (_, text) => {
    expect(messageFromEvents(text)).toBeUndefined()
  })
})
