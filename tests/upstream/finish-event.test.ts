import { describe, expect, it } from 'vitest'
import { finishEvent, withFinishReasons } from '@/lib/upstream/finish-event'
import { chunk, dataOf, event, word } from '../support/sse'

const finishedAfter = (text: string) =>
  dataOf(new TextDecoder().decode(finishEvent(new TextEncoder().encode(text))))
const tool = { index: 0, id: 'call_1', type: 'function', function: { name: 'time', arguments: '{}' } }

describe('the event that an endpoint has left out', () => {
  it('is of the same answer as the last one', () => {
    expect(finishedAfter(word('Xin'))).toEqual([
      {
        id: 'chatcmpl-1',
        object: 'chat.completion.chunk',
        created: 1_790_000_000,
        model: 'gpt-4-1-prod',
        choices: [{ index: 0, delta: {}, finish_reason: 'stop' }],
      },
    ])
  })

  it('waits for a tool where one was called', () => {
    expect(finishedAfter(chunk({ delta: { tool_calls: [tool] } }))).toMatchObject([
      { choices: [{ finish_reason: 'tool_calls' }] },
    ])
  })

  it('does not tell the usage a second time', () => {
    expect(finishedAfter(event('{"choices":[],"usage":{"prompt_tokens":2}}'))[0]).not.toHaveProperty('usage')
  })

  it.each(['data: {\n\n', ': ping\n\n', 'data: null\n\n', ''])('is one whole event also after %j', text => {
    expect(finishedAfter(text)).toEqual([{ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }])
  })
})

describe('a plain answer', () => {
  const completion = (...choices: unknown[]) => ({ id: 'chatcmpl-1', choices })

  it.each([null, undefined, ''])('whose finish reason is %j gets one', finish_reason => {
    const message = { role: 'assistant', content: 'Xin' }
    expect(withFinishReasons(completion({ index: 0, message, finish_reason }))).toEqual(
      completion({ index: 0, message, finish_reason: 'stop' }),
    )
  })

  it('waits for a tool where one was called', () => {
    const message = { role: 'assistant', content: '', tool_calls: [tool] }
    expect(withFinishReasons(completion({ index: 0, message }))).toMatchObject({
      choices: [{ finish_reason: 'tool_calls' }],
    })
  })

  it('keeps what it says of other choices', () => {
    expect(withFinishReasons(completion({ finish_reason: 'length' }, { message: {} }))).toMatchObject({
      choices: [{ finish_reason: 'length' }, { finish_reason: 'stop' }],
    })
  })

  it.each([completion({ finish_reason: 'length' }), completion(), {}, null, 'text'])(
    'that lacks nothing is left as it is: %j',
    answer => {
      expect(withFinishReasons(answer)).toBeUndefined()
    },
  )
})
