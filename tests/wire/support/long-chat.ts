import { textOfTokens } from './text-of-tokens'

const call = { id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{}' } }

/** A chat of a system's message and four exchanges, the first and the third with a tool, that is 240 tokens long. */
export const longChat = [
  { role: 'system', content: textOfTokens(10, 's') },
  { role: 'user', content: textOfTokens(30, 'a') },
  { role: 'assistant', content: null, tool_calls: [call] },
  { role: 'tool', tool_call_id: 'call_1', content: textOfTokens(40, 'b') },
  { role: 'assistant', content: textOfTokens(10, 'c') },
  { role: 'user', content: textOfTokens(40, 'd') },
  { role: 'assistant', content: textOfTokens(20, 'e') },
  { role: 'user', content: textOfTokens(12, 'f') },
  { role: 'assistant', content: null, tool_calls: [call] },
  { role: 'tool', tool_call_id: 'call_1', content: textOfTokens(10, 'g') },
  { role: 'assistant', content: textOfTokens(10, 'h') },
  { role: 'user', content: textOfTokens(10, 'i') },
]
