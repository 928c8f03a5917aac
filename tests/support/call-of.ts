import { type CallOperation, type OperationName, operations } from '@/lib/operations/operations'
import { type Call, parseCall } from '@/lib/operations/parse-call'

const messages = [{ role: 'user', content: 'Xin chào' }]

// The least that each operation takes.
const usual: Readonly<Record<OperationName, object>> = {
  'chat.completions': { messages },
  completions: { prompt: 'Xin chào' },
  embeddings: { input: 'Xin chào' },
  responses: { input: 'Xin chào' },
  messages: { messages, max_tokens: 64 },
}

/** A call of any operation; a test names only what it is about. */
export function callOf(name: OperationName, overrides: Readonly<Record<string, unknown>> = {}): Call {
  const isThis = (each: (typeof operations)[number]): each is CallOperation =>
    each.method === 'POST' && each.name === name
  const operation = operations.find(isThis)
  if (operation === undefined) throw new Error(`There is no operation ${name}.`)
  return parseCall(JSON.stringify({ model: 'gpt-4.1', ...usual[name], ...overrides }), operation)
}
