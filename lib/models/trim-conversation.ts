import { isObject } from '@/lib/openai/is-object'
import { messageTokens } from '@/lib/operations/estimate-tokens'

type Message = Readonly<Record<string, unknown>>

/** What is left of a conversation, and how many messages were dropped. */
export type Trimmed = { readonly messages: readonly Message[]; readonly dropped: number }

const exchangesKept = 2

/**
 * Drops the oldest exchanges of a conversation until so many tokens are saved; undefined where that cannot be. An exchange is what a
 * user says and all that follows until it speaks again, so no tool's result loses its call. The system's messages and the
 * last two exchanges always stay.
 */
export function trimConversation(messages: readonly Message[], excessTokens: number): Trimmed | undefined {
  const exchanges = splitExchanges(messages)
  const dropped = new Set<Message>()
  let saved = 0
  for (const exchange of exchanges.slice(0, -exchangesKept)) {
    if (saved >= excessTokens) break
    const leaving = exchange.filter(({ role }) => role !== 'system' && role !== 'developer')
    for (const message of leaving) dropped.add(message)
    // An item without content of its own is all content: a tool's call, or what it said.
    saved += messageTokens(
      leaving.map(message => (message.content === undefined ? { content: message } : message)),
    )
  }
  if (saved < excessTokens) return undefined
  return { messages: messages.filter(message => !dropped.has(message)), dropped: dropped.size }
}

function splitExchanges(messages: readonly Message[]): readonly (readonly Message[])[] {
  const exchanges: Message[][] = []
  for (const message of messages) {
    const last = exchanges.at(-1)
    if (last === undefined || beginsExchange(message)) exchanges.push([message])
    else last.push(message)
  }
  return exchanges
}

// In Anthropic's format it is the user's message that holds a tool's result.
function beginsExchange({ role, content }: Message): boolean {
  const isResult =
    Array.isArray(content) && content.some(part => isObject(part) && part.type === 'tool_result')
  return role === 'user' && !isResult
}
