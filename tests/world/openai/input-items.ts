import type { InputContent, InputItem, ResponsesRequest } from './responses-request'
import { countTokens } from './tokens'

// What OpenAI counts for an image in low detail.
const tokensPerImage = 85

/** A request's input as items: a string is what the user says. */
export function inputItems({ input }: ResponsesRequest): InputItem[] {
  return typeof input === 'string' ? [{ role: 'user', content: input }] : input
}

/** How many tokens the items count as. */
export function itemsTokens(items: readonly InputItem[]): number {
  return items.reduce((sum, item) => sum + itemTokens(item), 0)
}

/** What the user said last. */
export function lastSaid(items: readonly InputItem[]): string {
  const said = items.flatMap(userContent).at(-1) ?? ''
  return typeof said === 'string' ? said : said.map(part => part.text ?? '').join(' ')
}

/** What a message of the user says; nothing for any other item. */
export function userContent(item: InputItem): InputContent[] {
  const isMessage = item.type === undefined || item.type === 'message'
  return isMessage && item.role === 'user' ? [item.content] : []
}

function itemTokens(item: InputItem): number {
  switch (item.type) {
    case 'function_call':
      return countTokens(item.name + item.arguments)
    case 'function_call_output':
      return contentTokens(item.output)
    case 'reasoning':
      return contentTokens(item.summary)
    case 'message':
    case undefined:
      return contentTokens(item.content)
    default:
      return 0
  }
}

function contentTokens(content: InputContent): number {
  if (typeof content === 'string') return countTokens(content)
  return content.reduce(
    (sum, part) => sum + (part.type === 'input_image' ? tokensPerImage : countTokens(part.text ?? '')),
    0,
  )
}
