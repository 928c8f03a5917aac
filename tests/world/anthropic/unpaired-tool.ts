import type { MessageBlock, MessageContent, MessagesRequest } from './messages-request'

const noBlocks: MessageBlock[] = []

/** What is wrong where a tool's result does not follow its use at once, or its use has no result. */
export function unpairedTool({ messages }: MessagesRequest): string | undefined {
  for (const [index, { content }] of messages.entries()) {
    const used = toolUses(messages[index - 1]?.content)
    const results = toolResults(content)
    const stray = results.find(id => !used.includes(id))
    if (stray !== undefined) {
      return `messages.${index}: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${stray}. Each \`tool_result\` block must have a corresponding \`tool_use\` block in the previous message.`
    }
    const open = used.filter(id => !results.includes(id))
    if (open.length > 0) {
      return `messages.${index - 1}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${open.join(', ')}. Each \`tool_use\` block must have a corresponding \`tool_result\` block in the next message.`
    }
  }
  return undefined
}

function toolUses(content: MessageContent | undefined): string[] {
  return blocksOf(content).flatMap(block => (block.type === 'tool_use' ? [block.id] : []))
}

function toolResults(content: MessageContent): string[] {
  return blocksOf(content).flatMap(block => (block.type === 'tool_result' ? [block.tool_use_id] : []))
}

function blocksOf(content: MessageContent | undefined): MessageBlock[] {
  return Array.isArray(content) ? content : noBlocks
}
