import type { MessageAnswer } from './message-answer'

/** A message as it is when its stream begins. */
export function messageStart({ id, model, inputTokens }: MessageAnswer) {
  return {
    id,
    type: 'message',
    role: 'assistant',
    model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: usage({ inputTokens, outputTokens: 1 }),
  }
}

/** A message as the one JSON object of a plain call. */
export function messageObject(answer: MessageAnswer) {
  const { thinking, text, tool, stopReason, stopSequence } = answer
  const thought = thinking && { type: 'thinking', thinking: thinking.text, signature: thinking.signature }
  const said = tool
    ? { type: 'tool_use', id: tool.id, name: tool.name, input: tool.input }
    : { type: 'text', text }
  return {
    ...messageStart(answer),
    content: thought ? [thought, said] : [said],
    stop_reason: stopReason,
    stop_sequence: stopSequence,
    usage: usage(answer),
  }
}

function usage({ inputTokens, outputTokens }: { inputTokens: number; outputTokens: number }) {
  return {
    input_tokens: inputTokens,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
    output_tokens: outputTokens,
    service_tier: 'standard',
  }
}
