import { describe, expect, it } from 'vitest'
import { responseFormat } from '@/lib/operations/response-format'

const read = (fields: Readonly<Record<string, unknown>> = {}) =>
  responseFormat.readRequest({ model: 'gpt-4.1', input: 'Chào', ...fields })
const said = (role: string, content: unknown) => ({ role, content })
const image = { type: 'input_image', detail: 'auto', image_url: 'https://example.com/a.png' }

describe('a call for a response', () => {
  it('that says no more than it must is plain, and is remembered by whoever answers it', () => {
    expect(read()).toEqual({
      model: 'gpt-4.1',
      stream: false,
      choices: 1,
      usageEvent: 'none',
      answerLimits: [],
      isDeterministic: false,
      isStored: true,
      effort: undefined,
      hasTools: false,
      mayAct: false,
      hasImages: false,
      follows: [],
      promptTokens: expect.any(Function),
      opening: expect.any(Function),
    })
  })

  it.each<[string, Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>]>([
    ['is streamed', { stream: true }, { stream: true }],
    ['is not to be remembered', { store: false }, { isStored: false }],
    ['is remembered where it says neither', { store: null }, { isStored: true }],
    ['follows another', { previous_response_id: 'resp_1' }, { follows: ['resp_1'], isStored: true }],
    [
      'needs who knows the other, though it is not to be remembered itself',
      { store: false, previous_response_id: 'resp_1' },
      { follows: ['resp_1'], isStored: true },
    ],
    [
      'refers to items',
      {
        input: [
          { type: 'item_reference', id: 'msg_1' },
          { type: 'item_reference', id: 'msg_2' },
        ],
        store: false,
      },
      { follows: ['msg_1', 'msg_2'], isStored: true },
    ],
    [
      'refers to an item without saying so, or twice, beside the answer that it follows',
      {
        previous_response_id: 'resp_1',
        input: [{ id: 'msg_1' }, { type: null, id: 'msg_1' }, { ...said('user', 'Và?'), id: 'msg_2' }],
      },
      { follows: ['resp_1', 'msg_1'] },
    ],
    [
      'refers to a picture by what made it',
      { input: [said('user', 'Đẹp hơn.'), { type: 'image_generation_call', id: 'ig_1' }], store: false },
      { follows: ['ig_1'], isStored: true },
    ],
    [
      'refers to a picture that was left out',
      { input: [{ type: 'image_generation_call', id: 'ig_1', status: 'completed', result: null }] },
      { follows: ['ig_1'] },
    ],
    [
      'brings a picture along',
      { input: [{ type: 'image_generation_call', id: 'ig_1', status: 'completed', result: 'aGVsbG8=' }] },
      { follows: [] },
    ],
    [
      'gives back what was thought by its id, of which the last is told',
      {
        input: [
          { type: 'reasoning', id: 'rs_1', summary: [] },
          { type: 'reasoning', id: 'rs_2', summary: [], encrypted_content: null },
          { type: 'function_call', id: 'fc_1', call_id: 'c1', name: 'weather', arguments: '{}' },
        ],
      },
      { follows: [], recalls: 'rs_2' },
    ],
    ['follows none', { previous_response_id: null, store: false }, { follows: [], isStored: false }],
    ['is without chance at no temperature', { temperature: 0 }, { isDeterministic: true }],
    [
      'says how long it may be',
      { max_output_tokens: 50 },
      { answerLimits: [{ field: 'max_output_tokens', tokens: 50 }] },
    ],
    ['is thought over', { reasoning: { effort: 'low' } }, { effort: 'low' }],
    ['is thought over as usual', { reasoning: {} }, { effort: undefined }],
    ['has tools', { tools: [{ type: 'web_search' }] }, { hasTools: true }],
    ['has tools that act', { tools: [{ type: 'mcp', server_label: 'mail' }] }, { mayAct: true }],
    ['has none that act', { tools: [{ type: 'web_search' }, { type: 'function' }] }, { mayAct: false }],
    ['has none where their list is empty', { tools: [] }, { hasTools: false }],
    ['has a picture', { input: [said('user', [image])] }, { hasImages: true }],
    [
      'has a picture that a tool gave',
      { input: [{ type: 'function_call_output', call_id: 'c1', output: [image] }] },
      { hasImages: true },
    ],
    [
      'has a picture of a screen',
      {
        input: [
          {
            type: 'computer_call_output',
            call_id: 'c1',
            output: { type: 'computer_screenshot', image_url: 'data:image/png;base64,AAAA' },
          },
        ],
      },
      { hasImages: true },
    ],
    ['speaks of pictures only', { input: [said('user', 'input_image')] }, { hasImages: false }],
  ])('%s', (_, fields, facts) => {
    expect(read(fields)).toMatchObject(facts)
  })

  it.each<[string, Readonly<Record<string, unknown>>, number]>([
    ['its text', { input: 'a'.repeat(400) }, 108],
    ['its instructions', { input: '', instructions: 'a'.repeat(400) }, 108],
    ['its messages', { input: [said('user', 'a'.repeat(40)), said('assistant', 'a'.repeat(40))] }, 32],
    [
      'the parts of its messages',
      { input: [said('user', [{ type: 'input_text', text: 'a'.repeat(40) }])] },
      18,
    ],
    ['its pictures', { input: [said('user', [image])] }, 773],
    ['what it asked of tools', { input: [{ type: 'function_call', arguments: 'a'.repeat(40) }] }, 18],
    ['what tools gave', { input: [{ type: 'function_call_output', output: 'a'.repeat(40) }] }, 18],
    [
      'what tools gave in parts',
      { input: [{ type: 'function_call_output', output: [{ type: 'input_text', text: 'a'.repeat(40) }] }] },
      18,
    ],
    ['nothing but its frame', { input: undefined }, 4],
  ])('is estimated by %s', (_, fields, tokens) => {
    expect(read(fields).promptTokens()).toBe(tokens)
  })

  it('is estimated by its tools', () => {
    const tools = [{ type: 'function', name: 'a'.repeat(100) }]
    expect(read({ input: '', tools }).promptTokens()).toBe(8 + Math.ceil(JSON.stringify(tools).length / 4))
  })
})

