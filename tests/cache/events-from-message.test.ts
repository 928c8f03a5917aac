import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { eventsFromMessage } from '@/lib/cache/events-from-message'
import { messageFromEvents } from '@/lib/cache/message-from-events'
import { messageFormat } from '@/lib/operations/message-format'
import { readMessageUsage } from '@/lib/operations/read-message-usage'
import { isComplete } from '@/lib/upstream/stream-progress'
import { asSent } from '../support/as-sent'
import { progressOf } from '../support/progress-of'
import { randomMessage } from '../support/random-message'
import { dataOf } from '../support/sse'

const head = { id: 'msg_1', type: 'message', role: 'assistant', model: 'm' }
const usage = { input_tokens: 20, cache_read_input_tokens: 4000, output_tokens: 30 }
const ended = { stop_reason: 'end_turn', stop_sequence: null }

const told = (...content: readonly unknown[]) =>
  dataOf(eventsFromMessage({ ...head, content, ...ended, usage }).replaceAll(/^event: .*\n/gm, ''))

describe('the stream of a plain message', () => {
  it('is told in the order in which Anthropic tells it', () => {
    expect(told({ type: 'text', text: 'Chào' })).toEqual([
      {
        type: 'message_start',
        message: {
          ...head,
          content: [],
          stop_reason: null,
          stop_sequence: null,
          usage: { ...usage, output_tokens: 1 },
        },
      },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Chào' } },
      { type: 'content_block_stop', index: 0 },
      { type: 'message_delta', delta: ended, usage: { output_tokens: 30 } },
      { type: 'message_stop' },
    ])
  })

  it('calls each event by its name', () => {
    const text = eventsFromMessage({ ...head, content: [{ type: 'text', text: 'a\n\nb' }], ...ended, usage })
    const named = [...text.matchAll(/^event: (.*)\ndata: (.*)\n\n/gm)]
    expect(named).toHaveLength(6)
    for (const [, name, data = ''] of named) expect(JSON.parse(data)).toMatchObject({ type: name })
  })

  it('gives a tool its input in one piece', () => {
    const tool = { type: 'tool_use', id: 't1', name: 'weather', input: { city: 'Huế' } }
    expect(told({ type: 'text', text: '' }, tool).slice(4, 7)).toEqual([
      { type: 'content_block_start', index: 1, content_block: { ...tool, input: {} } },
      {
        type: 'content_block_delta',
        index: 1,
        delta: { type: 'input_json_delta', partial_json: '{"city":"Huế"}' },
      },
      { type: 'content_block_stop', index: 1 },
    ])
  })

  it('thinks before it signs', () => {
    expect(told({ type: 'thinking', thinking: 'Hm', signature: 'AA' }).slice(1, 4)).toEqual([
      {
        type: 'content_block_start',
        index: 0,
        content_block: { type: 'thinking', thinking: '', signature: '' },
      },
      { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'Hm' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'signature_delta', signature: 'AA' } },
    ])
  })

  it.each([
    { type: 'redacted_thinking', data: 'AA' },
    { type: 'web_search_tool_result', tool_use_id: 't1', content: [] },
    { type: 'yet_to_be_invented', smell: 'jasmine' },
  ])('gives whole what is not told in pieces: %j', block => {
    expect(told(block).slice(1, 3)).toEqual([
      { type: 'content_block_start', index: 0, content_block: block },
      { type: 'content_block_stop', index: 0 },
    ])
  })

  it('tells why it was refused', () => {
    const stop_details = { type: 'refusal', category: 'bio', explanation: null }
    const refused = { ...head, content: [], ...ended, stop_reason: 'refusal', stop_details, usage }
    const text = eventsFromMessage(refused)
    expect(dataOf(text.replaceAll(/^event: .*\n/gm, '')).at(-2)).toMatchObject({
      delta: { stop_reason: 'refusal', stop_details },
    })
  })

  it('put together again is that message', () => {
    fc.assert(
      fc.property(randomMessage, message => {
        expect(messageFromEvents(eventsFromMessage(message))).toEqual(asSent(message))
      }),
    )
  })

  it('is read to its end by those who read streams', () => {
    fc.assert(
      fc.property(randomMessage, message => {
        const progress = progressOf(eventsFromMessage(message), messageFormat)
        expect(progress).toMatchObject({ isDone: true, hasContent: true })
        expect(progress.usage).toEqual(readMessageUsage(message))
        expect(isComplete({ ...progress, isDone: false }, 1)).toBe(true)
      }),
    )
  })

  it.each([{}, { content: null }, { content: 'x' }, { content: [null, 5] }])(
    'has no blocks where there are none: %j',
    fields => {
      expect(eventsFromMessage({ ...head, ...fields }).match(/^event: /gm)).toHaveLength(3)
    },
  )
})
