import { callFunction } from '../openai/call-function'
import { newId } from '../openai/new-id'
import { parseJson } from '../parse-json'
import type { MessagesRequest } from './messages-request'

export interface ToolUse {
  id: string
  name: string
  input: unknown
  /** The input as it is streamed. */
  json: string
}

/** The tool use that a request asks for: the chosen or first tool, unless a tool's result came last. */
export function answerToolUse(request: MessagesRequest): ToolUse | undefined {
  const { tools = [], tool_choice: choice } = request
  if (choice?.type === 'none' || !endsWithQuestion(request)) return undefined
  // Tools without a schema are Anthropic's own, which it does not leave to its caller.
  const functions = tools.flatMap(({ name, input_schema }) =>
    input_schema === undefined ? [] : [{ name, parameters: input_schema }],
  )
  const called = callFunction(functions, choice?.type === 'tool' ? choice.name : undefined)
  if (!called) return undefined
  const { name, arguments: json } = called
  return { id: newId('toolu_01', 22), name, input: parseJson(json), json }
}

function endsWithQuestion({ messages }: MessagesRequest): boolean {
  const last = messages.at(-1)
  if (last?.role !== 'user') return false
  return typeof last.content === 'string' || last.content.every(({ type }) => type !== 'tool_result')
}