describe('what a conversation begins with', () => {
  const first = said('user', 'Chào')
  const openingOf = (input: unknown, instructions?: string) => read({ input, instructions }).opening?.()

  it('stays the same as it goes on', () => {
    const later = openingOf([first, said('assistant', 'Chào bạn'), said('user', 'Tạm biệt')])
    expect(later?.text).toBe(openingOf([first])?.text)
    expect([openingOf([first])?.continues, later?.continues]).toEqual([false, true])
  })

  it('is the same as a text and as a message', () => {
    expect(openingOf('Chào')).toEqual(openingOf([first]))
  })

  it('goes on where a tool has been called', () => {
    expect(openingOf([first, { type: 'function_call', arguments: '{}' }])?.continues).toBe(true)
  })

  it('differs by the instructions and by what was said first', () => {
    const texts = [openingOf('Chào'), openingOf('Chào', 'Be brief.'), openingOf('Hi')].map(each => each?.text)
    expect(new Set(texts).size).toBe(3)
  })
})

describe('an answer', () => {
  const whole = { object: 'response', status: 'completed', error: null, output: [] }

  it.each([whole, { ...whole, status: 'incomplete' }, { output: [] }])('is %j', body => {
    expect(responseFormat.isAnswer(body)).toBe(true)
  })

  it.each([
    null,
    undefined,
    'x',
    {},
    { ...whole, output: undefined },
    { ...whole, output: 'x' },
    { ...whole, status: 'failed' },
    { ...whole, status: 'cancelled' },
    { ...whole, error: { code: 'server_error', message: 'No.' } },
    { error: { message: 'No.' } },
  ])('is not %j', body => {
    expect(responseFormat.isAnswer(body)).toBe(false)
  })

  it('says its texts and what it asks of tools, and no ids', () => {
    const text = responseFormat.answerText({
      output: [
        { type: 'message', id: 'CANARY', content: [{ type: 'output_text', text: 'Chào' }] },
        { type: 'function_call', id: 'CANARY', name: 'weather', arguments: '{"city":"Huế"}' },
      ],
    })
    expect(text).toContain('Chào')
    expect(text).toContain('weather')
    expect(text).toContain('Huế')
    expect(text).not.toContain('CANARY')
  })

  it('says nothing where there is nothing to read', () => {
    expect(responseFormat.answerText({ output: 'Chào' })).toBe('')
  })

  it('is ended by nobody but its endpoint', () => {
    expect(responseFormat.closing).toBeUndefined()
  })
})

it('a stream has room for a picture in three drafts, whole, and once more in its last event', () => {
  expect(responseFormat.streamLimitBytes).toBe(5 * (responseFormat.eventLimitBytes ?? 0))
})
