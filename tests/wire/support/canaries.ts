import type { Reply } from './send-to'
import type { Stand } from './start-stand'

/** A message that no endpoint repeats, so that wherever it turns up it has leaked. */
export const secretMessage = { role: 'system', content: 'CANARY-PROMPT of the caller' } as const

/** The key of the caller, which no endpoint and no log may see. */
export const callerKey = 'sk-CANARY-of-the-caller'

/** What must never be met in a response or in the log: keys, addresses, cookies, prompts. */
export function leaksIn(text: string, { world }: Pick<Stand, 'world'>): string[] {
  const secrets = world.endpoints.flatMap(({ apiKey = 'none', port }) => [apiKey, `127.0.0.1:${port}`])
  const canaries = [secretMessage.content, callerKey, 'cookie-of-the-upstream', 'of-the-operator', 'cf-ray']
  return [...secrets, ...canaries].filter(secret => text.includes(secret))
}

/** All of a reply as one text. */
export function wholeReply({ headers, text }: Reply): string {
  return `${[...headers].map(header => header.join(': ')).join('\n')}\n\n${text}`
}
