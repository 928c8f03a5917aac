import { describe, expect, it } from 'vitest'
import { trimConversation } from '@/lib/models/trim-conversation'
import { messageTokens } from '@/lib/operations/estimate-tokens'

const said = (role: string, content: unknown) => ({ role, content })
const long = 'x'.repeat(400)
const system = said('system', long)
const first = [said('user', `1 ${long}`), said('assistant', long)]
const second = [said('user', `2 ${long}`), said('assistant', long)]
const third = [said('user', `3 ${long}`), said('assistant', long)]
const last = [said('user', `4 ${long}`)]
const ofFirst = messageTokens(first)

describe('a conversation', () => {
  it('loses nothing where nothing is to be saved', () => {
    const whole = [system, ...first, ...second, ...last]
    expect(trimConversation(whole, 0)).toEqual({ messages: whole, dropped: 0 })
  })

  it('loses its oldest exchange first, and no more than it must', () => {
    const whole = [system, ...first, ...second, ...third, ...last]
    const rest = [system, ...second, ...third, ...last]
    expect(trimConversation(whole, 1)).toEqual({ messages: rest, dropped: 2 })
    expect(trimConversation(whole, ofFirst)).toEqual({ messages: rest, dropped: 2 })
    expect(trimConversation(whole, ofFirst + 1)).toEqual({
      messages: [system, ...third, ...last],
      dropped: 4,
    })
  })

  it('keeps its last two exchanges, though that is too much', () => {
    expect(trimConversation([system, ...third, ...last], 1)).toBeUndefined()
    expect(trimConversation([system, ...first, ...third, ...last], ofFirst + 1)).toBeUndefined()
  })

  it('keeps what its system says wherever that stands', () => {
    const developer = said('developer', 'Đừng quên.')
    const whole = [system, ...first, developer, ...second, ...third, ...last]
    expect(trimConversation(whole, 1)?.messages).toEqual([system, developer, ...second, ...third, ...last])
  })

  it('that begins with its assistant loses that with the first of it', () => {
    const greeting = said('assistant', 'Xin chào!')
    const trimmed = trimConversation([greeting, ...first, ...second, ...last], ofFirst)
    expect(trimmed).toEqual({ messages: [...second, ...last], dropped: 3 })
  })

  it('of nothing has nothing to lose', () => {
    expect(trimConversation([], 0)).toEqual({ messages: [], dropped: 0 })
    expect(trimConversation([], 1)).toBeUndefined()
  })

  it('keeps each of two messages that say the same', () => {
    const again = [said('user', 'Lại.'), said('assistant', 'Vâng.')]
    const whole = [...again, ...again.map(each => ({ ...each })), ...again.map(each => ({ ...each }))]
    expect(trimConversation(whole, 1)?.messages).toEqual([...again, ...again])
  })
})

describe('the result of a tool', () => {
  it('goes with its call in OpenAI’s chats', () => {
    const used = [
      said('user', 'Thời tiết?'),
      { role: 'assistant', content: null, tool_calls: [{ id: 'a', type: 'function' }] },
      { role: 'tool', tool_call_id: 'a', content: long },
      said('assistant', 'Mưa.'),
    ]
    const whole = [...used, ...second, ...last]
    expect(trimConversation(whole, 50)).toEqual({ messages: [...second, ...last], dropped: 4 })
  })

  it('goes with its call in Anthropic’s, where the user brings it', () => {
    const used = [
      said('user', 'Thời tiết?'),
      said('assistant', [{ type: 'tool_use', id: 'a', name: 'weather', input: {} }]),
      said('user', [
        { type: 'tool_result', tool_use_id: 'a', content: long },
        { type: 'text', text: 'Vậy thì?' },
      ]),
      said('assistant', 'Mưa.'),
    ]
    const whole = [...used, ...second, ...last]
    expect(trimConversation(whole, 50)).toEqual({ messages: [...second, ...last], dropped: 4 })
  })

  it('counts for what it is long in OpenAI’s responses, where it stands in another field', () => {
    const used = [
      said('user', 'Thời tiết?'),
      { type: 'function_call', call_id: 'a', name: 'weather', arguments: '{}' },
      { type: 'function_call_output', call_id: 'a', output: long },
    ]
    const whole = [...used, ...second, ...last]
    expect(trimConversation(whole, 50)).toEqual({ messages: [...second, ...last], dropped: 3 })
  })
})
