import { type OperationName, operations } from '@/lib/operations/operations'
import { type Call, parseCall } from '@/lib/operations/parse-call'

const hello = [{ role: 'user', content: 'Xin chào' }]

const usual: Readonly<Record<OperationName, Readonly<Record<string, unknown>>>> = {
  'chat.completions': { messages: hello },
  completions: { prompt: 'Xin chào' },
  embeddings: { input: 'Xin chào' },
  responses: { input: 'Xin chào' },
  messages: { messages: hello, max_tokens: 100 },
}

/** The operation of that name. */
export function operationOf(name: OperationName) {
  const found = operations.find(operation => operation.name === name)
  if (found?.method !== 'POST') throw new Error(`No operation is called ${name}.`)
  return found
}

/** A call of any operation. */
export function callFor(name: OperationName, overrides: Readonly<Record<string, unknown>> = {}): Call {
  const body = { model: 'gpt-4.1', ...usual[name], ...overrides }
  return parseCall(JSON.stringify(body), operationOf(name))
}
