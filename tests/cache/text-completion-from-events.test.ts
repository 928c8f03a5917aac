import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { textCompletionFromEvents } from '@/lib/cache/text-completion-from-events'
import { comment, done, event } from '../support/sse'

const head = { id: 'cmpl-1', object: 'text_completion', created: 1_790_000_000, model: 'instruct-prod' }

const piece = (text: string, { index = 0, ...fields }: Readonly<Record<string, unknown>> = {}) =>
  event(
    JSON.stringify({ ...head, choices: [{ text, index, logprobs: null, finish_reason: null, ...fields }] }),
  )
const finish = (index = 0, reason = 'stop') => piece('', { index, finish_reason: reason })

describe('the pieces of a completion', () => {
  it('are put together to a plain one', () => {
    const events = [comment, piece('Xin '), piece('chào'), finish(), done]
    expect(textCompletionFromEvents(events.join(''))).toEqual({
      ...head,
      choices: [{ text: 'Xin chào', index: 0, logprobs: null, finish_reason: 'stop' }],
    })
  })

  it('of several texts come in any order, and these in theirs', () => {
    const events = [
      piece('b', { index: 1 }),
      piece('a'),
      finish(1, 'length'),
      piece('B', { index: 1 }),
      piece('A'),
      finish(),
    ]
    expect(textCompletionFromEvents(events.join(''))?.choices).toMatchObject([
      { index: 0, text: 'aA', finish_reason: 'stop' },
      { index: 1, text: 'bB', finish_reason: 'length' },
    ])
  })

  it('may end with the last of their text', () => {
    const text = piece('Xin ') + piece('chào', { finish_reason: 'stop' })
    expect(textCompletionFromEvents(text)?.choices).toMatchObject([
      { text: 'Xin chào', finish_reason: 'stop' },
    ])
  })

  it('say nothing of the end where they do not', () => {
    expect(textCompletionFromEvents(piece('Xin'))?.choices).toMatchObject([{ finish_reason: null }])
  })

  it('hold no usage', () => {
    const usage = { prompt_tokens: 1, completion_tokens: 2 }
    const told = event(JSON.stringify({ ...head, choices: [], usage }))
    expect(textCompletionFromEvents(told + piece('a'))).not.toHaveProperty('usage')
    expect(textCompletionFromEvents(piece('a') + told)).not.toHaveProperty('usage')
  })

  it('that Azure opens with its filter’s results have the name of those that follow', () => {
    const opening = { id: '', object: '', created: 0, model: '', choices: [], prompt_filter_results: [] }
    const text = event(JSON.stringify(opening)) + piece('a') + finish() + done
    expect(textCompletionFromEvents(text)).toMatchObject(head)
  })

  it('however they are cut are put together to the same', () => {
    const parts = fc.array(fc.tuple(fc.nat(2), fc.string({ unit: 'binary', maxLength: 8 })), {
      minLength: 1,
      maxLength: 20,
    })
    fc.assert(
      fc.property(parts, pieces => {
        const events = pieces.map(([index, text]) => piece(text, { index }))
        const indexes = [...new Set(pieces.map(([index]) => index))].sort()
        expect(textCompletionFromEvents(events.join(''))?.choices).toEqual(
          indexes.map(index => ({
            text: pieces.flatMap(([at, text]) => (at === index ? [text] : [])).join(''),
            index,
            logprobs: null,
            finish_reason: null,
          })),
        )
      }),
    )
  })
})

it.each<[string, string]>([
  ['nothing', ''],
  ['comments', comment],
  ['the end alone', done],
  ['log probabilities', piece('a', { logprobs: { tokens: ['a'], token_logprobs: [-1] } })],
])('what cannot be put together is %s', (_, text) => {
  expect(textCompletionFromEvents(text)).toBeUndefined()
})
