import type { LanguageModelV3GenerateResult } from '@ai-sdk/provider'
import { type CompletionHead, finishReason, usageOf } from '@/lib/translation/completion-head'

/** The chat completion that an answer of the AI SDK's providers is. */
export function completionFromResult(
  { content, ...result }: LanguageModelV3GenerateResult,
  head: CompletionHead,
) {
  const texts = (type: 'text' | 'reasoning') =>
    content.flatMap(part => (part.type === type && 'text' in part ? [part.text] : [])).join('')
  const calls = content.flatMap(part => (part.type === 'tool-call' && !part.providerExecuted ? [part] : []))
  const said = texts('text')
  const thought = texts('reasoning')
  const message = {
    role: 'assistant',
    content: said === '' && calls.length > 0 ? null : said,
    // DeepSeek's name for it, which many clients read.
    ...(thought !== '' && { reasoning_content: thought }),
    refusal: null,
    ...(calls.length > 0 && {
      tool_calls: calls.map(({ toolCallId, toolName, input }) => ({
        id: toolCallId,
        type: 'function',
        function: { name: toolName, arguments: input },
      })),
    }),
  }
  const choice = { index: 0, message, logprobs: null, finish_reason: finishReason(result.finishReason) }
  return { ...head, object: 'chat.completion', choices: [choice], usage: usageOf(result.usage) }
}
