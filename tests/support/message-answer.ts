/** A plain message of Anthropic's, as its reference has it. */
export function messageAnswer(overrides: Readonly<Record<string, unknown>> = {}) {
  return {
    id: 'msg_01AbC',
    type: 'message',
    role: 'assistant',
    model: 'claude-sonnet-4-5-20250929',
    content: [{ type: 'text', text: 'Xin chào!' }],
    stop_reason: 'end_turn',
    stop_sequence: null,
    usage: {
      input_tokens: 5,
      cache_creation_input_tokens: 3,
      cache_read_input_tokens: 2,
      output_tokens: 7,
      service_tier: 'standard',
    },
    ...overrides,
  }
}
