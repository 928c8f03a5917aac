import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { completionFromEvents } from '@/lib/cache/completion-from-events'
import { event, eventsFromCompletion } from '@/lib/cache/events-from-completion'
import { createEventSplitter } from '@/lib/openai/event-splitter'
import { readEvent } from '@/lib/operations/read-event'
import { advance, isComplete, untouched } from '@/lib/upstream/stream-progress'
import { completionText } from '../support/completion'
import { randomCompletion } from '../support/random-completion'
import { dataOf } from '../support/sse'

const progressOf = (events: string) =>
  createEventSplitter()
    .push(new TextEncoder().encode(events))
    .map(each => readEvent(each))
    .reduce(advance, untouched)

describe('the stream of a plain answer', () => {
  it('is its message, its end, and no usage', () => {
    const rest = {
      id: 'chatcmpl-1',
      object: 'chat.completion.chunk',
      created: 1_790_000_000,
      model: 'gpt-4-1-prod',
    }
    expect(dataOf(eventsFromCompletion(JSON.parse(completionText)))).toEqual([
      { ...rest, choices: [{ index: 0, delta: { role: 'assistant' }, finish_reason: null }] },
      { ...rest, choices: [{ index: 0, delta: { content: 'Xin chào!' }, finish_reason: null }] },
      { ...rest, choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
      '[DONE]',
    ])
  })

  it('says of each call of a tool which it is', () => {
    const calls = [
      { id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } },
      { id: 'b', type: 'function', function: { name: 'g', arguments: '' } },
    ]
    const message = { role: 'assistant', content: null, tool_calls: calls }
    const text = eventsFromCompletion({ choices: [{ message, finish_reason: 'tool_calls' }] })
    expect(dataOf(text)[1]).toMatchObject({
      choices: [{ delta: { tool_calls: calls.map((call, index) => ({ index, ...call })) } }],
    })
  })

  it('is read to its end by those who read streams, whatever it says', () => {
    fc.assert(
      fc.property(randomCompletion, completion => {
        const progress = progressOf(eventsFromCompletion(completion))
        expect(progress).toMatchObject({ isDone: true, hasContent: true, usage: undefined })
        expect(isComplete({ ...progress, isDone: false }, completion.choices.length)).toBe(true)
      }),
    )
  })

  it('put together again is that answer', () => {
    fc.assert(
      fc.property(randomCompletion, completion => {
        const again = completionFromEvents(eventsFromCompletion(completion))
        // What went over the wire: half of a surrogate pair is written as an escape, and read again.
        expect(again).toEqual(JSON.parse(JSON.stringify(completion)))
      }),
    )
  })

  it('put together again says in every choice what it said', () => {
    const withoutTools = randomCompletion.filter(({ choices }) =>
      choices.every(({ message }) => !('tool_calls' in message)),
    )
    fc.assert(
      fc.property(withoutTools, completion => {
        expect(completionFromEvents(eventsFromCompletion(completion))).toEqual(
          JSON.parse(JSON.stringify(completion)),
        )
      }),
    )
  })

  it.each([{}, { choices: null }, { choices: [] }, { choices: [null, 5] }])(
    'is its end alone where there is no answer: %j',
    completion => {
      expect(eventsFromCompletion(completion)).toBe('data: [DONE]\n\n')
    },
  )

  it('has no message where the answer has none', () => {
    expect(
      dataOf(eventsFromCompletion({ choices: [{ index: 3, message: null, finish_reason: 'stop' }] })),
    ).toEqual([
      { object: 'chat.completion.chunk', choices: [{ index: 3, delta: {}, finish_reason: null }] },
      { object: 'chat.completion.chunk', choices: [{ index: 3, delta: {}, finish_reason: 'stop' }] },
      '[DONE]',
    ])
  })
})

it('an event is one line, whatever it holds', () => {
  const text = event({ content: 'a\n\ndata: [DONE]\r\n' })
  expect(text.split('\n')).toHaveLength(3)
  expect(dataOf(text)).toEqual([{ content: 'a\n\ndata: [DONE]\r\n' }])
})
