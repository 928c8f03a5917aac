import { describe, expect, it } from 'vitest'
import { promptOf } from '@/lib/translation/prompt-of'

const user = (content: unknown) => promptOf([{ role: 'user', content }])[0]?.content
const call = (id: string, name: string, given: unknown) => ({
  id,
  type: 'function',
  function: { name, arguments: given },
})

describe('what is said before', () => {
  it.each(['system', 'developer'])('by the %s is a system message', role => {
    expect(promptOf([{ role, content: 'Be brief.' }])).toEqual([{ role: 'system', content: 'Be brief.' }])
  })

  it('in several parts is one text', () => {
    const content = [
      { type: 'text', text: 'Be ' },
      { type: 'text', text: 'brief.' },
    ]
    expect(promptOf([{ role: 'developer', content }])).toEqual([{ role: 'system', content: 'Be brief.' }])
  })
})

describe('what a user says', () => {
  it('is one part where it is a text', () => {
    expect(user('Xin chào')).toEqual([{ type: 'text', text: 'Xin chào' }])
  })

  it('keeps the order of its parts', () => {
    const content = [
      { type: 'text', text: 'one' },
      { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0K' } },
      { type: 'text', text: 'two' },
    ]
    expect(user(content)).toEqual([
      { type: 'text', text: 'one' },
      { type: 'file', mediaType: 'image/png', data: 'iVBORw0K' },
      { type: 'text', text: 'two' },
    ])
  })

  it('names a picture by its address', () => {
    const url = 'https://pictures.example.invalid/cat.png?size=2'
    expect(user([{ type: 'image_url', image_url: { url, detail: 'low' } }])).toEqual([
      { type: 'file', mediaType: 'image/*', data: new URL(url) },
    ])
  })

  it.each(['image/svg+xml', 'image/vnd.adobe.photoshop', 'application/pdf'])(
    'may be given as %s itself',
    mediaType => {
      const url = `data:${mediaType};base64,AAAA`
      expect(user([{ type: 'image_url', image_url: { url } }])).toEqual([
        { type: 'file', mediaType, data: 'AAAA' },
      ])
    },
  )

  it('may be given with parameters of its type', () => {
    const url = 'data:image/png;name=cat.png;base64,AAAA'
    expect(user([{ type: 'image_url', image_url: { url } }])).toMatchObject([
      { type: 'file', mediaType: 'image/png', data: 'AAAA' },
    ])
  })

  it('may be sound', () => {
    expect(user([{ type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } }])).toEqual([
      { type: 'file', mediaType: 'audio/wav', data: 'AAAA' },
    ])
  })

  it('may be a file', () => {
    const file = { filename: 'a.pdf', file_data: 'data:application/pdf;base64,AAAA' }
    expect(user([{ type: 'file', file }])).toEqual([
      { type: 'file', mediaType: 'application/pdf', data: 'AAAA' },
    ])
  })
})

describe('what the assistant has said', () => {
  it('is its text and then the tools that it called, in their order', () => {
    const tool_calls = [call('call_1', 'weather', '{"city":"Huế"}'), call('call_2', 'time', '{}')]
    expect(promptOf([{ role: 'assistant', content: 'Let me see.', tool_calls }])).toEqual([
      {
        role: 'assistant',
        content: [
          { type: 'text', text: 'Let me see.' },
          { type: 'tool-call', toolCallId: 'call_1', toolName: 'weather', input: { city: 'Huế' } },
          { type: 'tool-call', toolCallId: 'call_2', toolName: 'time', input: {} },
        ],
      },
    ])
  })

  it.each([null, undefined, '', []])('is no text where its content is %j', content => {
    const tool_calls = [call('call_1', 'time', '{}')]
    const [said] = promptOf([{ role: 'assistant', content, tool_calls }])
    expect(said?.content).toEqual([{ type: 'tool-call', toolCallId: 'call_1', toolName: 'time', input: {} }])
  })

  it.each(['', '{', 'null', undefined])('called a tool with nothing where it was given %j', given => {
    const [said] = promptOf([{ role: 'assistant', tool_calls: [call('call_1', 'time', given)] }])
    expect(said?.content).toMatchObject([{ input: {} }])
  })

  it('may be a refusal among its parts', () => {
    const [said] = promptOf([{ role: 'assistant', content: [{ type: 'refusal', refusal: 'I cannot.' }] }])
    expect(said?.content).toEqual([{ type: 'text', text: 'I cannot.' }])
  })

  it('may be a refusal instead of a content', () => {
    const [said] = promptOf([{ role: 'assistant', content: null, refusal: 'I cannot.' }])
    expect(said?.content).toEqual([{ type: 'text', text: 'I cannot.' }])
  })
})

describe('what tools have said', () => {
  const asked = {
    role: 'assistant',
    content: null,
    tool_calls: [call('call_1', 'weather', '{}'), call('call_2', 'time', '{}')],
  }
  const told = (id: string, content: unknown) => ({ role: 'tool', tool_call_id: id, content })
  const result = (toolCallId: string, toolName: string, value: string) => ({
    type: 'tool-result',
    toolCallId,
    toolName,
    output: { type: 'text', value },
  })

  it('of one turn is one message, each by the name of its tool', () => {
    const prompt = promptOf([asked, told('call_2', 'noon'), told('call_1', [{ type: 'text', text: 'rain' }])])
    expect(prompt.slice(1)).toEqual([
      { role: 'tool', content: [result('call_2', 'time', 'noon'), result('call_1', 'weather', 'rain')] },
    ])
  })

  it('of two turns is two messages', () => {
    const prompt = promptOf([asked, told('call_1', 'rain'), asked, told('call_2', 'noon')])
    expect(prompt.map(({ role }) => role)).toEqual(['assistant', 'tool', 'assistant', 'tool'])
  })

  it('has a name also where nobody asked for it', () => {
    expect(promptOf([told('call_9', 'rain')])).toEqual([
      { role: 'tool', content: [result('call_9', 'unknown', 'rain')] },
    ])
  })
})

it('the messages given are not changed', () => {
  const messages = [
    { role: 'tool', tool_call_id: 'call_1', content: 'rain' },
    { role: 'tool', tool_call_id: 'call_2', content: 'noon' },
  ]
  const before = structuredClone(messages)
  promptOf(messages)
  expect(promptOf(messages)).toHaveLength(1)
  expect(messages).toEqual(before)
})
