import { type OperationName, operations } from '@/lib/operations/operations'
import { type Call, parseCall } from '@/lib/operations/parse-call'

const messages = [{ role: 'user', content: 'Xin chào' }]
const bodies: Readonly<Record<OperationName, object>> = {
  'chat.completions': { model: 'gpt-4.1', messages },
  completions: { model: 'gpt-4.1', prompt: 'Xin chào' },
  embeddings: { model: 'gpt-4.1', input: 'Xin chào' },
  responses: { model: 'gpt-4.1', input: 'Xin chào' },
  messages: { model: 'gpt-4.1', max_tokens: 50, messages },
}

/** A call of any operation; a test names only what it is about. */
export function buildCallOf(name: OperationName, overrides: Readonly<Record<string, unknown>> = {}): Call {
  for (const operation of operations)
    if ('format' in operation && operation.name === name)
      return parseCall(JSON.stringify({ ...bodies[name], ...overrides }), operation)
  throw new Error(`There is no ${name}.`)
}
