import { isObject } from '@/lib/openai/is-object'
import { longestAnswer, type RequestFacts } from '@/lib/operations/request-facts'

// About four characters of English make a token, and a character of most other scripts makes three quarters of one.
const asciiPerToken = 4
const tokensPerOther = 0.75

const tokensPerMessage = 4
// A picture in full detail; its bytes say nothing of its tokens.
const tokensPerPicture = 765

/** Estimates the tokens that a call will use: its prompt and the longest answer that it asks for. */
export function estimateTokens(
  call: Pick<RequestFacts, 'promptTokens' | 'answerLimits' | 'choices'>,
): number {
  return call.promptTokens() + (longestAnswer(call) ?? 0) * call.choices
}

/** Estimates the tokens of messages, and of what is described beside them: the tools that they may call, the form of the answer. */
export function messageTokens(
  messages: readonly Readonly<Record<string, unknown>>[],
  ...described: readonly unknown[]
): number {
  const said = messages.reduce(
    (sum, { content, tool_calls }) =>
      sum +
      tokensPerMessage +
      contentTokens(content) +
      (tool_calls ? textTokens(JSON.stringify(tool_calls)) : 0),
    0,
  )
  const beside = described
    .filter(each => (each ?? null) !== null)
    .map(each => textTokens(JSON.stringify(each)))
  return Math.ceil(beside.reduce((sum, tokens) => sum + tokens, said))
}

/** Estimates the tokens of a text. */
export function textTokens(text: string): number {
  let others = 0
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 127) others++
  return (text.length - others) / asciiPerToken + others * tokensPerOther
}

/** Estimates the tokens of what a message, a prompt or an item holds: a text, or parts of several kinds. */
export function contentTokens(content: unknown): number {
  if (typeof content === 'string') return textTokens(content)
  // A prompt may be given as tokens.
  if (typeof content === 'number') return 1
  if (Array.isArray(content)) return content.reduce<number>((sum, part) => sum + contentTokens(part), 0)
  return isObject(content) ? partTokens(content) : 0
}

const pictures: readonly unknown[] = ['image_url', 'input_image', 'image', 'computer_screenshot']

function partTokens(part: Readonly<Record<string, unknown>>): number {
  if (typeof part.text === 'string') return textTokens(part.text)
  if (pictures.includes(part.type)) return tokensPerPicture
  if (part.input !== undefined) return textTokens(JSON.stringify(part.input))
  const { content, arguments: given, output, refusal } = part
  return contentTokens([content, given, output, refusal, sourceOf(part)])
}

// What Anthropic's documents hold: a text, or parts of their own.
function sourceOf({ source }: Readonly<Record<string, unknown>>): unknown {
  if (!isObject(source)) return undefined
  return source.type === 'text' ? source.data : source.content
}

/** Whether there is a picture anywhere in what a call says. */
export function holdsPicture(content: unknown): boolean {
  if (Array.isArray(content)) return content.some(holdsPicture)
  if (!isObject(content)) return false
  return (
    pictures.includes(content.type) || [content.content, content.output, sourceOf(content)].some(holdsPicture)
  )
}
