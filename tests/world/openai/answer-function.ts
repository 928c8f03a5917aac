import { type AnsweredTool, callFunction } from './call-function'
import { inputItems, userContent } from './input-items'
import type { ResponsesRequest } from './responses-request'

/** The function call that a request asks for: the chosen or first function, unless a function's result came last. */
export function answerFunction(request: ResponsesRequest): AnsweredTool | undefined {
  const { tools, tool_choice: choice } = request
  const last = inputItems(request).at(-1)
  if (choice === 'none' || !last || userContent(last).length === 0) return undefined
  const functions = (tools ?? []).flatMap(({ type, name, parameters }) =>
    type === 'function' && name !== undefined ? [{ name, parameters }] : [],
  )
  return callFunction(functions, typeof choice === 'object' ? choice?.name : undefined)
}
