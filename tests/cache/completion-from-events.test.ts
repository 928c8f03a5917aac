import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { completionFromEvents } from '@/lib/cache/completion-from-events'
import { chunk, comment, done, event, finish, role, wholeStream, word } from '../support/sse'

const choicesOf = (...events: readonly string[]) => completionFromEvents(events.join(''))?.choices
const messageOf = (...deltas: readonly Readonly<Record<string, unknown>>[]) =>
  choicesOf(...deltas.map(delta => chunk({ delta })))

describe('the events of a stream', () => {
  it('are put together to a plain answer', () => {
    expect(completionFromEvents(wholeStream.join(''))).toEqual({
      id: 'chatcmpl-1',
      object: 'chat.completion',
      created: 1_790_000_000,
      model: 'gpt-4-1-prod',
      choices: [{ index: 0, message: { role: 'assistant', content: 'Xin chào' }, finish_reason: 'stop' }],
    })
  })

  it('may be in lines that end in CR LF, between comments', () => {
    const text = [role, comment, word('a'), comment, finish(), done].join('').replaceAll('\n', '\r\n')
    expect(completionFromEvents(text)?.choices).toMatchObject([{ message: { content: 'a' } }])
  })

  it('of several answers come in any order, and these in theirs', () => {
    expect(
      choicesOf(word('b', 1), word('a', 0), word('B', 1), finish(1), word('A', 0), finish(0)),
    ).toMatchObject([
      { index: 0, message: { content: 'aA' }, finish_reason: 'stop' },
      { index: 1, message: { content: 'bB' }, finish_reason: 'stop' },
    ])
  })

  it('hold no usage', () => {
    const usage = { prompt_tokens: 1, completion_tokens: 2 }
    const whole = completionFromEvents(
      event(JSON.stringify({ id: 'x', choices: [], usage })) + word('a') + finish(),
    )
    expect(whole).not.toHaveProperty('usage')
  })

  it('that Azure opens with its filter’s results have the name of those that follow', () => {
    const opening = { id: '', object: '', created: 0, model: '', choices: [], prompt_filter_results: [] }
    expect(completionFromEvents(event(JSON.stringify(opening)) + wholeStream.join(''))).toMatchObject({
      id: 'chatcmpl-1',
      created: 1_790_000_000,
      model: 'gpt-4-1-prod',
    })
  })

  it('say what each token was worth, one after another', () => {
    const logprobs = (token: string) => ({
      content: [{ token, logprob: -1, top_logprobs: [] }],
      refusal: null,
    })
    const events = ['a', 'b'].map(token =>
      event(
        JSON.stringify({ choices: [{ index: 0, delta: { content: token }, logprobs: logprobs(token) }] }),
      ),
    )
    expect(choicesOf(...events)).toMatchObject([
      { message: { content: 'ab' }, logprobs: { content: [{ token: 'a' }, { token: 'b' }], refusal: null } },
    ])
  })
})

describe('the pieces of calls of tools', () => {
  const piece = (index: number, fields: Readonly<Record<string, unknown>>) => ({
    tool_calls: [{ index, ...fields }],
  })
  const pieces = [
    { role: 'assistant', content: null },
    piece(0, { id: 'a', type: 'function', function: { name: 'f', arguments: '' } }),
    piece(1, { id: 'b', type: 'function', function: { name: 'g', arguments: '{' } }),
    piece(0, { function: { arguments: '{"x"' } }),
    piece(1, { function: { arguments: '}' } }),
    piece(0, { id: 'a', type: 'function', function: { arguments: ':1}' } }),
  ]

  it('are continued each by its own', () => {
    expect(messageOf(...pieces)).toMatchObject([
      {
        message: {
          content: null,
          tool_calls: [
            { id: 'a', type: 'function', function: { name: 'f', arguments: '{"x":1}' } },
            { id: 'b', type: 'function', function: { name: 'g', arguments: '{}' } },
          ],
        },
      },
    ])
  })

  it('are in a plain answer without the number that tells them apart in a stream', () => {
    expect(JSON.stringify(messageOf(...pieces))).not.toContain('"index":1')
  })

  it('that repeat an empty id keep the one that was given', () => {
    expect(
      messageOf(
        piece(0, { id: 'a', function: { arguments: '' } }),
        piece(0, { id: '', function: { arguments: 'x' } }),
      ),
    ).toMatchObject([{ message: { tool_calls: [{ id: 'a', function: { arguments: 'x' } }] } }])
  })
})

describe('however a text is cut into pieces,', () => {
  it('it is put together to the same', () => {
    const parts = fc.array(fc.string({ unit: 'binary', maxLength: 10 }), { maxLength: 20 })
    fc.assert(
      fc.property(parts, parts, (texts, refusals) => {
        const events = [
          role,
          ...texts.map(content => chunk({ delta: { content } })),
          ...refusals.map(refusal => chunk({ delta: { role: 'assistant', refusal } })),
          finish(),
          done,
        ]
        expect(choicesOf(...events)).toEqual([
          {
            index: 0,
            message: {
              role: 'assistant',
              content: texts.join(''),
              ...(refusals.length > 0 && { refusal: refusals.join('') }),
            },
            finish_reason: 'stop',
          },
        ])
      }),
    )
  })

  it('the arguments of a tool are, whichever calls come between', () => {
    const parts = fc.array(fc.tuple(fc.nat(3), fc.string({ maxLength: 8 })), { minLength: 1, maxLength: 30 })
    fc.assert(
      fc.property(parts, pieces => {
        const deltas = pieces.map(([index, text]) => ({
          tool_calls: [{ index, function: { arguments: text } }],
        }))
        const seen = [...new Set(pieces.map(([index]) => index))]
        const whole = seen.map(index => ({
          function: {
            arguments: pieces
              .filter(([at]) => at === index)
              .map(([, text]) => text)
              .join(''),
          },
        }))
        expect(messageOf(...deltas)).toMatchObject([{ message: { tool_calls: whole } }])
      }),
    )
  })
})

describe('what cannot be put together', () => {
  it.each<[string, readonly string[]]>([
    ['nothing', []],
    ['comments', [comment, comment]],
    ['the end alone', [done]],
    ['no JSON', ['data: {"choices":[\n\n']],
    ['numbers that differ', [chunk({ delta: { x: 1 } }), chunk({ delta: { x: 2 } })]],
    ['a text and then a list', [chunk({ delta: { content: 'a' } }), chunk({ delta: { content: ['b'] } })]],
    [
      'parts of a list that differ',
      [chunk({ delta: { l: [{ index: 0, x: 1 }] } }), chunk({ delta: { l: [{ index: 0, x: 2 }] } })],
    ],
  ])('is %s', (_, events) => {
    expect(completionFromEvents(events.join(''))).toBeUndefined()
  })
})

it('a field yet to be invented is put together as text is', () => {
  expect(messageOf({ reasoning_content: 'Hm' }, { reasoning_content: '.' }, { content: 'a' })).toMatchObject([
    { message: { reasoning_content: 'Hm.', content: 'a' } },
  ])
})
