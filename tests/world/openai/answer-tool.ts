import { type AnsweredTool, callFunction } from './call-function'
import type { ChatRequest } from './chat-request'

/** The tool call that a request asks for: the chosen or first function, unless a tool's result came last. */
export function answerTool({ tools, tool_choice, messages }: ChatRequest): AnsweredTool | undefined {
  if (tool_choice === 'none' || messages.at(-1)?.role !== 'user') return undefined
  const functions = (tools ?? []).flatMap(tool => tool.function ?? [])
  const wanted = typeof tool_choice === 'object' ? tool_choice?.function?.name : undefined
  return callFunction(functions, wanted)
}
