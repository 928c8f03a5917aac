import type { ChatRequest } from '@/lib/openai/chat-request'
import { isObject } from '@/lib/openai/is-object'

// About four characters of English make a token, and a character of most other scripts makes three quarters of one.
const asciiPerToken = 4
const tokensPerOther = 0.75

const tokensPerMessage = 4
// A picture in full detail; its bytes say nothing of its tokens.
const tokensPerPicture = 765

/** Estimates the tokens that a call will use: its prompt and the longest answer that it asks for. */
export function estimateTokens(request: ChatRequest): number {
  const { max_completion_tokens, max_tokens, n } = request
  return estimatePrompt(request) + Math.max(0, max_completion_tokens ?? max_tokens ?? 0) * (n ?? 1)
}

/** Estimates the tokens of a call's prompt. */
export function estimatePrompt({ messages, tools }: ChatRequest): number {
  const prompt = messages.reduce((sum, { content }) => sum + tokensPerMessage + contentTokens(content), 0)
  const described = tools ? textTokens(JSON.stringify(tools)) : 0
  return Math.ceil(prompt + described)
}

/** Estimates the tokens of a text. */
export function textTokens(text: string): number {
  let others = 0
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 127) others++
  return (text.length - others) / asciiPerToken + others * tokensPerOther
}

function contentTokens(content: unknown): number {
  if (typeof content === 'string') return textTokens(content)
  if (!Array.isArray(content)) return 0
  return content.filter(isObject).reduce((sum, part) => sum + partTokens(part), 0)
}

function partTokens(part: Readonly<Record<string, unknown>>): number {
  if (typeof part.text === 'string') return textTokens(part.text)
  return part.type === 'image_url' ? tokensPerPicture : 0
}
