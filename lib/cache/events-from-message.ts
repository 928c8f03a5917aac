import { isObject } from '@/lib/openai/is-object'

type Fields = Readonly<Record<string, unknown>>

/**
 * The stream that a plain message would have been, each of its blocks in one piece.
 * Source: https://docs.claude.com/en/docs/build-with-claude/streaming
 */
export function eventsFromMessage(message: Fields): string {
  const { content, stop_reason, stop_sequence, stop_details, usage } = message
  const blocks = Array.isArray(content) ? content.filter(isObject) : []
  const used = isObject(usage) ? usage : {}
  const begun = {
    ...message,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    ...(stop_details !== undefined && { stop_details: null }),
  }
  return [
    { type: 'message_start', message: { ...begun, usage: { ...used, output_tokens: 1 } } },
    ...blocks.flatMap(blockEvents),
    {
      type: 'message_delta',
      delta: { stop_reason, stop_sequence, ...(stop_details !== undefined && { stop_details }) },
      usage: { output_tokens: used.output_tokens },
    },
    { type: 'message_stop' },
  ]
    .map(each => `event: ${each.type}\ndata: ${JSON.stringify(each)}\n\n`)
    .join('')
}

function blockEvents(block: Fields, index: number) {
  const { opened, deltas } = openedBlock(block)
  return [
    { type: 'content_block_start', index, content_block: opened },
    ...deltas.map(delta => ({ type: 'content_block_delta', index, delta })),
    { type: 'content_block_stop', index },
  ]
}

function openedBlock(block: Fields): { readonly opened: Fields; readonly deltas: readonly Fields[] } {
  const { text, input, thinking, signature } = block
  switch (block.type) {
    case 'text':
      return {
        opened: { ...block, text: '', ...(Array.isArray(block.citations) && { citations: [] }) },
        deltas: [
          { type: 'text_delta', text },
          ...(Array.isArray(block.citations) ? block.citations : []).map(citation => ({
            type: 'citations_delta',
            citation,
          })),
        ],
      }
    case 'tool_use':
      return {
        opened: { ...block, input: {} },
        deltas: [{ type: 'input_json_delta', partial_json: JSON.stringify(input) }],
      }
    case 'thinking':
      return {
        opened: { ...block, thinking: '', signature: '' },
        deltas: [
          { type: 'thinking_delta', thinking },
          { type: 'signature_delta', signature },
        ],
      }
    default:
      return { opened: block, deltas: [] }
  }
}
