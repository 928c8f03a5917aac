import { firstTokens } from './tokens'

export interface Speaker {
  id: string
  region: string
  /** Exactly so many words are answered; without it, a greeting and what was said. */
  words?: number | undefined
}

export interface TextLimits {
  maxTokens?: number | null | undefined
  stop?: string | string[] | null | undefined
}

const mostWords = 40

/** What an endpoint says to a text: always the same, naming the endpoint and its region. */
export function answerText(said: string, { id, region, words }: Speaker): string {
  const heard = said.trim() === '' ? '' : ` You said: ${said.trim()}`
  const all = `Hello from ${id} (${region}).${heard}`.split(/\s+/)
  if (words === undefined) return all.slice(0, mostWords).join(' ')
  const filler = Array.from({ length: Math.max(0, words - all.length) }, (_, index) => `word${index + 1}`)
  return [...all, ...filler].slice(0, words).join(' ')
}

/** A text cut as `stop` and the limit of tokens ask, with the reason why it ends. */
export function limitText(full: string, { maxTokens, stop }: TextLimits) {
  const stops = (typeof stop === 'string' ? [stop] : (stop ?? [])).filter(word => word !== '')
  const ends = stops.map(word => full.indexOf(word)).filter(index => index >= 0)
  const stopped = full.slice(0, Math.min(full.length, ...ends))
  const text = firstTokens(stopped, maxTokens ?? Number.POSITIVE_INFINITY)
  const finishReason = text.length < stopped.length ? ('length' as const) : ('stop' as const)
  return { text, finishReason }
}
