import type { ResponsesAnswer } from './responses-answer'

/** The item that a response puts out, whole. */
export function outputItem({ itemId, text, tool, status }: ResponsesAnswer) {
  if (tool) {
    const { id, name } = tool
    return { id: itemId, type: 'function_call', status, arguments: tool.arguments, call_id: id, name }
  }
  return { id: itemId, type: 'message', status, content: [textPart(text)], role: 'assistant' }
}

/** The item as it is announced, before anything of it is there. */
export function emptyItem(answer: ResponsesAnswer) {
  const begun = { ...outputItem(answer), status: 'in_progress' }
  return answer.tool ? { ...begun, arguments: '' } : { ...begun, content: [] }
}

/** A message's part that bears its text. */
export function textPart(text: string) {
  return { type: 'output_text', annotations: [], logprobs: [], text }
}
