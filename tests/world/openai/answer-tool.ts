import type { ChatRequest } from './chat-request'
import { jsonForSchema } from './json-for-schema'
import { newId } from './new-id'

export interface AnsweredTool {
  id: string
  name: string
  /** JSON text. */
  arguments: string
}

/** The tool call that a request asks for: the chosen or first function, unless a tool's result came last. */
export function answerTool({ tools, tool_choice, messages }: ChatRequest): AnsweredTool | undefined {
  if (tool_choice === 'none' || messages.at(-1)?.role !== 'user') return undefined
  const functions = (tools ?? []).flatMap(tool => tool.function ?? [])
  const wanted = typeof tool_choice === 'object' ? tool_choice?.function?.name : undefined
  const chosen = functions.find(({ name }) => name === wanted) ?? functions[0]
  if (!chosen) return undefined
  const values = jsonForSchema(chosen.parameters ?? { type: 'object' })
  return { id: newId('call_', 24), name: chosen.name, arguments: JSON.stringify(values) }
}
