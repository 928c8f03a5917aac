import { isRecord } from '../is-record'
import type { Call } from './dialect'
import type { JsonObject } from './json-object'

export interface FieldProblem {
  type: string
  loc: (string | number)[]
  msg: string
  input: unknown
}

const ofChats = [
  'model',
  'messages',
  'temperature',
  'top_p',
  'max_tokens',
  'stream',
  'stop',
  'random_seed',
  'response_format',
  'tools',
  'tool_choice',
  'presence_penalty',
  'frequency_penalty',
  'n',
  'prediction',
  'parallel_tool_calls',
  'prompt_mode',
  'reasoning_effort',
  'safe_prompt',
]
const ofEmbeddings = ['model', 'input', 'encoding_format', 'output_dimension', 'output_dtype']

const ofRoles = new Map([
  ['system', ['role', 'content']],
  ['user', ['role', 'content']],
  ['assistant', ['role', 'content', 'tool_calls', 'prefix']],
  ['tool', ['role', 'content', 'tool_call_id', 'name']],
])

/** What Mistral finds in a body that it does not take. */
export function extraFields({ operation, body }: Call): FieldProblem[] {
  if (operation !== '/chat/completions') return extraIn(body, { known: ofEmbeddings, loc: ['body'] })
  const messages = Array.isArray(body.messages) ? body.messages.filter(isRecord) : []
  return [...extraIn(body, { known: ofChats, loc: ['body'] }), ...messages.flatMap(ofMessage)]
}

function ofMessage(message: JsonObject, index: number): FieldProblem[] {
  const role = String(message.role)
  const known = ofRoles.get(role)
  const loc = ['body', 'messages', index]
  if (known) return extraIn(message, { known, loc: [...loc, role] })
  const msg = `Input tag '${role}' found using 'role' does not match any of the expected tags: ${[...ofRoles.keys()].map(name => `'${name}'`).join(', ')}`
  return [{ type: 'union_tag_invalid', loc, msg, input: message }]
}

function extraIn(
  object: JsonObject,
  { known, loc }: { known: readonly string[]; loc: (string | number)[] },
): FieldProblem[] {
  return Object.entries(object)
    .filter(([name]) => !known.includes(name))
    .flatMap(([name, input]) => problemsOf(input, [...loc, name]))
}

// Of the stream's options it is each one that is named.
function problemsOf(input: unknown, loc: (string | number)[]): FieldProblem[] {
  if (loc.at(-1) === 'stream_options' && isRecord(input)) {
    return Object.entries(input).flatMap(([name, value]) => problemsOf(value, [...loc, name]))
  }
  return [{ type: 'extra_forbidden', loc, msg: 'Extra inputs are not permitted', input }]
}
